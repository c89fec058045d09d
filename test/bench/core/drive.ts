import {
	accept,
	apply,
	createRun,
	type Dependency,
	decide,
	due,
	emptyState,
	type Plan,
	type RunEvent,
	type RunFact,
	stampFact,
} from "@dagwright/core";
import { planOf } from "../../support/plan-of.ts";
import { edgesOf, namesOf } from "./shared.mjs";

/** The plan of a graph of jobs that do nothing. */
export function noOpPlan(jobs: number, edges: number): Plan {
	const names = namesOf(jobs);
	const needs = names.map((): Dependency[] => []);
	for (const [before, after] of edgesOf(jobs, edges)) {
		// As the compiler does, an edge holds the very string that is the other's name.
		needs[after]?.push({ on: names[before] ?? "", kind: "order", accepts: "succeeded", reads: [] });
	}
	const outputs = { kind: "record", fields: {} } as const;
	return planOf(
		needs.map((dependencies, at) => ({
			kind: "task",
			name: names[at] ?? "",
			dependencies,
			policies: {},
			outputs,
			type: "shell",
			config: {},
			declared: false,
			reads_stdout: false,
		})),
	);
}

/** Drives a run to its end, each attempt succeeding at once; hands on every event. */
export function drive(plan: Plan, each: (event: RunEvent) => void): void {
	const at = 1_000_000;
	let state = emptyState(plan);
	let seq = 0;
	const append = (facts: readonly RunFact[]) => {
		for (const fact of facts) {
			const event = stampFact(fact, ++seq, at);
			each(event);
			state = apply(plan, state, event);
		}
	};
	const created = createRun(plan, { run: "1", params: {}, options: { durability: "default" }, version: "0.0.0" });
	if (!created.ok) throw new Error(created.problem.message);
	append(created.value);
	while (true) {
		for (let facts = decide(plan, state, at); facts.length > 0; facts = decide(plan, state, at)) append(facts);
		const { commands } = due(plan, state, at, { slots: 64 });
		if (commands.length === 0) break;
		for (const { instance } of commands) {
			const started = accept(plan, state, { type: "starting", instance, attempt: 1 }, at);
			if (started.ok) append(started.value);
		}
		for (const { instance } of commands) {
			const ended = accept(plan, state, { type: "succeeded", instance, attempt: 1, outputs: {} }, at);
			if (ended.ok) append(ended.value);
		}
	}
	if (state.result !== "succeeded") throw new Error(`the run ended ${state.result}`);
}
