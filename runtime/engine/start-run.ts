import {
	accept,
	type Block,
	type Capacity,
	createRun,
	type JobTypeCatalog,
	neverFits,
	type Origins,
	type Plan,
	type Report,
	type RunFact,
	runningAttempts,
	unsupported,
} from "@dagwright/core";
import type { ActiveRun, ResumeRequest, RunRequest } from "./active-run.ts";
import { resolveCapacity } from "./capacity.ts";
import { findChannel } from "./channels/channel.ts";
import type { EngineOptions } from "./engine-options.ts";
import type { Host } from "./host.ts";
import { inTurn } from "./in-turn.ts";
import { absoluteParams } from "./local/absolute-params.ts";
import { readJournal } from "./local/journal/journal-reader.ts";
import { endLeftovers, hostOf, storeOptions } from "./local/local-host.ts";
import { LocalRunStore, type LocalStoredRun } from "./local/local-run-store.ts";
import { ownIdentity } from "./local/process/identity.ts";
import { existingRunFolder, journalPath, readDocuments } from "./local/run-directory.ts";
import { refuseIfDriven } from "./local/run-lock.ts";
import { collectLeftovers, keepHeapSmall } from "./local/small-heap.ts";
import { missingChannels } from "./missing-channels.ts";
import { missingFiles } from "./missing-files.ts";
import { missingSecrets, secretRefusal } from "./missing-secrets.ts";
import type { PlannedRequest } from "./planned-tasks.ts";
import { localSecrets } from "./secrets.ts";
import { unusedCaches } from "./unused-caches.ts";
import { UserError } from "./user-error.ts";

/**
 * Makes a run and drives it.
 * @throws UserError if the plan or the params can't be run, or the run can't be kept
 */
export async function startRun(request: RunRequest, options: EngineOptions): Promise<ActiveRun> {
	keepHeapSmall();
	const { root, plan, origins, sources, params, options: runOptions } = request;
	const capacity = resolveCapacity(options.capacity, runOptions);
	refuseWhatCannotRun(plan, capacity, options.catalog);
	const make = (run: string) => {
		const made = createRun(plan, {
			run,
			root: `${run}-${salt()}`,
			params,
			options: runOptions,
			version: options.version,
		});
		if (made.ok) return made.value.map((fact) => withAbsoluteFiles(fact, plan, root));
		throw new UserError(`engine/${made.problem.code.replaceAll("_", "-")}`, made.problem.message, {
			remedy: "Give it as --param NAME=VALUE; `dag run FILE --help` lists the params.",
		});
	};
	// Once to check, so that a wrong param leaves no run behind.
	make("0");
	const { only } = runOptions;
	const planned = { plan, params, ...(only === undefined ? {} : { only }) };
	return driveNew(
		{ root, plan, origins, planned, make, ...(sources === undefined ? {} : { sources }) },
		capacity,
		options,
	);
}

/** A run to be made, and what it will ask for. */
export interface NewRunDocuments {
	readonly root: string;
	readonly plan: Plan;
	readonly origins: Origins;
	/** Project-relative paths, with their SHA-256 where they are to be as they were for another run. */
	readonly sources?: readonly string[] | Readonly<Record<string, string>>;
	readonly planned: PlannedRequest;
	/** Its first facts, by its name. */
	readonly make: (run: string) => readonly RunFact[];
}

