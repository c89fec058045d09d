import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
	apply,
	emptyState,
	type Origins,
	type Plan,
	type RunEvent,
	type RunFact,
	type RunState,
	sha256Hex,
	stampFact,
} from "@dagwright/core";
import type { PlanTexts } from "../active-run.ts";
import type { Clock, RunStore, StoredRun, Transaction } from "../ports.ts";
import { asNeverBegun, type UserError } from "../user-error.ts";
import { type JournalDisk, localDisk } from "./journal/journal-disk.ts";
import { JournalWriter } from "./journal/journal-writer.ts";
import {
	discardRunFolder,
	existingRunFolder,
	journalPath,
	makeRunFolder,
	readDocuments,
	runFolder,
	writeDocuments,
} from "./run-directory.ts";
import { type RunLock, takeLock } from "./run-lock.ts";
import { refuseNeverBegun, refuseOtherPlan } from "./run-plan.ts";

export interface LocalRunStoreOptions {
	/** The project root. */
	readonly root: string;
	readonly clock: Clock;
	/** The real one if absent. */
	readonly disk?: JournalDisk;
	/** Project-relative sources of the plan; with their SHA-256 where they are to be as they were for another run. */
	readonly sources?: readonly string[] | Readonly<Record<string, string>>;
	/** The SHA-256 of what was just read of the sources, by path. */
	readonly hashes?: Readonly<Record<string, string>>;
	/** What to keep of the plan and its origins, where it is at hand as JSON. */
	readonly texts?: PlanTexts;
	/** A sync in the background failed. */
	readonly onFailure?: (error: UserError) => void;
}

/** A run whose log is a journal in its folder. */
export interface LocalStoredRun extends StoredRun {
	readonly folder: string;
	/** What was in the journal when it was opened. */
	readonly events: readonly RunEvent[];
	/** Bytes of a torn tail that were cut off when it was opened. */
	readonly torn: number;
	/** Sources that are not as they were when the run was made. */
	readonly changedSources: readonly string[];
}

/** Runs as folders of a project. */
export class LocalRunStore implements RunStore {
	readonly #options: LocalRunStoreOptions;

	constructor(options: LocalRunStoreOptions) {
		this.#options = options;
	}

	async create(plan: Plan, origins: Origins, first: (run: string) => readonly RunFact[]): Promise<LocalStoredRun> {
		const { root, clock } = this.#options;
		const { run, folder } = makeRunFolder(root);
		try {
			const lock = takeLock(folder, run);
			const given = this.#options.sources ?? [];
			const { hashes, texts = { plan: JSON.stringify(plan), origins: JSON.stringify(origins) } } = this.#options;
			const sources = isList(given) ? hashSources(root, given, hashes) : given;
			writeDocuments(folder, texts, sources);
			const facts = first(run);
			const stored = new JournalledRun(run, plan, emptyState(plan), lock, clock, {
				writer: JournalWriter.create(journalPath(folder), this.#journalOptions()),
				folder,
				events: [],
				torn: 0,
				changedSources: isList(given) ? [] : changedSince(root, sources),
			});
			stored.transact((transaction) => transaction.append(facts));
			await stored.durable();
			return stored;
		} catch (error) {
			// Nobody was told of it and nothing was started, so there is nothing to go on with.
			discardRunFolder(folder);
			throw asNeverBegun(error);
		}
	}

	async open(run: string): Promise<LocalStoredRun> {
		const { root, clock } = this.#options;
		const folder = existingRunFolder(root, run);
		const lock = takeLock(folder, run);
		try {
			const { plan, sources } = readDocuments(folder);
			const { writer, events, torn } = JournalWriter.open(journalPath(folder), this.#journalOptions());
			refuseOtherPlan(folder, run, plan, events);
			refuseNeverBegun(run, events);
			let state = emptyState(plan);
			for (const event of events) state = apply(plan, state, event);
			const changedSources = changedSince(root, sources);
			return new JournalledRun(run, plan, state, lock, clock, { writer, folder, events, torn, changedSources });
		} catch (error) {
			lock[Symbol.dispose]();
			throw error;
		}
	}

	/** Where a run lies. */
	folder(run: string): string {
		return runFolder(this.#options.root, run);
	}

	#journalOptions() {
		const { disk = localDisk, onFailure } = this.#options;
		return onFailure === undefined ? { disk } : { disk, onFailure };
	}
}

/** The sources that are not as they were. */
function changedSince(root: string, sources: Readonly<Record<string, string>>): readonly string[] {
	const now = hashSources(root, Object.keys(sources));
	return Object.keys(sources).filter((path) => sources[path] !== now[path]);
}

function isList(sources: readonly string[] | Readonly<Record<string, string>>): sources is readonly string[] {
	return Array.isArray(sources);
}

/** By path; a missing file hashes to "". */
function hashSources(
	root: string,
	paths: readonly string[],
	known: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
	return Object.fromEntries(paths.map((path) => [path, known[path] ?? hashFile(join(root, path))]));
}

function hashFile(path: string): string {
	try {
		return sha256Hex(readFileSync(path));
	} catch (error) {
		if (error instanceof Error) return "";
		throw error;
	}
}

interface JournalParts {
	readonly writer: JournalWriter;
	readonly folder: string;
	readonly events: readonly RunEvent[];
	readonly torn: number;
	readonly changedSources: readonly string[];
}

class JournalledRun implements LocalStoredRun {
	readonly run: string;
	readonly plan: Plan;
	readonly folder: string;
	readonly events: readonly RunEvent[];
	readonly torn: number;
	readonly changedSources: readonly string[];
	readonly #writer: JournalWriter;
	readonly #lock: RunLock;
	readonly #clock: Clock;
	#state: RunState;
	#seq: number;
	#at: number;

	constructor(run: string, plan: Plan, state: RunState, lock: RunLock, clock: Clock, parts: JournalParts) {
		this.run = run;
		this.plan = plan;
		this.folder = parts.folder;
		this.events = parts.events;
		this.torn = parts.torn;
		this.changedSources = parts.changedSources;
		this.#writer = parts.writer;
		this.#lock = lock;
		this.#clock = clock;
		this.#state = state;
		const last = parts.events.at(-1);
		this.#seq = last?.seq ?? 0;
		this.#at = last?.at ?? 0;
	}

	get state(): RunState {
		return this.#state;
	}

	transact(work: (transaction: Transaction) => void): readonly RunEvent[] {
		const now = Math.max(this.#clock.now(), this.#at);
		const events: RunEvent[] = [];
		const stored = this;
		work({
			now,
			get state() {
				return stored.#state;
			},
			append(facts) {
				for (const fact of facts) {
					const event = stampFact(fact, ++stored.#seq, now);
					stored.#state = apply(stored.plan, stored.#state, event);
					events.push(event);
				}
			},
		});
		this.#at = now;
		this.#writer.append(events);
		return events;
	}

	durable(): Promise<void> {
		return this.#writer.durable();
	}

	async [Symbol.asyncDispose](): Promise<void> {
		try {
			await this.#writer.close();
		} finally {
			this.#lock[Symbol.dispose]();
		}
	}
}
