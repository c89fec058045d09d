import { stripTypeScriptTypes } from "node:module";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allMutants } from "./all-mutants.ts";
import { mutate, mutatedSource } from "./mutant.ts";
import { SourceTree } from "./source-tree.ts";
import { tryMutant } from "./try-mutant.ts";
import { tableOf } from "./write-table.ts";

test("there are enough mutants, each with a name of its own", () => {
	expect(allMutants.length).toBeGreaterThanOrEqual(40);
	expect(new Set(allMutants.map(({ id }) => id)).size).toBe(allMutants.length);
});

test.each(allMutants)("$id changes one place of $file into what can be loaded", (mutant) => {
	stripTypeScriptTypes(mutatedSource(mutant));
});

test("a mutant whose text is gone, or stands twice, is told by name", () => {
	const mutant = { id: "m", file: "a.ts", from: "x", to: "y", breaks: "", suites: [] };
	expect(() => mutate("z", mutant)).toThrow("mutant m: the text that it changes stands 0 times in a.ts");
	expect(() => mutate("x x", mutant)).toThrow("stands 2 times");
});

test("the table tells the counts, what survived, and for each mutant what it breaks and which test caught it", () => {
	const [caught, survivor] = allMutants;
	if (caught === undefined || survivor === undefined) throw new Error("there are no mutants");
	const page = tableOf(
		[
			{ mutant: caught, caughtBy: "a.test.ts: says a | b" },
			{ mutant: survivor, caughtBy: undefined },
		],
		"commit 1234",
	);
	expect(page).toContain("Measured on commit 1234: **1 of 2 caught (50.0%)**");
	expect(page).toContain(`Of the ${allMutants.length} mutants ${allMutants.length - 2} were not tried.`);
	expect(page).toContain(`Survived: ${survivor.id}.`);
	expect(page).toContain(`| ${caught.id} | ${caught.breaks} *(fencing)* | a.test.ts: says a \\| b |`);
});

describe("in a copy of the project", () => {
	let tree: SourceTree;

	beforeAll(() => {
		tree = new SourceTree();
	});

	afterAll(() => tree[Symbol.dispose]());

	/** A slice; `npm run test:hard -- mutants` tries all. */
	test.each(["stale-report", "waiting-off-by-one", "retry-too-often"])("the simulation catches %s", async (id) => {
		const mutant = allMutants.find((each) => each.id === id);
		const { caughtBy } = await tryMutant(tree, mutant, ["simulation"], { seeds: 300 });
		expect(caughtBy).toMatch(/^test\/simulation\//);
	});

	test("the simulation catches nothing where there is no mutant", async () => {
		const { caughtBy, output } = await tryMutant(tree, undefined, ["simulation"], { seeds: 100 });
		expect({ caughtBy, output: caughtBy && output }).toEqual({ caughtBy: undefined, output: undefined });
	});
});
