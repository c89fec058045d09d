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
	startRun,
	UserError,
} from "@dagwright/engine";
import { builtInCatalog } from "../support/engine-project.ts";
import { type ConformanceHost, makeFolders, RequestQueue, type TimedRequest } from "./host.ts";

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
						if (driving === undefined) early.push(request);
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

function ask(active: ActiveRun, root: string, { request }: TimedRequest): void {
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
