import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Capacity, Json, ParamValues, Plan, RunEvent, RunOptions } from "@dagwright/core";
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
 * taken up again. Else a person answers, or asks for a checkpoint, or one of those that wait until no engine drives the
 * run any more.
 */
export interface TimedRequest {
	readonly at: Readonly<Record<string, string | number>>;
	/** The run that is meant: 1, which is made first, or the number of a fork. Absent: 1. */
	readonly run?: number;
	readonly request: "cancel" | "rollback" | "pause" | "kill" | PersonAnswer | CheckpointByHand | RestingRequest;
}

/** A checkpoint of that name; with `""` it gets one. */
export interface CheckpointByHand {
	readonly checkpoint: string;
}

/** What is asked of a run that has finished, was paused or killed, in the order of the asking. */
export type RestingRequest = Retry | Fork | ResumeFrom;

/** What runs again: the job or instance at a path, or with `""` what failed. */
export interface Retry {
	readonly retry: string;
}

/** A new run goes on from this one, to its end; then this one goes on itself, if it has not finished. */
export interface Fork {
	readonly fork: ForkChanges;
}

/** What runs again in a fork: a job, what reads an output or a param that changes. */
export interface ForkChanges {
	readonly from?: string;
	readonly set?: Readonly<Record<string, Json>>;
	readonly params?: ParamValues;
}

/** The run goes on from a checkpoint: itself, if that is the last that happened, else in a fork, and it is left as it is. */
export interface ResumeFrom {
	readonly resume_from: string;
}

/** What became of a run. */
export interface ConformanceResult {
	/** All events of the run and of its forks, each in order. */
	readonly runs: readonly (readonly RunEvent[])[];
	/** The requests of a resting run that were refused. */
	readonly refused: readonly RestingRequest[];
}

/** Anything that can run a plan to its end: the local engine, a runner on a database, a loop in memory. */
export interface ConformanceHost {
	readonly name: string;
	/** Resolves once the run and its forks have finished. */
	run(request: ConformanceRun): Promise<ConformanceResult>;
}

/** Makes the folders of a plan's files below `root`: jobs run in them. */
export function makeFolders(plan: Plan, root: string): void {
	for (const { file } of Object.values(plan.workflows)) mkdirSync(join(root, dirname(file)), { recursive: true });
}

/** Whether the request waits until no engine drives the run. */
export function isResting(request: TimedRequest["request"]): request is RestingRequest {
	return typeof request === "object" && ("retry" in request || "fork" in request || "resume_from" in request);
}

/** Gives out the requests for one run, each once, as the events come that they wait for. */
export class RequestQueue {
	readonly #resting: RestingRequest[] = [];
	#waiting: readonly TimedRequest[];

	constructor(requests: readonly TimedRequest[], run: number) {
		this.#waiting = requests.filter((request) => (request.run ?? 1) === run);
	}

	/** The requests whose moment this event is, without those that wait for the run's rest. */
	take(event: RunEvent): readonly Exclude<TimedRequest["request"], RestingRequest>[] {
		const now = this.#waiting.filter(({ at }) =>
			Object.entries(at).every(([key, value]) => (event as unknown as Record<string, unknown>)[key] === value),
		);
		this.#waiting = this.#waiting.filter((request) => !now.includes(request));
		return now.flatMap(({ request }) => {
			if (!isResting(request)) return [request];
			this.#resting.push(request);
			return [];
		});
	}

	/** The next request for a run that no engine drives, once its moment was. */
	takeResting(): RestingRequest | undefined {
		return this.#resting.shift();
	}

	/** The requests whose moment never came. */
	get left(): readonly TimedRequest[] {
		return this.#waiting;
	}
}
