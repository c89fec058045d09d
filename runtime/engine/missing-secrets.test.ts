import type { ForPlan, JobPolicies, NodePlan } from "@dagwright/core";
import { expect, test } from "vitest";
import { EngineProject, shellJob } from "../../test/support/engine-project.ts";
import { groupOf, job, planOf } from "../../test/support/plan-of.ts";
import { missingSecrets } from "./missing-secrets.ts";
import type { PlannedRequest } from "./planned-tasks.ts";

const uses = (...names: readonly string[]): JobPolicies => ({ uses: names.map((secret) => ({ secret, as: secret })) });
const literal = (value: boolean | readonly number[]) => ({ op: "literal", value }) as const;
const over = (list: string | readonly number[]): ForPlan => ({
	variables: [
		{
			name: "rate",
			type: { kind: "float" },
			list: typeof list === "string" ? { op: "name", name: list } : literal(list),
		},
	],
});

function missing(
	nodes: readonly NodePlan[],
	more: Partial<PlannedRequest> = {},
	set: readonly string[] = [],
): readonly string[] {
	const secrets = { get: (name: string) => (set.includes(name) ? "x" : undefined), places: "nowhere" };
	return missingSecrets({ plan: planOf(nodes), params: {}, ...more }, secrets).map(
		({ secret, path, certain }) => `${certain ? "surely" : "perhaps"} ${secret} in ${path}`,
	);
}

test("names each secret that is not set once, with a job that uses it for sure if there is one", () => {
	const nodes = [
		job("maybe", { when: literal(true), policies: uses("token") }),
		job("fit", { policies: uses("token", "key") }),
		job("ship", { after: ["fit"], policies: uses("token") }),
	];
	expect(missing(nodes, {}, ["key"])).toEqual(["surely token in fit"]);
});

test("is not sure of what hangs on a condition, an outcome, data, or may fail", () => {
	expect(
		missing([
			job("gate", { when: literal(true) }),
			job("first"),
			job("behind", { after: ["gate"], policies: uses("a") }),
			job("mourn", { after: ["first failed"], policies: uses("b") }),
			job("extra", { policies: { ...uses("c"), allow_failure: true } }),
			job("none", { for: over([]), policies: uses("d") }),
			groupOf("some", [job("inner", { policies: uses("e") })], {}, { when: literal(true) }),
			job("always", { after: ["gate done"], policies: uses("f") }),
		]),
	).toEqual([
		"surely f in always",
		"perhaps a in behind",
		"perhaps b in mourn",
		"perhaps c in extra",
		"perhaps d in none",
		"perhaps e in some.inner",
	]);
});

test("a fan-out over a param runs if the param has items", () => {
	const nodes = [job("sweep", { for: over("rates"), policies: uses("token") })];
	expect([
		missing(nodes, { params: { rates: [0.1] } }),
		missing(nodes, { params: { rates: [] } }),
		missing([job("sweep", { for: over([1]), policies: uses("token") })]),
	]).toEqual([["surely token in sweep"], ["perhaps token in sweep"], ["surely token in sweep"]]);
});

test("asks only for what was chosen and has not ended", () => {
	const nodes = [
		job("a", { policies: uses("x") }),
		job("b", { after: ["a"], policies: uses("y") }),
		job("c", { policies: uses("z") }),
	];
	expect([missing(nodes, { only: ["b"] }), missing(nodes, { ended: new Set(["a", "c"]) })]).toEqual([
		["surely x in a", "surely y in b"],
		["surely y in b"],
	]);
});

test("a run is refused before it is made, and one that may do without is told", async () => {
	using project = new EngineProject();
	const sure = planOf([
		shellJob("slow", "exit 9"),
		shellJob("ship", "true", { after: ["slow"], policies: uses("token") }),
	]);
	await expect(project.start(sure)).rejects.toMatchObject({
		code: "engine/secret-missing",
		where: "ship",
		message: "the secret token, which ship uses, is not set",
	});
	const perhaps = planOf([shellJob("ship", "true", { when: literal(false), policies: uses("token") })]);
	const run = await project.start(perhaps);
	const heard: string[] = [];
	run.subscribe({ notice: ({ code }) => heard.push(code) });
	await run.ended;
	expect([run.run, heard]).toEqual(["1", ["secret_missing"]]);
});
