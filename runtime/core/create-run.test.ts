import { expect, test } from "vitest";
import { forOf, groupOf, job, paramOf, planOf, value } from "../../test/support/plan-of.ts";
import { createRun } from "./create-run.ts";
import type { JobType, JobTypeCatalog } from "./job-type-catalog.ts";
import type { Json } from "./json.ts";
import { neverFits, unsupported } from "./unsupported.ts";

const plan = planOf([job("a")], {
	params: [
		paramOf("n", { kind: "int", min: 1, max: 9 }, 5),
		paramOf("name", { kind: "string" }),
		paramOf("maybe", { kind: "optional", of: { kind: "int" } }),
	],
});

const noTypes: JobTypeCatalog = { version: 1, types: {} };
const shellType: JobType = {
	name: "shell",
	documentation: "",
	icon: "terminal",
	config: {},
	outputs: {},
	declaresOutputs: true,
	runs: "process",
	rules: [],
	implemented: true,
};

const create = (params: Readonly<Record<string, Json>>) =>
	createRun(plan, { run: "r", params, options: { durability: "default" }, version: "1.2.3" });

test("a run begins with its params, defaults evaluated", () => {
	expect(create({ name: "x" })).toEqual({
		ok: true,
		value: [
			{
				type: "run.created",
				run: "r",
				root: "r",
				plan: "sha256:sample",
				workflow: "sample",
				params: { n: 5, name: "x", maybe: null },
				options: { durability: "default" },
				version: "1.2.3",
			},
		],
	});
});

test("a missing, unknown or wrong param is refused by name", () => {
	expect(create({})).toMatchObject({ problem: { code: "missing_param", param: "name" } });
	expect(create({ name: "x", size: 1 })).toMatchObject({ problem: { code: "unknown_param", param: "size" } });
	expect(create({ name: "x", n: 10 })).toMatchObject({ problem: { code: "wrong_type", param: "n" } });
	expect(create({ name: "x", toString: 1 })).toMatchObject({ problem: { code: "unknown_param", param: "toString" } });
});

test("a job whose type has no implementation is named before anything starts, wherever it stands", () => {
	const main = planOf(
		[
			groupOf("g", [{ ...job("x"), fallback: job("y") }], {}, { for: forOf({ i: value([1]) }) }),
			{
				kind: "loop",
				name: "tune",
				dependencies: [],
				policies: {},
				outputs: { kind: "json" },
				carries: [],
				max: 3,
				body: { nodes: [job("fit")] },
				next: [],
			},
			{
				kind: "call",
				name: "ship",
				dependencies: [],
				policies: {},
				outputs: { kind: "json" },
				workflow: "lib.dag#canary",
				params: {},
			},
		],
		{ hooks: { failure: { nodes: [job("alert")] } } },
	);
	const called = planOf([job("deploy")]);
	const workflows = { ...main.workflows, "lib.dag#canary": called.workflows[called.main] ?? expect.fail() };
	const catalog: JobTypeCatalog = { version: 1, types: { shell: { ...shellType, implemented: false } } };
	const found = unsupported({ ...main, workflows }, catalog);
	expect(found.map(({ path }) => path)).toEqual(["g.x", "g.x", "tune.fit", "ship/deploy", "on_failure.alert"]);
	expect(found[0]).toEqual({
		construct: "jobs of type shell",
		path: "g.x",
		message: "This version cannot run jobs of type shell yet, as g.x is.",
	});
	expect(found[1]?.message).toBe("This version cannot run jobs of type shell yet, as the fallback of g.x is.");
	expect(unsupported({ ...main, workflows }, noTypes)).toEqual([]);
});

test("needs beyond the host are named", () => {
	const heavy = planOf([groupOf("g", [job("x", { policies: { needs: { gpu: 2, labels: ["fast"] } } })])]);
	expect(neverFits(heavy, { slots: 1, gpu: 1, labels: [] })).toEqual([
		{ path: "g.x", message: 'g.x needs gpu 2 (the host has 1) and label "fast" (the host lacks it).' },
	]);
	expect(neverFits(heavy, { slots: 1 })).toEqual([]);
});
