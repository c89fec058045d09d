/**
 * Runs the extension-host suite in desktop VS Code, which is downloaded first; where that can't be done it says so and
 * fails. The same suite runs without a download in `host.e2e.ts`.
 */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { downloadAndUnzipVSCode, runTests } from "@vscode/test-electron";

const here = import.meta.dirname;
const extension = resolve(here, "../../extension");

/** @type {string} */
let vscodeExecutablePath;
try {
	vscodeExecutablePath = await downloadAndUnzipVSCode({ cachePath: join(here, ".vscode/electron") });
} catch (error) {
	console.error(
		`VS Code could not be downloaded, so nothing was tested: ${error instanceof Error ? error.message : error}`,
	);
	process.exit(1);
}

const home = mkdtempSync(join(tmpdir(), "dag-electron-"));
try {
	const project = join(home, "project");
	cpSync(join(here, "project"), project, { recursive: true });
	await runTests({
		vscodeExecutablePath,
		extensionDevelopmentPath: extension,
		extensionTestsPath: join(extension, "test/dist/suite/index.cjs"),
		launchArgs: [project, "--disable-extensions", "--disable-workspace-trust", "--user-data-dir", join(home, "user")],
	});
} finally {
	rmSync(home, { recursive: true, force: true });
}
