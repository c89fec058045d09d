import {
	accept,
	type Capacity,
	fold,
	type Plan,
	type Report,
	type RunFact,
	type RunState,
	runningAttempts,
	stampFact,
} from "@dagwright/core";
import { nearestName } from "@dagwright/core/expression";
import type { ActiveRun, Notice, ResumeRequest } from "./active-run.ts";
import { resolveCapacity } from "./capacity.ts";
import { active, attachedReport, onFailure, orRelease, tellNotices } from "./driven-run.ts";
import type { EngineOptions } from "./engine-options.ts";
import { inTurn } from "./in-turn.ts";
import { endLeftovers, hostOf, storeOptions } from "./local/local-host.ts";
import { LocalRunStore, type LocalStoredRun } from "./local/local-run-store.ts";
import { neverBegun } from "./local/process/begun-attempts.ts";
import { existingRunFolder, readDocuments } from "./local/run-directory.ts";
import { refuseIfDriven } from "./local/run-lock.ts";
import { collectLeftovers, keepHeapSmall } from "./local/small-heap.ts";
import { fileNotices, preflight } from "./preflight.ts";
import { remainingWork } from "./remaining-work.ts";
import { readRun } from "./runs.ts";
import { refuseWhatCannotRun } from "./start-run.ts";
import { UserError } from "./user-error.ts";

/**
 * Takes up a run whose engine ended, was paused or killed: ends the processes that it left, and goes on with the plan
 * stored with the run.
 * @throws UserError `engine/unknown-run`, `engine/run-locked`, `engine/run-not-begun`, `engine/run-finished`, `engine/journal-damaged`, …
 */
export async function resumeRun(request: ResumeRequest, options: EngineOptions): Promise<ActiveRun> {
	const folder = existingRunFolder(request.root, request.run);
	// Before it could wait for its own turn to end.
	refuseIfDriven(folder, request.run);
	const later = `once it has ended, \`dag resume ${request.run}\` goes on.`;
	return inTurn(request.root, readDocuments(folder).plan, options.overlap, later, () => takeUp(request, options));
}

async function takeUp(request: ResumeRequest, options: EngineOptions): Promise<ActiveRun> {
	keepHeapSmall();
	const { root, run } = request;
	const failed = onFailure();
	const stored = await new LocalRunStore(storeOptions(root, options, failed.report)).open(run);
	const { state, folder } = stored;
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
	const capacity = resolveCapacity(options.capacity, state.options);
	const notices = await orRelease(stored, () => lookAhead(stored, state, capacity, root, options));
	const left = runningAttempts(state);
	const ended =
		left.length === 0
			? 0
			: await endLeftovers(
					stored.events,
					left.map(({ process }) => process),
					options,
				);
	const unbegun = neverBegun(folder, left);
	const begun = left.filter((attempt) => !unbegun.has(attempt));
	const host = await orRelease(stored, () => hostOf(stored, stored.events, root, capacity, options, begun));
	failed.tell(host);
	for (const event of stored.events) options.subscriber?.event?.(event);
	for (const notice of notices) host.audience.notice(notice);
	tellNotices(host, stored, ended);
	collectLeftovers();
	host.report(attachedReport(stored.plan, options));
	for (const { instance, attempt } of begun) host.report({ type: "lost", instance, attempt });
	for (const { instance, attempt } of unbegun) host.report({ type: "lost", instance, attempt, unbegun: true });
	if (state.status === "paused" || state.status === "pausing") host.report({ type: "resume", by: "dag resume" });
	return active(stored, host);
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
	const { path } = request;
	const typed = path === undefined ? "" : ` ${path.includes("[") ? `'${path}'` : path}`;
	const later = `once it has ended, \`dag retry ${request.run}${typed}\` tries again.`;
	const { plan, state } = readRun(request.root, request.run);
	// Before it would wait for its turn in vain, and once more when it has it.
	retryFacts(request.run, plan, state, retryReport(request));
	return inTurn(request.root, plan, options.overlap, later, () => tryAgain(request, options));
}

async function tryAgain(request: RetryRequest, options: EngineOptions): Promise<ActiveRun> {
	keepHeapSmall();
	const { root, run } = request;
	const failed = onFailure();
	const stored = await new LocalRunStore(storeOptions(root, options, failed.report)).open(run);
	const report = retryReport(request);
	const facts = await orRelease(stored, () => retryFacts(run, stored.plan, stored.state, report));
	const capacity = resolveCapacity(options.capacity, stored.state.options);
	const again = foldOn(stored, facts);
	const notices = await orRelease(stored, () => lookAhead(stored, again, capacity, root, options));
	const host = await orRelease(stored, () => hostOf(stored, stored.events, root, capacity, options));
	failed.tell(host);
	for (const event of stored.events) options.subscriber?.event?.(event);
	for (const notice of notices) host.audience.notice(notice);
	tellNotices(host, stored, 0);
	collectLeftovers();
	host.report(report);
	host.report(attachedReport(stored.plan, options));
	return active(stored, host);
}

/**
 * The facts that a retry begins with.
 * @throws UserError `engine/not-retried`, with the reason
 */
function retryFacts(run: string, plan: Plan, state: RunState, report: Report & { type: "retry" }): readonly RunFact[] {
	const answer = accept(plan, state, report, Date.now());
	if (answer.ok) return answer.value;
	const why = answer.problem.message.replace(/^(The|Nothing|Its) /, (word) => word.toLowerCase());
	const jobs = (plan.workflows[plan.main]?.body.nodes ?? []).flatMap(({ kind, name }) => (kind === "let" ? [] : name));
	const near = why.includes("has no job") ? nearestName(report.path ?? "", jobs) : undefined;
	throw new UserError("engine/not-retried", `run ${run} can't be tried again: ${why}`, {
		remedy: `${near === undefined ? "" : `Did you mean ${near}? `}\`dag status ${run}\` shows how its jobs ended.`,
	});
}

function retryReport({ path, by }: RetryRequest): Report & { type: "retry" } {
	return { type: "retry", by, ...(path === undefined ? {} : { path }) };
}

/**
 * What may be missing for what is still to come of a run as it stands in `state`.
 * @throws UserError `engine/secret-missing`, `engine/unsupported`, `engine/never-fits`
 */
function lookAhead(
	{ plan }: LocalStoredRun,
	state: RunState,
	capacity: Capacity,
	root: string,
	options: EngineOptions,
): readonly Notice[] {
	// What is ended asks for nothing any more but what undoes and follows it.
	if (state.status === "cancelling" || state.phase !== "jobs") return [];
	refuseWhatCannotRun(plan, capacity, options.catalog);
	const planned = remainingWork(plan, state);
	return [...preflight(planned, options), ...fileNotices(planned, root)];
}

/** The state that facts would lead to, which are not recorded. */
function foldOn({ plan, events }: LocalStoredRun, facts: readonly RunFact[]): RunState {
	const more = facts.map((fact, at) => stampFact(fact, events.length + at + 1, events.at(-1)?.at ?? 0));
	return fold(plan, [...events, ...more]);
}