/** Makes a run whose first facts are known, and drives it. */
export async function driveNew(
	{ root, plan, origins, sources, planned, make }: NewRunDocuments,
	capacity: Capacity,
	options: EngineOptions,
): Promise<ActiveRun> {
	const secrets = localSecrets(options.environment ?? process.env, options.secrets);
	const missing = missingSecrets(planned, secrets);
	const refusal = secretRefusal(missing);
	if (refusal !== undefined) throw refusal;
	const unknownChannels = missingChannels(planned, (name) => findChannel(options.channels, name, secrets));
	return inTurn(root, plan, options.overlap, async () => {
		const failed = onFailure();
		const store = new LocalRunStore({
			...storeOptions(root, options, failed.report),
			...(sources === undefined ? {} : { sources }),
		});
		const stored = await store.create(plan, origins, make);
		const first = readJournal(journalPath(stored.folder));
		const host = await orRelease(stored, () => hostOf(stored, first, root, capacity, options));
		failed.tell(host);
		for (const event of first) options.subscriber?.event?.(event);
		for (const { message } of missing)
			host.audience.notice({ code: "secret_missing", message: `${message}; it fails if it comes to run` });
		for (const message of unknownChannels) host.audience.notice({ code: "channel_missing", message });
		const caches = unusedCaches(planned);
		if (caches !== undefined) host.audience.notice({ code: "cache_unused", message: caches });
		for (const message of missingFiles({ ...planned, params: stored.state.params }, root))
			host.audience.notice({ code: "file_missing", message });
		tellNotices(host, stored, 0);
		collectLeftovers();
		host.report(attachedReport(plan, options));
		return active(stored, host);
	});
}

/**
 * Takes up a run whose engine ended, was paused or killed: ends the processes that it left, and goes on with the plan
 * stored with the run.
 * @throws UserError `engine/unknown-run`, `engine/run-locked`, `engine/run-not-begun`, `engine/run-finished`, `engine/journal-damaged`, …
 */
export async function resumeRun(request: ResumeRequest, options: EngineOptions): Promise<ActiveRun> {
	const folder = existingRunFolder(request.root, request.run);
	// Before it could wait for its own turn to end.
	refuseIfDriven(folder, request.run);
	return inTurn(request.root, readDocuments(folder).plan, options.overlap, () => takeUp(request, options));
}

