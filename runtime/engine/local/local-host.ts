import type { Capacity, ProcessIdentity, RunEvent } from "@dagwright/core";
import { LocalNotifier } from "../channels/local-notifier.ts";
import { DEFAULT_GRACE, type EngineOptions } from "../engine-options.ts";
import { Host } from "../host.ts";
import { builtInImplementations } from "../job-types/index.ts";
import { localSecrets } from "../secrets.ts";
import type { UserError } from "../user-error.ts";
import { FolderInbox } from "./inbox.ts";
import { LocalExecutor } from "./local-executor.ts";
import type { LocalRunStoreOptions, LocalStoredRun } from "./local-run-store.ts";
import { type AttemptName, BegunAttempts } from "./process/begun-attempts.ts";
import { lifeOf } from "./process/identity.ts";
import { endTree } from "./process/process-tree.ts";
import { systemClock } from "./system-clock.ts";

/** How runs of this project are kept on this machine. */
export function storeOptions(
	root: string,
	options: EngineOptions,
	report: (error: UserError) => void,
): LocalRunStoreOptions {
	const disk = options.disk === undefined ? {} : { disk: options.disk };
	return { root, clock: systemClock, onFailure: report, ...disk };
}

/** The run loop over this machine's processes; `underWay`: attempts of an earlier engine that may have begun. */
export function hostOf(
	stored: LocalStoredRun,
	events: readonly RunEvent[],
	root: string,
	capacity: Capacity,
	options: EngineOptions,
	underWay: readonly AttemptName[] = [],
): Host {
	const strict = stored.state.options.durability === "strict";
	const { run, folder } = stored;
	const environment = options.environment ?? process.env;
	const implementations = new Map([...builtInImplementations, ...(options.implementations ?? [])]);
	const begun = BegunAttempts.begin(folder, underWay);
	const host = new Host(stored, {
		clock: systemClock,
		capacity,
		inbox: new FolderInbox(folder),
		strict,
		leavesPeople: options.leavesPeople === true,
		notifier: (listener) =>
			new LocalNotifier({
				...listener,
				channels: options.channels,
				secrets: localSecrets(environment, options.secrets),
			}),
		executor: (listener) =>
			new LocalExecutor({
				run,
				mark: markOf(events),
				root,
				folder,
				catalog: options.catalog,
				implementations,
				secrets: localSecrets(environment, options.secrets),
				channels: options.channels,
				grace: options.grace ?? DEFAULT_GRACE,
				clock: systemClock,
				begun,
				environment,
				listener,
			}),
	});
	if (options.subscriber !== undefined) host.audience.add(options.subscriber);
	return host;
}

/** Ends what an engine that died left running; also attempts whose process was not recorded yet, by their mark. */
export async function endLeftovers(
	events: readonly RunEvent[],
	processes: readonly (ProcessIdentity | undefined)[],
	options: EngineOptions,
): Promise<number> {
	const marker = markOf(events);
	const grace = options.grace ?? DEFAULT_GRACE;
	const alive = processes.filter((identity) => identity !== undefined && lifeOf(identity) === "alive");
	const counts = await Promise.all([
		endTree({ marker, prefix: true, slots: true }, grace),
		...alive.map((identity) => endTree({ marker, prefix: true, ...(identity && { pid: identity.pid }) }, grace)),
	]);
	return Math.max(...counts);
}

/** What the marks of all attempts of a run begin with. */
function markOf(events: readonly RunEvent[]): string {
	const [created] = events;
	if (created?.type !== "run.created") throw new Error("a run's first event is run.created");
	return `${created.root}/`;
}
