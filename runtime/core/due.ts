import {
	deadlineOf,
	dueOf,
	hasDeadline,
	type Instance,
	isMoreUrgent,
	type LiveRun,
	live,
	type Needs,
	noNeeds,
	type ReadyClass,
} from "./live-run.ts";
import { jobOf } from "./open-node.ts";
import type { Plan, TaskPlan } from "./plan.ts";
import { isPlain, nothingPrepared, type PreparedTask, prepareTask } from "./prepare-task.ts";
import { needsOf } from "./ready-class.ts";
import type { ReadyWalk } from "./ready-queue.ts";
import type { Capacity, Command } from "./report.ts";
import type { RunState } from "./run-state.ts";
import { BlockScope } from "./scope.ts";

/** What should be under way, and when to look again. */
export interface Due {
	readonly commands: readonly Command[];
	/** UTC ms; absent: only after the next event. */
	readonly wakeAt?: number;
}

/** After so many starts that passed it by, the first in line has its needs kept free until it fits. */
const PATIENCE = 32;

/**
 * What should be under way now and is not, and when to look again. A `start` stays due until its `starting` report was
 * accepted and applied, a `stop` until the attempt has ended: hosts report `starting` for each start at once, and
 * ignore a stop whose id they have seen.
 */
export function due(_plan: Plan, state: RunState, now: number, capacity: Capacity): Due {
	const run = live(state);
	const commands: Command[] = [];
	addStops(run, commands);
	const expiring = run.deadlines.first();
	let wakeAt = expiring === undefined ? Number.POSITIVE_INFINITY : deadlineOf(expiring);
	if (run.mode === "running") {
		const round = new Round(run, now, capacity);
		for (const instance of round.pick()) commands.push(startCommand(run, instance));
		wakeAt = Math.min(wakeAt, round.nextRetry);
	}
	if (hasDeadline(run)) wakeAt = Math.min(wakeAt, run.deadline);
	return wakeAt === Number.POSITIVE_INFINITY ? { commands } : { commands, wakeAt };
}

/** One look at who may start: what is still free, and who is passed over. */
class Round {
	nextRetry = Number.POSITIVE_INFINITY;
	readonly #run: LiveRun;
	readonly #now: number;
	readonly #capacity: Capacity;
	readonly #picked: Instance[] = [];
	/** Instances picked of each `for` job with a limit. */
	readonly #limited = new Map<object, number>();
	#slots: number;
	#cpu: number;
	#memory: number;
	#gpu: number;

	constructor(run: LiveRun, now: number, capacity: Capacity) {
		const { options, used, index } = run;
		const most = Math.min(
			capacity.slots,
			options.max_parallel ?? Number.POSITIVE_INFINITY,
			index.workflow.policies.limit ?? Number.POSITIVE_INFINITY,
		);
		this.#run = run;
		this.#now = now;
		this.#capacity = capacity;
		this.#slots = most - run.running.size;
		this.#cpu = (capacity.cpu ?? Number.POSITIVE_INFINITY) - used.cpu;
		this.#memory = (capacity.memory ?? Number.POSITIVE_INFINITY) - used.memory;
		this.#gpu = (capacity.gpu ?? Number.POSITIVE_INFINITY) - used.gpu;
	}

	/** Retries whose time has come, then the ready ones in critical-path order, as far as there is room. */
	pick(): readonly Instance[] {
		if (this.#slots > 0) {
			this.#pickRetries();
			this.#pickReady();
		}
		return this.#picked;
	}

