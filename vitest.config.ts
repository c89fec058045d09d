import { defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		include: ["{dsl,language-server,webview,extension,runtime,test}/**/*.test.{ts,tsx}"],
		exclude: ["**/node_modules/**", "**/dist/**", "test/bench/**", "test/e2e/**"],
		globalSetup: "test/support/build-cli.ts",
		// Two cores: more workers than that only make processes under test slow.
		maxWorkers: 2,
		testTimeout: 120_000,
		hookTimeout: 120_000,
		coverage: {
			provider: "v8",
			include: ["dsl/**/*.ts", "runtime/**/*.ts"],
			exclude: ["**/*.test.ts", "**/generated/**", "**/dist/**", "**/build.mjs"],
			reporter: ["text-summary", "html", "json-summary"],
			reportsDirectory: "coverage",
			thresholds: {
				"dsl/**": { lines: 85 },
				"runtime/**": { lines: 85 },
			},
		},
	},
});
