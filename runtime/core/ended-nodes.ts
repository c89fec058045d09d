import { Placeholder } from "./expression/placeholder.ts";
import type { Json } from "./json.ts";
import type { EndedState } from "./live-run.ts";

/**
 * How the nodes of a block ended. The end that is by far the most frequent, success, lies in columns: 100,000 jobs take
 * 3 MB so, and as objects 18 MB that the garbage collector would have to copy and to trace.
 */
export class EndedNodes {
	/** 0 for a node that has not ended, the last attempt + 1 of one that succeeded, -1 for one in `others`. */
	readonly #attempts: Int32Array;
	/** Pairs: when it started and when it ended, UTC ms. */
	readonly #times: Float64Array;
	readonly #values: Json[];
	/** Ends without success; made with the first. */
	#others: Map<number, EndedState> | undefined;

	/** For so many nodes, none of which has ended. */
	constructor(count: number) {
		this.#attempts = new Int32Array(count);
		this.#times = new Float64Array(2 * count);
		this.#values = new Array<Json>(count).fill(null);
	}

	has(at: number): boolean {
		return (this.#attempts[at] ?? 0) !== 0;
	}

	/** Undefined for a node that has not ended. */
	get(at: number): EndedState | undefined {
		const attempts = this.#attempts[at] ?? 0;
		if (attempts === 0) return undefined;
		if (attempts < 0) return this.#others?.get(at);
		return {
			status: "succeeded",
			attempt: attempts - 1,
			value: this.#values[at] ?? null,
			started: this.#times[2 * at] ?? 0,
			ended: this.#times[2 * at + 1] ?? 0,
		};
	}

	set(at: number, state: EndedState): void {
		if (state.status !== "succeeded") {
			this.#attempts[at] = -1;
			this.#others ??= new Map();
			this.#others.set(at, state);
			return;
		}
		this.succeed(at, state.attempt, state.value, state.started, state.ended);
	}

	/** Takes back how a node ended: it is to run again. */
	clear(at: number): void {
		this.#attempts[at] = 0;
		this.#values[at] = null;
		this.#times[2 * at] = this.#times[2 * at + 1] = 0;
		this.#others?.delete(at);
	}

	/** Sets the state of a node that succeeded, without an object for it; times in UTC ms. */
	succeed(at: number, attempt: number, value: Json, started: number, ended: number): void {
		this.#attempts[at] = attempt + 1;
		this.#values[at] = isEmpty(value) ? nothing : value;
		this.#times[2 * at] = started;
		this.#times[2 * at + 1] = ended;
	}
}

/** Shared by all that gave nothing, so that 100,000 of them leave nothing to copy and to trace. */
const nothing: Json = {};

function isEmpty(value: Json): boolean {
	if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
	for (const _ in value) return false;
	return !(value instanceof Placeholder);
}
