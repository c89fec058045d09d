import { nextTick } from "./checkpoint-watch.ts";
import { deadlineOf, dueOf, hasRoom, type Instance } from "./frame.ts";
import { letsPass } from "./gate.ts";
import { hasDeadline, type LiveRun, live, type Needs, noNeeds, type ReadyClass, type Straight } from "./live-run.ts";
import { straightState } from "./node-at.ts";
import { dueNotifications, type Notification } from "./notification.ts";
import { workOf } from "./open-node.ts";
import type { Plan } from "./plan.ts";
import { needsOf } from "./ready-class.ts";
import type { ReadyWalk } from "./ready-queue.ts";
import type { Capacity, Command } from "./report.ts";
import type { RunState } from "./run-state.ts";
import { startCommand } from "./start-command.ts";
import { straightPlan } from "./straight-way.ts";

/** What should be under way, and when to look again. */
export interface Due {
	readonly commands: readonly Command[];
	/** UTC ms; absent: only after the next event. */
	readonly wakeAt?: number;
	/** Messages to channels; each stays due until its `notified` report was accepted. Absent: none. */
	readonly notifications?: readonly Notification[];
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
		round.start(commands);
		wakeAt = Math.min(wakeAt, round.nextRetry, nextOpening(run));
		const asking = run.expiring.first();
		if (asking !== undefined) wakeAt = Math.min(wakeAt, deadlineOf(asking));
	}
	if (hasDeadline(run)) wakeAt = Math.min(wakeAt, run.deadline);
	if (run.watch !== undefined && run.mode !== "finished") wakeAt = Math.min(wakeAt, nextTick(run.watch));
	const notifications = dueNotifications(run);
	const due = wakeAt === Number.POSITIVE_INFINITY ? { commands } : { commands, wakeAt };
	return notifications === undefined ? due : { ...due, notifications };
}

/** One look at who may start: what is still free, and who is passed over. */
class Round {
	nextRetry = Number.POSITIVE_INFINITY;
	readonly #run: LiveRun;
	readonly #now: number;
	readonly #capacity: Capacity;
	/** Instances started of each `for` job, and in each call of a workflow, with a limit; undefined: none. */
	#limited: Map<object, number> | undefined;
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

	/** Starts retries whose time has come, then the ready ones in critical-path order, as far as there is room. */
	start(commands: Command[]): void {
		if (this.#slots <= 0) return;
		this.#startRetries(commands);
		this.#startReady(commands);
	}

	#startRetries(commands: Command[]): void {
		const walk = this.#run.retries.walk();
		for (let next = walk.peek(); next !== undefined; next = walk.peek()) {
			if (dueOf(next) > this.#now) {
				this.nextRetry = dueOf(next);
				return;
			}
			if (this.#slots <= 0) return;
			walk.next();
			const needs = needsOf(workOf(next));
			if (this.#fits(needs) && this.#hasRoom(next)) this.#take(next, needs, commands);
		}
	}

	#startReady(commands: Command[]): void {
		const { undemanding, ready } = this.#run;
		const lines = undemanding.queue.isEmpty ? [] : [lineOf(undemanding)];
		if (ready.size > 1) {
			for (const each of ready.values()) if (each !== undemanding && !each.queue.isEmpty) lines.push(lineOf(each));
		}
		let first = true;
		while (this.#slots > 0) {
			const line = lines.length === 1 ? lines[0] : firstOf(lines);
			const item = line?.walk.peek();
			if (line === undefined || item === undefined) return;
			if (!this.#fits(line.needs)) {
				lines.splice(lines.indexOf(line), 1);
				if (first && this.#hasWaitedLong(item)) this.#keepFree(line.needs);
				first = false;
				continue;
			}
			line.walk.next();
			if (typeof item === "number" || this.#hasRoom(item)) this.#take(item, line.needs, commands);
		}
	}

	/** A straight task needs nothing but a slot, so that there is none whose needs could be kept free. */
	#hasWaitedLong(item: Instance | Straight): boolean {
		return typeof item !== "number" && this.#run.starts - item.startsBefore >= PATIENCE;
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

	#take(item: Instance | Straight, needs: Needs, commands: Command[]): void {
		if (typeof item !== "number") this.#countTowardsLimit(item);
		commands.push(startCommand(this.#run, item));
		this.#slots--;
		if (needs !== noNeeds) this.#keepFree(needs);
	}

	#hasRoom(item: Instance): boolean {
		const limited = this.#limited ?? noneLimited;
		return hasRoom(item, limited) && letsPass(item, limited);
	}

	#countTowardsLimit({ node }: Instance): void {
		if (node.fan !== undefined && node.fan.limit !== 0) this.#count(node.fan);
		for (let { gate } = node.frame.workflow; gate !== undefined; gate = gate.outer) this.#count(gate);
	}

	#count(limited: object): void {
		this.#limited ??= new Map();
		this.#limited.set(limited, (this.#limited.get(limited) ?? 0) + 1);
	}

	#keepFree({ cpu, memory, gpu }: Needs): void {
		this.#cpu -= cpu;
		this.#memory -= memory;
		this.#gpu -= gpu;
	}
}

/** The ready instances of a class, at one of them. */
interface Line {
	readonly needs: Needs;
	readonly walk: ReadyWalk<Instance | Straight>;
}

function lineOf({ needs, queue }: ReadyClass): Line {
	return { needs, walk: queue.walk() };
}

/** The line whose next instance comes before those of the others, if any has one. */
function firstOf(lines: readonly Line[]): Line | undefined {
	let first: Line | undefined;
	for (const line of lines) {
		if (line.walk.peek() === undefined) continue;
		if (first === undefined || line.walk.isBefore(first.walk)) first = line;
	}
	return first;
}

/** When a group, loop or call is opened anew, UTC ms; one that the limit of its job holds back waits for another's end. */
function nextOpening(run: LiveRun): number {
	if (run.reopenings.size === 0) return Number.POSITIVE_INFINITY;
	const walk = run.reopenings.walk();
	let next = walk.next();
	while (next !== undefined && !hasRoom(next, noneLimited)) next = walk.next();
	return next === undefined ? Number.POSITIVE_INFINITY : dueOf(next);
}

const noneLimited: ReadonlyMap<object, number> = new Map();

function addStops(run: LiveRun, commands: Command[]): void {
	const everything = run.mode === "cancelling" || run.mode === "timed_out";
	if (!everything && run.timedOut === 0 && run.halts.size === 0) return;
	for (const instance of run.running) {
		const straight = typeof instance === "number";
		const state = straight ? straightState(run.straight, instance) : instance.state;
		const path = straight ? straightPlan(run, instance).name : instance.path;
		const halted = !straight && instance.node.frame.halted;
		if (state.status !== "running" || !(everything || state.timedOut || halted)) continue;
		commands.push({
			type: "stop",
			id: `${run.idPrefix}${path}/${state.attempt}`,
			instance: path,
			attempt: state.attempt,
			reason: run.mode === "cancelling" && !state.timedOut ? "cancel" : "timeout",
		});
	}
}
