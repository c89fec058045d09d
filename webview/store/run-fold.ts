import type { GraphView, Plan, RunEvent, RunState } from "@dagwright/core";

/** The part of the core that the panel needs; a parameter so that a test can watch it. */
export interface FoldCore {
	emptyState(plan: Plan): RunState;
	apply(plan: Plan, state: RunState, event: RunEvent): RunState;
	graphView(plan: Plan, state?: RunState): GraphView;
}

/** A run being followed: its own plan, and the state folded up to `seq`. */
export class RunFold {
	readonly run: string;
	readonly plan: Plan;
	readonly #core: FoldCore;
	#state: RunState;
	#seq = 0;
	/** A gap was seen: events are dropped until a snapshot comes. */
	#behind = 0;

	constructor(core: FoldCore, run: string, plan: Plan, events: readonly RunEvent[]) {
		this.run = run;
		this.plan = plan;
		this.#core = core;
		this.#state = core.emptyState(plan);
		this.add(events);
	}

	/** The number of the last event that was folded. */
	get seq(): number {
		return this.#seq;
	}

	/** Events that are known to exist and were not folded; 0 when up to date. */
	get behind(): number {
		return this.#behind;
	}

	get state(): RunState {
		return this.#state;
	}

	/**
	 * Folds events in order. Known ones are passed over, as a snapshot and the stream may overlap. At a gap nothing
	 * more is folded and the answer is `gap`: the caller asks for a snapshot.
	 */
	add(events: readonly RunEvent[]): "folded" | "gap" {
		for (const event of events) {
			if (event.seq <= this.#seq) continue;
			if (event.seq !== this.#seq + 1) {
				this.#behind = Math.max(this.#behind, event.seq - this.#seq);
				return "gap";
			}
			this.#state = this.#core.apply(this.plan, this.#state, event);
			this.#seq = event.seq;
		}
		this.#behind = 0;
		return "folded";
	}

	view(): GraphView {
		return this.#core.graphView(this.plan, this.#state);
	}
}
