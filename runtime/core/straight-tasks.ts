import type { ProcessIdentity } from "./event.ts";
import { zeroed } from "./zeroed.ts";

/**
 * The tasks of a workflow's own body that go the straight way, which nearly all do: they wait, get ready, run once and
 * succeed. They are kept as numbers in columns, by their position, and become objects (`NodeRun` and `Instance`) only
 * when something else happens to one. With 100,000 jobs the objects that are not made are half of what scheduling
 * costs. How they move is in straight-way.ts, how they look to everybody else in node-at.ts.
 */
export class StraightTasks {
	/** 0: waiting, or no longer here; 1: ready; 2: running. */
	readonly #phase: Uint8Array;
	/** When it got ready, then when it started; UTC ms. */
	readonly #since: Float64Array;
	/** As `Instance.order`. */
	readonly #order: Int32Array;
	/** Of running tasks, which start of the run it was. */
	readonly #start: Int32Array;
	/** Of running tasks, once reported. */
	readonly #processes = new Map<number, ProcessIdentity>();

	constructor(count: number) {
		this.#phase = zeroed(new Uint8Array(count));
		this.#since = new Float64Array(count);
		this.#order = new Int32Array(count);
		this.#start = new Int32Array(count);
	}

	isReady(at: number): boolean {
		return this.#phase[at] === 1;
	}

	isRunning(at: number): boolean {
		return this.#phase[at] === 2;
	}

	/** Whether it is ready or runs. */
	has(at: number): boolean {
		return (this.#phase[at] ?? 0) > 0;
	}

	/** When it got ready or, if it runs, when it started; UTC ms. */
	since(at: number): number {
		return this.#since[at] ?? 0;
	}

	order(at: number): number {
		return this.#order[at] ?? 0;
	}

	/** Which start of the run it was. */
	startOf(at: number): number {
		return this.#start[at] ?? 0;
	}

	process(at: number): ProcessIdentity | undefined {
		return this.#processes.size === 0 ? undefined : this.#processes.get(at);
	}

	makeReady(at: number, now: number, order: number): void {
		this.#phase[at] = 1;
		this.#since[at] = now;
		this.#order[at] = order;
	}

	start(at: number, now: number, start: number): void {
		this.#phase[at] = 2;
		this.#since[at] = now;
		this.#start[at] = start;
	}

	noteProcess(at: number, process: ProcessIdentity): void {
		this.#processes.set(at, process);
	}

	/** It ended, or goes on as an object. */
	leave(at: number): void {
		this.#phase[at] = 0;
		if (this.#processes.size > 0) this.#processes.delete(at);
	}
}
