import { flushCompileCache } from "node:module";
import type { JobTypeCatalog } from "@dagwright/core";
import catalog from "@dagwright/job-types/catalog.json" with { type: "json" };
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { startLanguageServer } from "./server.ts";

/** The server as a process: over Node's IPC, a pipe or stdio, as its arguments say. */
const connection = createConnection(ProposedFeatures.all);
startLanguageServer(connection, { catalog: catalog as unknown as JobTypeCatalog, quiet: 60 });
// Editors end servers with a signal, and a killed process never writes the cache that halves the next start.
setTimeout(flushCompileCache, 5000).unref();
