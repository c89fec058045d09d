import { defineConfig } from "vitest/config";

/** The tests in a real VS Code: one file after the other, each with a server and a browser of its own. */
export default defineConfig({
	test: {
		include: ["test/e2e/**/*.e2e.ts"],
		exclude: ["**/node_modules/**", "test/e2e/.vscode/**"],
		fileParallelism: false,
		testTimeout: 120_000,
		hookTimeout: 300_000,
	},
});
