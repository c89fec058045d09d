/**
 * `npm test`: makes the checkout ready, runs every test with coverage, then those in a real VS Code on the packaged
 * extension. `npm test -- PATTERN …` runs only the tests whose file matches, without coverage.
 */
import { spawnSync } from "node:child_process";
import { delimiter, join } from "node:path";
import { build, install, node24, root } from "./ready.mjs";

install();
build();
const env = { ...process.env, PATH: `${join(root, "node_modules", ".bin")}${delimiter}${process.env.PATH ?? ""}` };
const patterns = process.argv.slice(2);
const failed = [];

function step(name, args) {
	console.log(`\n── ${name}`);
	const { status } = spawnSync(node24(), args, { cwd: root, stdio: "inherit", env });
	if (status !== 0) failed.push(name);
	return status === 0;
}

if (patterns.length > 0) {
	step("tests", ["node_modules/vitest/vitest.mjs", "run", ...patterns]);
} else {
	step("tests", ["node_modules/vitest/vitest.mjs", "run", "--coverage"]);
	step("tests in a real VS Code", ["node_modules/vitest/vitest.mjs", "run", "--config", "vitest.e2e.config.ts"]);
}

console.log(failed.length === 0 ? "\nAll tests passed." : `\nFailed: ${failed.join(", ")}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
