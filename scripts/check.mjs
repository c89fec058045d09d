/** `npm run check`: generated files, types, format and lint, and who may import whom. Runs all, then says what failed. */
import { spawnSync } from "node:child_process";
import { delimiter, join } from "node:path";
import { install, node24, root } from "./ready.mjs";

install();
const env = { ...process.env, PATH: `${join(root, "node_modules", ".bin")}${delimiter}${process.env.PATH ?? ""}` };
const steps = [
	["generated files", ["scripts/generate.mjs", "--check"]],
	["types", ["node_modules/typescript/bin/tsc", "-p", "."]],
	["format and lint", ["node_modules/@biomejs/biome/bin/biome", "ci", "--error-on-warnings", "."]],
	[
		"layers",
		[
			"node_modules/dependency-cruiser/bin/dependency-cruiser.mjs",
			"--config",
			".dependency-cruiser.cjs",
			"dsl",
			"language-server",
			"webview",
			"extension",
			"runtime",
			"test",
		],
	],
];
const failed = [];
for (const [name, args] of steps) {
	console.log(`── ${name}`);
	const { status } = spawnSync(node24(), args, { cwd: root, stdio: "inherit", env });
	if (status !== 0) failed.push(name);
}
console.log(failed.length === 0 ? "\nAll checks passed." : `\nFailed: ${failed.join(", ")}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
