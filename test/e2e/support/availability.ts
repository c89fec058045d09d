import { installed, unsupported } from "../install-vscode.mjs";

/**
 * Why the end-to-end tests cannot run here, or undefined. A skip is loud, and where `E2E_REQUIRED=1` is set (as CI does)
 * it is a failure instead.
 */
export function whyUnavailable(): string | undefined {
	const problem =
		unsupported() ?? (installed() ? undefined : "VS Code is not installed: node test/e2e/install-vscode.mjs");
	if (problem === undefined) return undefined;
	if (process.env["E2E_REQUIRED"] === "1") throw new Error(`The end-to-end tests are required, but ${problem}.`);
	console.warn(`\n  !!! END-TO-END TESTS SKIPPED: ${problem}.\n`);
	return problem;
}
