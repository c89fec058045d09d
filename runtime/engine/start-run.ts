import { randomBytes } from "node:crypto";
import {
	type Capacity,
	createRun,
	type JobTypeCatalog,
	neverFits,
	type Plan,
	type ProcessIdentity,
	type RunEvent,
	runningAttempts,
	unsupported,
} from "@dagwright/core";
import type { ActiveRun, ResumeRequest, RunRequest, RunSubscriber } from "./active-run.ts";
import { resolveCapacity } from "./capacity.ts";
import { Host } from "./host.ts";
import { builtInImplementations } from "./job-types/index.ts";
import type { JobTypeImplementation } from "./job-types/launch.ts";
import { FolderInbox } from "./local/inbox.ts";
import type { JournalDisk } from "./local/journal/journal-disk.ts";
import { readJournal } from "./local/journal/journal-reader.ts";
import { LocalExecutor } from "./local/local-executor.ts";
import { LocalRunStore, type LocalRunStoreOptions, type LocalStoredRun } from "./local/local-run-store.ts";
import { lifeOf, ownIdentity } from "./local/process/identity.ts";
import { endTree } from "./local/process/process-tree.ts";
import { journalPath } from "./local/run-directory.ts";
import { systemClock } from "./local/system-clock.ts";
import { localSecrets } from "./secrets.ts";
import { UserError } from "./user-error.ts";

/** ms between SIGTERM and SIGKILL, unless the project says otherwise. */
export const DEFAULT_GRACE = 10_000;

/** How this process runs things; the same for each run. */
export interface EngineOptions {
	/** Of the program, for the log. */
	readonly version: string;
	readonly catalog: JobTypeCatalog;
	/** What the project states of its capacity; the rest is detected. */
	readonly capacity?: Partial<Capacity>;
	/** Start also when a job needs more than there is; it then runs alone. */
	readonly ignoreNeeds?: boolean;
	/** ms between SIGTERM and SIGKILL. */
	readonly grace?: number;
	/** Absolute path of the file with secrets. */
	readonly secrets: string;
	/** Hears the run from its first event on. */
	readonly subscriber?: RunSubscriber;
	/** Job types besides the built-in ones. */
	readonly implementations?: ReadonlyMap<string, JobTypeImplementation>;
	/** The environment that secrets and the allow-list are taken from; that of the process if absent. */
	readonly environment?: NodeJS.ProcessEnv;
	/** The journal's disk; tests bring one that fails. */
	readonly disk?: JournalDisk;
}

/**
 * Makes a run and drives it.
 * @throws UserError if the plan or the params can't be run, or the run can't be kept
 */
export async function startRun(request: RunRequest, options: EngineOptions): Promise<ActiveRun> {
	const { root, plan, params, options: runOptions } = request;
	const capacity = resolveCapacity(options.capacity, runOptions.max_parallel);
	refuseWhatCannotRun(plan, capacity, options.ignoreNeeds === true);
	const make = (run: string) => {
		const made = createRun(plan, {
			run,
			root: `${run}-${randomBytes(4).toString("hex")}`,
			params,
			options: runOptions,
			version: options.version,
		});
		if (made.ok) return made.value;
		throw new UserError(`engine/${made.problem.code.replaceAll("_", "-")}`, made.problem.message, {
			remedy: "Give it as --param NAME=VALUE; `dag run FILE --help` lists the params.",
		});
	};
	// Once to check, so that a wrong param leaves no run behind.
	make("0");
	const failed = onFailure();
	const store = new LocalRunStore({
		...storeOptions(root, options, failed.report),
		...(request.sources === undefined ? {} : { sources: request.sources }),
	});
	const stored = await store.create(plan, request.origins, make);
	const first = readJournal(journalPath(stored.folder));
	const host = hostOf(stored, first, root, capacity, options);
	failed.tell(host);
	for (const event of first) options.subscriber?.event?.(event);
	host.report({ type: "attached", engine: ownIdentity() });
	return active(stored, host);
}

/**
 * Takes up a run whose engine ended, was paused or killed: ends the processes that it left, and goes on with the plan
 * stored with the run.
 * @throws UserError `engine/unknown-run`, `engine/run-locked`, `engine/run-finished`, `engine/journal-damaged`, …
 */
