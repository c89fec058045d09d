import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

/** The real VS Code: `vitest run --config test/e2e/vitest.config.ts`. Needs the bundles of `npm run build`. */
export default defineConfig({
	root: resolve(import.meta.dirname, "../.."),
	test: {
		name: "e2e",
		include: ["test/e2e/**/*.e2e.ts"],
		globalSetup: "test/e2e/set-up.ts",
		testTimeout: 60_000,
		hookTimeout: 120_000,
		// Two VS Codes at once are slower than one after the other on a small machine.
		fileParallelism: false,
	},
});
