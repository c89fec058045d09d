import {
	type Capacity,
	createRun,
	type JobTypeCatalog,
	neverFits,
	type Origins,
	type Plan,
	type RunFact,
	unsupported,
} from "@dagwright/core";
import type { ActiveRun, PlanTexts, RunRequest } from "./active-run.ts";
import { resolveCapacity } from "./capacity.ts";
import { active, attachedReport, onFailure, orRelease, tellNotices } from "./driven-run.ts";
import type { EngineOptions } from "./engine-options.ts";
import { inTurn } from "./in-turn.ts";
import { absoluteParams } from "./local/absolute-params.ts";
import { readJournal } from "./local/journal/journal-reader.ts";
import { hostOf, storeOptions } from "./local/local-host.ts";
import { LocalRunStore } from "./local/local-run-store.ts";
import { journalPath } from "./local/run-directory.ts";
import { collectLeftovers, keepHeapSmall } from "./local/small-heap.ts";
import type { PlannedRequest } from "./planned-tasks.ts";
import { fileNotices, preflight } from "./preflight.ts";
import { UserError } from "./user-error.ts";

/**
 * Makes a run and drives it.
 * @throws UserError if the plan or the params can't be run, or the run can't be kept
 */
export async function startRun(request: RunRequest, options: EngineOptions): Promise<ActiveRun> {
	keepHeapSmall();
	const { root, plan, origins = {}, texts, sources, hashes, params, options: runOptions } = request;
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
	const otherwise = "`dag run --overlap queue` waits for it, `--overlap allow` runs beside it.";
	const planned = { plan, params, ...(only === undefined ? {} : { only }) };
	return driveNew(
		{
			root,
			plan,
			origins,
			planned,
			otherwise,
			make,
			...(texts && { texts }),
			...(sources && { sources }),
			...(hashes && { hashes }),
		},
		capacity,
		options,
	);
}

/** A run to be made, and what it will ask for. */
export interface NewRunDocuments {
	readonly root: string;
	readonly plan: Plan;
	readonly origins: Origins;
	readonly texts?: PlanTexts;
	readonly hashes?: Readonly<Record<string, string>>;
	/** Project-relative paths, with their SHA-256 where they are to be as they were for another run. */
	readonly sources?: readonly string[] | Readonly<Record<string, string>>;
	readonly planned: PlannedRequest;
	/** What to do while another run keeps it from starting: a sentence, without a capital. */
	readonly otherwise: string;
	/** Its first facts, by its name. */
	readonly make: (run: string) => readonly RunFact[];
}

/** Makes a run whose first facts are known, and drives it. */
export async function driveNew(
	{ root, plan, origins, planned, otherwise, make, ...documents }: NewRunDocuments,
	capacity: Capacity,
	options: EngineOptions,
): Promise<ActiveRun> {
	const notices = preflight(planned, options);
	return inTurn(root, plan, options.overlap, otherwise, async () => {
		const failed = onFailure();
		const store = new LocalRunStore({
			...storeOptions(root, options, failed.report),
			...documents,
		});
		const stored = await store.create(plan, origins, make);
		const first = readJournal(journalPath(stored.folder));
		const host = await orRelease(stored, () => hostOf(stored, first, root, capacity, options));
		failed.tell(host);
		for (const event of first) options.subscriber?.event?.(event);
		const files = fileNotices({ ...planned, params: stored.state.params }, root);
		for (const notice of [...notices, ...files]) host.audience.notice(notice);
		tellNotices(host, stored, 0);
		collectLeftovers();
		host.report(attachedReport(plan, options));
		return active(stored, host);
	});
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
