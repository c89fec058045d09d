/** Writes every generated file anew; with `--check` it writes nothing and fails where one is out of date. */
import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { node24, root } from "./ready.mjs";

const check = process.argv.includes("--check");

const before = check ? readParser() : undefined;
execFileSync(node24(), ["../node_modules/langium-cli/bin/langium.js", "generate"], {
	cwd: join(root, "dsl"),
	stdio: check ? "ignore" : "inherit",
});
if (before !== undefined && before !== readParser()) {
	console.error("dsl/generated is out of date: run npm run generate and commit the result");
	process.exitCode = 1;
}

for (const script of readdirSync(join(root, "scripts"))
	.filter((name) => /^generate-.*\.mjs$/.test(name))
	.sort()) {
	const { status } = spawnSync(node24(), [join("scripts", script), ...(check ? ["--check"] : [])], {
		cwd: root,
		stdio: "inherit",
	});
	if (status !== 0) process.exitCode = 1;
}

function readParser() {
	const folder = join(root, "dsl", "generated");
	return readdirSync(folder)
		.sort()
		.map((name) => readFileSync(join(folder, name), "utf8"))
		.join("\n");
}
