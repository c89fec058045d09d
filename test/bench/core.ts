/** The core alone: `node test/bench/core.ts [jobs]` drives a layered random plan of no-op jobs to its end. */
import {
	accept,
	apply,
	createRun,
	decide,
	due,
	emptyState,
	fold,
	type Plan,
	type RunEvent,
	type RunFact,
	type TaskPlan,
} from "@dagwright/core";
import { job, planOf } from "../support/plan-of.ts";

const jobs = Number(process.argv[2] ?? 100_000);
const rounds = Number(process.argv[3] ?? 5);

/** Layers of √n jobs, each with three edges to earlier ones nearby. */
function layeredPlan(count: number): Plan {
	let seed = 42;
	const random = (): number => {
		seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
		return seed / 2 ** 32;
	};
	const width = Math.ceil(Math.sqrt(count));
	const nodes: TaskPlan[] = [];
	for (let at = 0; at < count; at++) {
		const after: string[] = [];
		if (at >= width)
			for (let edge = 0; edge < 3; edge++) after.push(`j${at - 1 - (at % width) - Math.floor(random() * width)}`);
		nodes.push(job(`j${at}`, { after: after.filter((name) => name !== "j-1") }));
	}
	return planOf(nodes);
}

function drive(plan: Plan, keep: RunEvent[] | undefined): { readonly ms: number; readonly events: number } {
	const from = performance.now();
	let state = emptyState(plan);
	let seq = 0;
	const at = 1_000_000;
	const append = (facts: readonly RunFact[]): void => {
		for (const fact of facts) {
			const event: RunEvent = { ...fact, seq: ++seq, at };
			keep?.push(event);
			state = apply(plan, state, event);
		}
	};
	const created = createRun(plan, { run: "bench", params: {}, options: { durability: "default" }, version: "0" });
	if (!created.ok) throw new Error(created.problem.message);
	append(created.value);
	const outputs = {};
	for (;;) {
		for (let facts = decide(plan, state, at); facts.length > 0; facts = decide(plan, state, at)) append(facts);
		const { commands } = due(plan, state, at, { slots: 64 });
		if (commands.length === 0) break;
		for (const { instance, type } of commands) {
			if (type !== "start") continue;
			const started = accept(plan, state, { type: "starting", instance, attempt: 1 }, at);
			if (started.ok) append(started.value);
		}
		for (const { instance } of commands) {
			const ended = accept(plan, state, { type: "succeeded", instance, attempt: 1, outputs }, at);
			if (ended.ok) append(ended.value);
		}
	}
	if (state.result !== "succeeded") throw new Error(`the run ended ${state.result}`);
	return { ms: performance.now() - from, events: seq };
}

const times: number[] = [];
for (let round = 0; round < rounds; round++) times.push(drive(layeredPlan(jobs), undefined).ms);
const rss = process.memoryUsage.rss() / 1e6;
const plan = layeredPlan(jobs);
const events: RunEvent[] = [];
drive(plan, events);
const from = performance.now();
fold(plan, events);
const folded = performance.now() - from;
times.sort((a, b) => a - b);
const ms = (value: number | undefined): string => `${(value ?? 0).toFixed(0)} ms`;
console.log(
	`${jobs} jobs, ${events.length} events: first round slowest ${ms(times.at(-1))}, median ${ms(times[times.length >> 1])}, best ${ms(times[0])}; ` +
		`RSS ${rss.toFixed(0)} MB; fold of ${events.length} events ${ms(folded)}`,
);