	#pickRetries(): void {
		const walk = this.#run.retries.walk();
		for (let next = walk.peek(); next !== undefined; next = walk.peek()) {
			if (dueOf(next) > this.#now) {
				this.nextRetry = dueOf(next);
				return;
			}
			if (this.#slots <= 0) return;
			walk.next();
			const needs = needsOf(jobOf(next.node));
			if (this.#fits(needs) && this.#isWithinLimit(next)) this.#take(next, needs);
		}
	}

	#pickReady(): void {
		const lines: { readonly needs: Needs; readonly walk: ReadyWalk<Instance> }[] = [];
		for (const line of this.#run.ready.values()) if (!line.queue.isEmpty) lines.push(openLine(line));
		let first = true;
		while (this.#slots > 0) {
			let chosen: (typeof lines)[number] | undefined;
			let best: Instance | undefined;
			for (const line of lines) {
				const head = line.walk.peek();
				if (head !== undefined && (best === undefined || isMoreUrgent(head, best))) {
					best = head;
					chosen = line;
				}
			}
			if (best === undefined || chosen === undefined) return;
			if (!this.#fits(chosen.needs)) {
				lines.splice(lines.indexOf(chosen), 1);
				if (first && this.#run.starts - best.startsBefore >= PATIENCE) this.#keepFree(chosen.needs);
				first = false;
				continue;
			}
			chosen.walk.next();
			if (this.#isWithinLimit(best)) this.#take(best, chosen.needs);
		}
	}

	#fits(needs: Needs): boolean {
		if (needs === noNeeds) return true;
		const { cpu, memory, gpu, labels } = needs;
		return (
			(cpu === 0 || cpu <= this.#cpu) &&
			(memory === 0 || memory <= this.#memory) &&
			(gpu === 0 || gpu <= this.#gpu) &&
			labels.every((label) => this.#capacity.labels === undefined || this.#capacity.labels.includes(label))
		);
	}

	#isWithinLimit({ node }: Instance): boolean {
		const { fan } = node;
		return fan === undefined || fan.limit === 0 || fan.running + (this.#limited.get(node) ?? 0) < fan.limit;
	}

	#take(instance: Instance, needs: Needs): void {
		const { fan } = instance.node;
		if (fan !== undefined && fan.limit > 0) {
			this.#limited.set(instance.node, (this.#limited.get(instance.node) ?? 0) + 1);
		}
		this.#picked.push(instance);
		this.#slots--;
		if (needs !== noNeeds) this.#keepFree(needs);
	}

	#keepFree({ cpu, memory, gpu }: Needs): void {
		this.#cpu -= cpu;
		this.#memory -= memory;
		this.#gpu -= gpu;
	}
}

function openLine({ needs, queue }: ReadyClass): { readonly needs: Needs; readonly walk: ReadyWalk<Instance> } {
	return { needs, walk: queue.walk() };
}

function addStops(run: LiveRun, commands: Command[]): void {
	const everything = run.mode === "cancelling" || run.mode === "timed_out";
	if (!everything && run.timedOut === 0) return;
	for (const { state, path } of run.running.values()) {
		if (state.status !== "running" || !(everything || state.timedOut)) continue;
		commands.push({
			type: "stop",
			id: `${run.run}/${path}/${state.attempt}`,
			instance: path,
			attempt: state.attempt,
			reason: run.mode === "cancelling" && !state.timedOut ? "cancel" : "timeout",
		});
	}
}

function startCommand(run: LiveRun, instance: Instance): Command {
	const { path, bindings, node, state } = instance;
	const task = jobOf(node);
	if (task.kind !== "task") throw new Error(`${path} is no task`);
	const attempt = state.status === "retrying" ? state.attempt : 1;
	const { config, scripts, environment } = isPlain(task) ? nothingPrepared : prepare(run, instance, task);
	return {
		type: "start",
		id: `${run.run}/${path}/${attempt}`,
		instance: path,
		attempt,
		task,
		config,
		scripts,
		environment,
		bindings,
		policies: task.policies,
		folder: run.index.folder,
		idempotency_key: `${run.rootRun}/${path}`,
	};
}

/** `decide` saw that it can be prepared before it said that it is ready. */
function prepare(run: LiveRun, { node, bindings, path }: Instance, task: TaskPlan): PreparedTask {
	const prepared = prepareTask(task, new BlockScope(run, node.frame, bindings), run.index.folder);
	if (!prepared.ok) throw new Error(`${path} was ready and yet: ${prepared.problem.message}`);
	return prepared.value;
}
