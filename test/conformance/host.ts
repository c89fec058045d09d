import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Capacity, ParamValues, Plan, RunEvent, RunOptions } from "@dagwright/core";
import type { PersonAnswer } from "@dagwright/engine";

/** One run that a host is asked for. */
export interface ConformanceRun {
	readonly plan: Plan;
	readonly params: ParamValues;
	readonly options: RunOptions;
	readonly capacity: Capacity;
	readonly secrets: Readonly<Record<string, string>>;
	/** Of the project, for approvals. */
	readonly roles: Readonly<Record<string, readonly string[]>>;
	/** What somebody asks while it runs, each once its moment has come. */
	readonly requests: readonly TimedRequest[];
}

/**
 * A request at the moment of the first event that has all that `at` says. `pause` lets end what runs, and then the run is
 * taken up again; `rollback` is a cancel with a rollback; `kill` ends engine and attempts at once, and then the run is
 * taken up again. Else a person answers, or a run that has finished is tried again.
 */
export interface TimedRequest {
	readonly at: Readonly<Record<string, string | number>>;
	readonly request: "cancel" | "rollback" | "pause" | "kill" | PersonAnswer | Retry;
}

/** What runs again: the job or instance at a path, or with `""` what failed. */
export interface Retry {
	readonly retry: string;
}

/** Anything that can run a plan to its end: the local engine, a runner on a database, a loop in memory. */
export interface ConformanceHost {
	readonly name: string;
	/** Resolves with all events of the run, in order, once it has finished. */
	run(request: ConformanceRun): Promise<readonly RunEvent[]>;
}

/** Makes the folders of a plan's files below `root`: jobs run in them. */
export function makeFolders(plan: Plan, root: string): void {
	for (const { file } of Object.values(plan.workflows)) mkdirSync(join(root, dirname(file)), { recursive: true });
}

/** Gives out the requests, each once, as the events come that they wait for. */
export class RequestQueue {
	#waiting: readonly TimedRequest[];

	constructor(requests: readonly TimedRequest[]) {
		this.#waiting = requests;
	}

	/** The requests whose moment this event is. */
	take(event: RunEvent): readonly TimedRequest[] {
		const now = this.#waiting.filter(({ at }) =>
			Object.entries(at).every(([key, value]) => (event as unknown as Record<string, unknown>)[key] === value),
		);
		this.#waiting = this.#waiting.filter((request) => !now.includes(request));
		return now;
	}
}
