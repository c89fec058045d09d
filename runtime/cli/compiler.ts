/**
 * The compiler as a process of its own: reads one request from stdin, prints one answer to stdout. `dag run` uses it
 * so that the process which starts jobs stays small: the time of a spawn grows with the heap of who spawns.
 */
import { flushCompileCache } from "node:module";
import { text } from "node:stream/consumers";
import type { CompileRequest } from "./project/compile-apart.ts";
import { compileFile } from "./project/compile-file.ts";

const request = JSON.parse(await text(process.stdin)) as CompileRequest;
const answer = await compileFile(request.root, request.file, request.workflow);
process.stdout.write(JSON.stringify(answer), () => flushCompileCache());