export async function resumeRun(request: ResumeRequest, options: EngineOptions): Promise<ActiveRun> {
	const { root, run } = request;
	const failed = onFailure();
	const stored = await new LocalRunStore(storeOptions(root, options, failed.report)).open(run);
	const { state } = stored;
	if (state.status === "finished") {
		await stored[Symbol.asyncDispose]();
		throw new UserError("engine/run-finished", `run ${run} has already finished (${state.result ?? "unknown"})`, {
			remedy: "Start a new run with `dag run`.",
		});
	}
	const left = runningAttempts(state);
	const ended =
		left.length === 0
			? 0
			: await endLeftovers(
					stored.events,
					left.map(({ process }) => process),
					options,
				);
	const capacity = resolveCapacity(options.capacity, state.options.max_parallel);
	const host = hostOf(stored, stored.events, root, capacity, options);
	failed.tell(host);
	for (const event of stored.events) options.subscriber?.event?.(event);
	tellNotices(host, stored, ended);
	host.report({ type: "attached", engine: ownIdentity() });
	for (const { instance, attempt } of left) host.report({ type: "lost", instance, attempt });
	if (state.status === "paused" || state.status === "pausing") host.report({ type: "resume", by: "dag resume" });
	return active(stored, host);
}

function active(stored: LocalStoredRun, host: Host): ActiveRun {
	const { run, folder, plan } = stored;
	return {
		run,
		folder,
		plan,
		get state() {
			return stored.state;
		},
		ended: host.ended,
		subscribe(subscriber) {
			for (const event of readJournal(journalPath(folder))) subscriber.event?.(event);
			return host.subscribe(subscriber);
		},
		pause: (by) => host.pause(by),
		cancel: (by, rollback) => host.cancel(by, rollback),
		kill: () => host.kill(),
	};
}

function refuseWhatCannotRun(plan: Plan, capacity: Capacity, ignoreNeeds: boolean): void {
	const [missing, ...more] = unsupported(plan);
	if (missing !== undefined) {
		const others = more.length === 0 ? "" : ` (and ${more.length} more)`;
		throw new UserError("engine/unsupported", `${missing.message}${others}`, {
			where: missing.path,
			remedy: "`dag plan` shows the plan; a later version will run it.",
		});
	}
	const [tooBig] = ignoreNeeds ? [] : neverFits(plan, capacity);
	if (tooBig !== undefined) {
		throw new UserError("engine/never-fits", tooBig.message, {
			where: tooBig.path,
			remedy: "Lower its `needs`, raise `capacity` in dagwright.json, or run with --ignore-needs.",
		});
	}
}

function storeOptions(root: string, options: EngineOptions, report: (error: UserError) => void): LocalRunStoreOptions {
	const disk = options.disk === undefined ? {} : { disk: options.disk };
	return { root, clock: systemClock, onFailure: report, ...disk };
}

/** A sync may fail before there is a host to tell. */
function onFailure() {
	let early: UserError | undefined;
	let host: Host | undefined;
	return {
		report(error: UserError) {
			if (host === undefined) early = error;
			else host.fail(error);
		},
		tell(now: Host) {
			host = now;
			if (early !== undefined) host.fail(early);
		},
	};
}

function hostOf(
	stored: LocalStoredRun,
	events: readonly RunEvent[],
	root: string,
	capacity: Capacity,
	options: EngineOptions,
): Host {
	const strict = stored.state.options.durability === "strict";
	const { run, folder } = stored;
	const environment = options.environment ?? process.env;
	const implementations = new Map([...builtInImplementations, ...(options.implementations ?? [])]);
	const host = new Host(stored, {
		clock: systemClock,
		capacity,
		inbox: new FolderInbox(folder),
		strict,
		executor: (listener) =>
			new LocalExecutor({
				run,
				mark: markOf(events),
				root,
				folder,
				catalog: options.catalog,
				implementations,
				secrets: localSecrets(environment, options.secrets),
				grace: options.grace ?? DEFAULT_GRACE,
				clock: systemClock,
				environment,
				listener,
			}),
	});
	if (options.subscriber !== undefined) host.subscribe(options.subscriber);
	return host;
}

/** Ends what an engine that died left running; also attempts whose process was not recorded yet, by their mark. */
async function endLeftovers(
	events: readonly RunEvent[],
	processes: readonly (ProcessIdentity | undefined)[],
	options: EngineOptions,
): Promise<number> {
	const marker = markOf(events);
	const grace = options.grace ?? DEFAULT_GRACE;
	const alive = processes.filter((identity) => identity !== undefined && lifeOf(identity) === "alive");
	const counts = await Promise.all([
		endTree({ marker, prefix: true }, grace),
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

function tellNotices(host: Host, stored: LocalStoredRun, ended: number): void {
	if (stored.torn > 0) {
		const message = `the last ${stored.torn} bytes of the journal were incomplete after a crash and were cut off`;
		host.notice({ code: "torn_tail", message });
	}
	if (ended > 0) {
		host.notice({ code: "ended_processes", message: `${ended} processes of the interrupted engine were ended` });
	}
	if (stored.changedSources.length > 0) {
		const files = stored.changedSources.join(", ");
		host.notice({
			code: "sources_changed",
			message: `${files} changed since the run began; it goes on with the plan that it began with`,
		});
	}
}
