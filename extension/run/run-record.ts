import { fold, type Origins, type Plan, type RunEvent } from "@dagwright/core";
import type { RunStreamLine } from "@dagwright/protocol";

type RunLine = Extract<RunStreamLine, { type: "run" }>;

/** What became of the run, as its stream says. */
export interface RunEnd {
	readonly result: string;
	readonly exitCode: number;
}

/** A run as the editor has heard of it: all its events, without a gap. */
export class RunRecord {
	readonly run: string;
	readonly plan: Plan;
	readonly origins: Origins;
	/** Where its journal and logs lie, within the project. */
	readonly folder: string;
	readonly #events: RunEvent[] = [];
	#end: RunEnd | undefined;

	constructor({ run, plan, origins, folder }: RunLine) {
		this.run = run;
		this.plan = plan;
		this.origins = origins;
		this.folder = folder;
	}

	get events(): readonly RunEvent[] {
		return this.#events;
	}

	get end(): RunEnd | undefined {
		return this.#end;
	}

	/** Whether its events say that it is over; one that is opened again for a retry is not. */
	get isOver(): boolean {
		return this.#events.at(-1)?.type === "run.finished";
	}

	/** Whether its events say that it is over, or paused: nothing goes on in it, and nothing is missing. */
	get standsStill(): boolean {
		const { status } = fold(this.plan, this.#events);
		return status === "finished" || status === "paused";
	}

	/** The workflow's name. */
	get workflow(): string {
		return this.plan.workflows[this.plan.main]?.name ?? this.plan.main;
	}

	/** The workflow's title, or else its name. */
	get title(): string {
		const workflow = this.plan.workflows[this.plan.main];
		return workflow?.title ?? workflow?.name ?? this.run;
	}

	/** Notes an event. One that is known already is not noted again; one that leaves a gap means that the record is lost. */
	note(event: RunEvent): "noted" | "known" | "gap" {
		const next = this.#events.length + 1;
		if (event.seq !== next) return event.seq < next ? "known" : "gap";
		this.#events.push(event);
		return "noted";
	}

	/** Notes the stream's last line. */
	finish(end: RunEnd): void {
		this.#end = end;
	}
}