async function takeUp(request: ResumeRequest, options: EngineOptions): Promise<ActiveRun> {
	keepHeapSmall();
	const { root, run } = request;
	const failed = onFailure();
	const stored = await new LocalRunStore(storeOptions(root, options, failed.report)).open(run);
	const { state } = stored;
	if (stored.events.length === 0) {
		await stored[Symbol.asyncDispose]();
		throw new UserError("engine/run-not-begun", `run ${run} never began: its engine died before its first record`, {
			remedy: "Start a new run with `dag run`.",
		});
	}
	if (state.status === "finished") {
		await stored[Symbol.asyncDispose]();
		throw new UserError(
			"engine/run-finished",
			`run ${run} has already finished (${(state.result ?? "unknown").replaceAll("_", " ")})`,
			{
				remedy: `\`dag retry ${run}\` runs what failed again; \`dag fork ${run} --from JOB\` makes a new run of it.`,
			},
		);
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
	const capacity = resolveCapacity(options.capacity, state.options);
	const host = await orRelease(stored, () => hostOf(stored, stored.events, root, capacity, options));
	failed.tell(host);
	for (const event of stored.events) options.subscriber?.event?.(event);
	tellNotices(host, stored, ended);
	collectLeftovers();
	host.report(attachedReport(stored.plan, options));
	for (const { instance, attempt } of left) host.report({ type: "lost", instance, attempt });
	if (state.status === "paused" || state.status === "pausing") host.report({ type: "resume", by: "dag resume" });
	return active(stored, host);
}

/** The roles are only told where a plan may ask for them. */
function attachedReport(plan: Plan, { roles = {} }: EngineOptions): Report {
	const asks = Object.values(plan.workflows).some(({ body }) => hasApproval(body));
	return { type: "attached", engine: ownIdentity(), ...(asks && { roles }) };
}

function hasApproval(block: Block): boolean {
	return block.nodes.some((node) => {
		if (node.kind === "group" || node.kind === "loop") return hasApproval(node.body);
		return node.kind === "task" && node.type === "approval";
	});
}

/** What `retryRun` needs. */
export interface RetryRequest extends ResumeRequest {
	/** The job or instance that runs again; what failed if absent. */
	readonly path?: string;
	readonly by: string;
}

/**
 * Takes up a run that has finished: what failed, or what is named, runs again, and what depends on it.
 * @throws UserError `engine/unknown-run`, `engine/run-locked`, `engine/not-retried` with the reason, …
 */
export async function retryRun(request: RetryRequest, options: EngineOptions): Promise<ActiveRun> {
	const folder = existingRunFolder(request.root, request.run);
	// Before it could wait for its own turn to end.
	refuseIfDriven(folder, request.run);
	return inTurn(request.root, readDocuments(folder).plan, options.overlap, () => tryAgain(request, options));
}

async function tryAgain({ root, run, path, by }: RetryRequest, options: EngineOptions): Promise<ActiveRun> {
	keepHeapSmall();
	const failed = onFailure();
	const stored = await new LocalRunStore(storeOptions(root, options, failed.report)).open(run);
	const report = { type: "retry", by, ...(path === undefined ? {} : { path }) } as const;
	const answer = accept(stored.plan, stored.state, report, Date.now());
	if (!answer.ok) {
		await stored[Symbol.asyncDispose]();
		throw new UserError(
			"engine/not-retried",
			`run ${run} can't be tried again: ${answer.problem.message.replace(/^(The|Nothing|Its) /, (word) => word.toLowerCase())}`,
			{
				remedy: `\`dag status ${run}\` shows how its jobs ended.`,
			},
		);
	}
	const capacity = resolveCapacity(options.capacity, stored.state.options);
	const host = await orRelease(stored, () => hostOf(stored, stored.events, root, capacity, options));
	failed.tell(host);
	for (const event of stored.events) options.subscriber?.event?.(event);
	tellNotices(host, stored, 0);
	collectLeftovers();
	host.report(report);
	host.report(attachedReport(stored.plan, options));
	return active(stored, host);
}

/** Lets go of the run where it can't be driven after all. */
async function orRelease<T>(stored: LocalStoredRun, make: () => T): Promise<T> {
	try {
		return make();
	} catch (error) {
		await stored[Symbol.asyncDispose]();
		throw error;
	}
}

/** Tells this run from those of the same number in other projects; no secret. */
export function salt(): string {
	return Math.floor(Math.random() * 2 ** 32)
		.toString(16)
		.padStart(8, "0");
}

function withAbsoluteFiles(fact: RunFact, plan: Plan, root: string): RunFact {
	if (fact.type !== "run.created") return fact;
	return { ...fact, params: absoluteParams(fact.params, plan.workflows[plan.main]?.params ?? [], root) };
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
			return host.audience.add(subscriber);
		},
		pause: (by) => host.pause(by),
		cancel: (by, rollback) => host.cancel(by, rollback),
		kill: () => host.kill(),
	};
}

/** @throws UserError `engine/unsupported` or `engine/never-fits` */
export function refuseWhatCannotRun(plan: Plan, capacity: Capacity, catalog: JobTypeCatalog): void {
	const [missing, ...more] = unsupported(plan, catalog);
	if (missing !== undefined) {
		const others = more.length === 0 ? "" : ` (and ${more.length} more)`;
		throw new UserError("engine/unsupported", `${missing.message}${others}`, {
			where: missing.path,
			remedy: "`dag plan` shows the plan; a later version will run it.",
		});
	}
	const [tooBig] = neverFits(plan, capacity);
	if (tooBig !== undefined) {
		throw new UserError("engine/never-fits", tooBig.message, {
			where: tooBig.path,
			remedy: "Lower its `needs`, raise `capacity` in dagwright.json, or run with --ignore-needs.",
		});
	}
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

function tellNotices(host: Host, stored: LocalStoredRun, ended: number): void {
	if (stored.torn > 0) {
		const message = `the last ${stored.torn} bytes of the journal were incomplete after a crash and were cut off`;
		host.audience.notice({ code: "torn_tail", message });
	}
	if (ended > 0) {
		host.audience.notice({
			code: "ended_processes",
			message: `${ended} processes of the interrupted engine were ended`,
		});
	}
	if (stored.changedSources.length > 0) {
		const files = stored.changedSources.join(", ");
		host.audience.notice({
			code: "sources_changed",
			message: `${files} changed since the run began; it goes on with the plan that it began with`,
		});
	}
}
