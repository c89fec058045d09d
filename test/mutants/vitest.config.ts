import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vitest/config";
import { chosenMutant } from "./chosen-mutant.ts";
import { mutate, pathOf } from "./mutant.ts";

/** The suites on the sources as they are, but for the mutant that `MUTANT` names; the files themselves are never touched. */
export default defineConfig({
	root: fileURLToPath(new URL("../../", import.meta.url)),
	plugins: [mutation()],
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

function mutation(): Plugin {
	const mutant = chosenMutant();
	const path = mutant === undefined ? "" : pathOf(mutant);
	return {
		name: "mutation",
		enforce: "pre",
		transform(source, id) {
			return mutant !== undefined && id.split("?")[0] === path
				? { code: mutate(source, mutant), map: null }
				: undefined;
		},
	};
}
