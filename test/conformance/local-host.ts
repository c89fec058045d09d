import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunEvent } from "@dagwright/core";
import {
	type ActiveRun,
	type EngineOptions,
	type PersonAnswer,
	readRun,
	requestAnswer,
	resumeRun,
	retryRun,
	startRun,
	UserError,
} from "@dagwright/engine";
import { builtInCatalog } from "../support/engine-project.ts";
import { type ConformanceHost, makeFolders, RequestQueue, type Retry, type TimedRequest } from "./host.ts";

/** The engine that ships: processes, and a journal on disk, in a project of its own. */
export const localHost: ConformanceHost = {
	name: "the local engine",
	async run({ plan, params, options, capacity, secrets, roles, requests }) {
		const root = mkdtempSync(join(tmpdir(), "dagwright-conformance-"));
		makeFolders(plan, root);
		const queue = new RequestQueue(requests);
		let driving: ActiveRun | undefined;
		/** Asked for by events that were told before the engine was handed out. */
		const early: TimedRequest[] = [];
		const retries: string[] = [];
		const events: RunEvent[] = [];
		const engine: EngineOptions = {
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
						if (isRetry(request)) retries.push(request.request.retry);
						else if (driving === undefined) early.push(request);
						else ask(driving, root, request);
					}
				},
			},
		};
		try {
			for (let finished = false; !finished; ) {
				driving =
					events.length === 0
						? await startRun({ root, plan, origins: {}, params, options }, engine)
						: await resumeRun({ root, run: "1" }, engine);
				for (const request of early.splice(0)) ask(driving, root, request);
				finished = (await driving.ended).status === "finished";
				driving = undefined;
				const again = finished ? retries.shift() : undefined;
				if (again === undefined) continue;
				driving = await retryRun({ root, run: "1", by: "somebody", ...(again !== "" && { path: again }) }, engine);
				finished = (await driving.ended).status === "finished";
			}
			if (JSON.stringify(readRun(root, "1").events) !== JSON.stringify(events)) {
				throw new Error("the journal holds other events than were told");
			}
			return events;
		} finally {
			rmSync(root, { recursive: true, force: true });
		}
	},
};

function isRetry(request: TimedRequest): request is TimedRequest & { readonly request: Retry } {
	return typeof request.request === "object" && "retry" in request.request;
}

function ask(active: ActiveRun, root: string, { request }: TimedRequest): void {
	if (typeof request === "object" && "retry" in request) throw new Error("a run under way can't be tried again");
	if (typeof request === "object") answer(root, active.run, request);
	else if (request === "cancel" || request === "rollback") active.cancel("somebody", request === "rollback");
	else if (request === "pause") active.pause("somebody");
	else active.kill();
}

/** As from another process; what is refused there the memory host refuses too, and the events show it. */
function answer(root: string, run: string, given: PersonAnswer): void {
	try {
		requestAnswer(root, run, given);
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
	}
}
