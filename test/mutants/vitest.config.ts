import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** The suites that mutants are held against, in the tree in which this file lies; they end at their first failure. */
export default defineConfig({
	root: fileURLToPath(new URL("../../", import.meta.url)),
	test: {
		include: ["{runtime,test}/**/*.test.ts"],
		exclude: ["**/node_modules/**", "test/mutants/**"],
		// Kept by content alone: a mutant would live on in the runs after it.
		fsModuleCache: false,
		bail: 1,
		maxWorkers: 1,
		testTimeout: 30_000,
		hookTimeout: 30_000,
	},
});
