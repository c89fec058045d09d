/** The core alone: `node test/bench/core.ts [jobs]` drives a layered random plan of no-op jobs to its end. */
import {
	accept,
	apply,
	createRun,
	type Dependency,
	decide,
	due,
	emptyState,
	fold,
	type Plan,
	type RunEvent,
	type RunFact,
	type TaskPlan,
} from "@dagwright/core";
import { planOf } from "../support/plan-of.ts";

const jobs = Number(process.argv[2] ?? 100_000);
const rounds = Number(process.argv[3] ?? 5);

/** Layers of √n jobs, each with three edges to earlier ones nearby. Names are shared, as in a plan read from JSON. */
function layeredPlan(count: number): Plan {
	let seed = 42;
	const random = (): number => {
		seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
		return seed / 2 ** 32;
	};
	const width = Math.ceil(Math.sqrt(count));
	const names = Array.from({ length: count }, (_, at) => `j${at}`);
	const outputs = { kind: "record", fields: {} } as const;
	const reads: readonly string[] = [];
	const nodes: TaskPlan[] = [];
	for (let at = 0; at < count; at++) {
		const dependencies: Dependency[] = [];
		for (let edge = 0; edge < 3 && at >= width; edge++) {
			const on = names[Math.max(0, at - 1 - (at % width) - Math.floor(random() * width))] ?? "";
			dependencies.push({ on, kind: "order", accepts: "succeeded", reads });
		}
		const name = names[at] ?? "";
		nodes.push({
			kind: "task",
			name,
			dependencies,
			policies: {},
			outputs,
			type: "shell",
			config: {},
			declared: false,
			reads_stdout: false,
		});
	}
	return planOf(nodes);
}

function drive(plan: Plan, keep: RunEvent[] | undefined): number {
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
	return seq;
}

const builds: number[] = [];
const runs: number[] = [];
for (let round = 0; round < rounds; round++) {
	const from = performance.now();
	const plan = layeredPlan(jobs);
	const built = performance.now();
	const events = drive(plan, undefined);
	builds.push(built - from);
	runs.push(performance.now() - built);
	if (round === 0) console.log(`first: plan ${ms(builds[0])}, run ${ms(runs[0])}, ${events} events, RSS ${rss()}`);
}
const plan = layeredPlan(jobs);
const kept: RunEvent[] = [];
drive(plan, kept);
const from = performance.now();
fold(plan, kept);
const folded = performance.now() - from;
console.log(
	`${jobs} jobs, median of ${rounds}: plan ${ms(median(builds))}, run ${ms(median(runs))}, best ${ms(Math.min(...runs))}, RSS ${rss()}; fold of ${kept.length} events ${ms(folded)}`,
);

function median(values: readonly number[]): number {
	return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

function ms(value: number | undefined): string {
	return `${(value ?? 0).toFixed(0)} ms`;
}

function rss(): string {
	return `${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB`;
}
