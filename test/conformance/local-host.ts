import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunEvent } from "@dagwright/core";
import {
	type ActiveRun,
	type EngineOptions,
	forkRun,
	type PersonAnswer,
	readForkable,
	readRun,
	requestAnswer,
	requestCheckpoint,
	resumeRun,
	retryRun,
	startRun,
	UserError,
} from "@dagwright/engine";
import { builtInCatalog } from "../support/engine-project.ts";
import {
	type ConformanceHost,
	type ConformanceResult,
	type ConformanceRun,
	makeFolders,
	RequestQueue,
	type RestingRequest,
	type TimedRequest,
} from "./host.ts";

type Request = Exclude<TimedRequest["request"], RestingRequest>;

/** The engine that ships: processes, and a journal on disk, in a project of its own. */
export const localHost: ConformanceHost = {
	name: "the local engine",
	async run(request) {
		const root = mkdtempSync(join(tmpdir(), "dagwright-conformance-"));
		try {
			makeFolders(request.plan, root);
			return await new LocalRuns(request, root).toTheirEnd();
		} finally {
			rmSync(root, { recursive: true, force: true });
		}
	},
};

/** One run of the project, as it is told. */
interface ToldRun {
	readonly events: RunEvent[];
	readonly queue: RequestQueue;
	readonly options: EngineOptions;
	driving: ActiveRun | undefined;
	/** Asked for by events that were told before the engine was handed out. */
	readonly early: Request[];
}

class LocalRuns {
	readonly #request: ConformanceRun;
	readonly #root: string;
	readonly #runs: ToldRun[] = [];
	readonly #refused: RestingRequest[] = [];

	constructor(request: ConformanceRun, root: string) {
		this.#request = request;
		this.#root = root;
	}

	async toTheirEnd(): Promise<ConformanceResult> {
		const { plan, params, options } = this.#request;
		const root = this.#root;
		await this.#new((engine) => startRun({ root, plan, origins: {}, params, options }, engine));
		for (const [at, { events, queue }] of this.#runs.entries()) {
			if (JSON.stringify(readRun(root, String(at + 1)).events) !== JSON.stringify(events))
				throw new Error("the journal holds other events than were told");
			if (queue.left.length > 0) throw new Error(`never asked: ${JSON.stringify(queue.left)}`);
		}
		return { runs: this.#runs.map(({ events }) => events), refused: this.#refused };
	}

	/** Makes a run and drives it to its end. */
	async #new(make: (engine: EngineOptions) => Promise<ActiveRun>): Promise<void> {
		const told = this.#told();
		const at = this.#runs.push(told);
		try {
			await this.#drive(told, await make(told.options));
		} catch (error) {
			// What can't be made is no run.
			if (told.events.length === 0) this.#runs.splice(at - 1);
			throw error;
		}
	}

	#told(): ToldRun {
		const root = this.#root;
		const { capacity, secrets, roles, requests } = this.#request;
		const queue = new RequestQueue(requests, this.#runs.length + 1);
		const events: RunEvent[] = [];
		const options: EngineOptions = {
			version: "0.0.0",
			catalog: builtInCatalog,
			capacity,
			secrets: join(root, "no-secrets"),
			grace: 200,
			roles,
			environment: { ...process.env, ...secrets },
			subscriber: {
				event(event) {
					// An engine that takes a run up tells it from its first event on.
					if (event.seq <= events.length) return;
					events.push(event);
					for (const request of queue.take(event)) {
						if (told.driving === undefined) told.early.push(request);
						else ask(told.driving, root, request);
					}
				},
			},
		};
		const told: ToldRun = { events, queue, options, driving: undefined, early: [] };
		return told;
	}

	async #drive(told: ToldRun, made: ActiveRun): Promise<void> {
		const { run } = made;
		let next: ActiveRun | undefined = made;
		while (next !== undefined) {
			told.driving = next;
			for (const request of told.early.splice(0)) ask(next, this.#root, request);
			const { status } = await next.ended;
			told.driving = undefined;
			next = await this.#goOn(told, run, status === "finished");
		}
	}

	/** Does what was asked of a run that no engine drives; undefined once there is nothing more to drive. */
	async #goOn(told: ToldRun, run: string, finished: boolean): Promise<ActiveRun | undefined> {
		const root = this.#root;
		for (let asked = told.queue.takeResting(); asked !== undefined; asked = told.queue.takeResting()) {
			try {
				if ("retry" in asked) {
					const path = asked.retry === "" ? {} : { path: asked.retry };
					return await retryRun({ root, run, by: "somebody", ...path }, told.options);
				}
				if ("fork" in asked) {
					const { fork } = asked;
					await this.#new((engine) => forkRun({ root, run, ...fork }, engine));
				} else {
					const checkpoint = asked.resume_from;
					// As `dag resume --from` does.
					if (readForkable(root, run, checkpoint).isHead && !finished) break;
					await this.#new((engine) => forkRun({ root, run, checkpoint }, engine));
					return undefined;
				}
			} catch (error) {
				if (!(error instanceof UserError)) throw error;
				this.#refused.push(asked);
			}
		}
		return finished ? undefined : resumeRun({ root, run }, told.options);
	}
}

function ask(active: ActiveRun, root: string, request: Request): void {
	if (request === "cancel" || request === "rollback") active.cancel("somebody", request === "rollback");
	else if (request === "pause") active.pause("somebody");
	else if (request === "kill") active.kill();
	else if ("checkpoint" in request) {
		const { checkpoint } = request;
		requestCheckpoint(root, active.run, "somebody", checkpoint === "" ? undefined : checkpoint);
	} else answer(root, active.run, request);
}

/** As from another process; what is refused there the memory host refuses too, and the events show it. */
function answer(root: string, run: string, given: PersonAnswer): void {
	try {
		requestAnswer(root, run, given);
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
	}
}
