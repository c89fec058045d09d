#!/usr/bin/env node
// Starts the bundle. On a Node that is too old it says so, before any newer syntax is read.
import module from "node:module";

const [major = 0] = process.versions.node.split(".").map(Number);
if (major < 22) {
	process.stderr.write(
		`error: dag needs Node 22 or newer; this is ${process.versions.node}\n  = help: in a checkout, npm start and npx dag use the Node that npm installed\n`,
	);
	process.exitCode = 6;
} else {
	module.enableCompileCache?.();
	await import("../dist/dag.mjs");
}
