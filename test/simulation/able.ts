import { type JobPlan, type JobTypeCatalog, type Plan, unsupported } from "@dagwright/core";
import catalog from "@dagwright/job-types/catalog.json" with { type: "json" };
import { groupOf, job, planOf, value } from "../support/plan-of.ts";

/** Constructs that random plans may have. */
export type Construct = keyof typeof probes;

const body = { nodes: [job("a")] };
const base = { name: "x", dependencies: [], policies: {}, outputs: { kind: "json" } } as const;
const loop: JobPlan = { ...base, kind: "loop", carries: [], max: 2, body, next: [] };
const call: JobPlan = { ...base, kind: "call", workflow: "flows/sample.dag#sample", params: {} };

const probes = {
	fallback: planOf([job("x", { fallback: job("x") })]),
	rollback: planOf([job("x", { rollback: job("x") })]),
	hooks: planOf([job("x")], { hooks: { done: body } }),
	loop: planOf([loop]),
	call: planOf([call]),
	approval: planOf([job("x", { type: "approval", config: { approvers: value([]) } })]),
	groupRetry: planOf([groupOf("x", body.nodes, {}, { policies: { retry: { max: 1 } } })]),
	groupTimeout: planOf([groupOf("x", body.nodes, {}, { policies: { timeout: 100 } })]),
} as const satisfies Readonly<Record<string, Plan>>;

/** What this version of the core runs: random plans have no other. */
export const able: ReadonlySet<Construct> = new Set(
	(Object.keys(probes) as Construct[]).filter(
		(construct) => unsupported(probes[construct], catalog as unknown as JobTypeCatalog).length === 0,
	),
);
