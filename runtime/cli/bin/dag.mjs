#!/usr/bin/env node
// Starts the bundle. On a Node that is too old it does so with the one of the checkout, before any newer syntax is read.

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major > 22 || (major === 22 && minor >= 3)) {
	await import("../dist/dag.mjs");
} else if (process.env.DAGWRIGHT_RESTARTED === undefined) {
	const { restartOnNewerNode } = await import("./newer-node.mjs");
	restartOnNewerNode(tooOld);
} else tooOld();

function tooOld() {
	process.stderr.write(
		`error: dag needs Node 22.3 or newer; this is ${process.versions.node}\n  = help: install one, or run npm start in a checkout, which brings its own\n`,
	);
	process.exitCode = 6;
}
