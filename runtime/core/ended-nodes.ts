import { Placeholder } from "./expression/placeholder.ts";
import type { Json } from "./json.ts";
import type { EndedState } from "./node-state.ts";
import { zeroed } from "./zeroed.ts";

/** How the nodes of a block ended, by position. */
export interface EndedNodes {
	has(at: number): boolean;
	/** Undefined for a node that has not ended. */
	get(at: number): EndedState | undefined;
	set(at: number, state: EndedState): void;
	/** Takes back how a node ended: it is to run again. */
	clear(at: number): void;
	/** Sets the state of a node that succeeded; times in UTC ms. */
	succeed(at: number, attempt: number, value: Json, started: number, ended: number): void;
}

/** From so many nodes on, columns take less than objects. */
const MANY = 8;

/** For so many nodes, none of which has ended. */
export function endedNodes(count: number): EndedNodes {
	return count < MANY ? new EndedStates(count) : new EndedColumns(count);
}

/** Of a small block, such as one of a loop's thousand rounds, for which columns would take four times as much. */
class EndedStates implements EndedNodes {
	readonly #states: (EndedState | undefined)[];

	constructor(count: number) {
		this.#states = new Array<EndedState | undefined>(count);
	}

	has(at: number): boolean {
		return this.#states[at] !== undefined;
	}

	get(at: number): EndedState | undefined {
		return this.#states[at];
	}

	set(at: number, state: EndedState): void {
		this.#states[at] = state;
	}

	clear(at: number): void {
		this.#states[at] = undefined;
	}

	succeed(at: number, attempt: number, value: Json, started: number, ended: number): void {
		this.#states[at] = { status: "succeeded", attempt, value, started, ended };
	}
}

/**
 * The end that is by far the most frequent, success, lies in columns: 100,000 jobs take 3 MB so, and as objects 18 MB
 * that the garbage collector would have to copy and to trace.
 */
class EndedColumns implements EndedNodes {
	/** 0 for a node that has not ended, the last attempt + 1 of one that succeeded, -1 for one in `others`. */
	readonly #attempts: Int32Array;
	/** Pairs: when it started and when it ended, UTC ms. */
	readonly #times: Float64Array;
	readonly #values: Json[];
	/** Ends without success; made with the first. */
	#others: Map<number, EndedState> | undefined;

	constructor(count: number) {
		this.#attempts = zeroed(new Int32Array(count));
		this.#times = new Float64Array(2 * count);
		this.#values = new Array<Json>(count).fill(null);
	}

	has(at: number): boolean {
		return (this.#attempts[at] ?? 0) !== 0;
	}

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

	clear(at: number): void {
		this.#attempts[at] = 0;
		this.#values[at] = null;
		this.#times[2 * at] = this.#times[2 * at + 1] = 0;
		this.#others?.delete(at);
	}

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
