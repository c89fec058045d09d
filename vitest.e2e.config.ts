import { defineConfig } from "vitest/config";

/**
 * The tests in a real VS Code, on the packaged extension: one file after the other, each with a server and a browser of
 * its own. VS Code is installed and the extension packaged before the first.
 */
export default defineConfig({
	test: {
		include: ["test/e2e/**/*.e2e.ts"],
		exclude: ["**/node_modules/**", "test/e2e/.vscode/**"],
		globalSetup: "test/e2e/set-up.ts",
		fileParallelism: false,
		// What never comes fails a test; how fast a machine is does not.
		testTimeout: 400_000,
		// VS Code and the browser are not ours, so a test may try again, in a window of its own. A try that failed is told
		// loudly, with a picture.
		retry: 1,
		expect: { poll: { timeout: 120_000, interval: 50 } },
		hookTimeout: 400_000,
	},
});
