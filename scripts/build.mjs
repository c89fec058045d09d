/** Builds every room that has something to bundle, in the order in which they need each other. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./ready.mjs";

const watch = process.argv.includes("--watch");

for (const room of ["runtime/cli", "language-server", "webview", "extension"]) {
	const file = join(root, room, "build.mjs");
	if (!existsSync(file)) continue;
	const { build } = await import(pathToFileURL(file).href);
	await build({ watch });
}
