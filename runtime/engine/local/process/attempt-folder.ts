import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { systemCode } from "../../user-error.ts";
import { monotonicNow } from "../system-clock.ts";

/** The paths that one attempt may write to. */
export interface AttemptFolder {
	/** `$DAG_WORK`: empty scratch. */
	readonly work: string;
	/** `$DAG_ARTIFACTS`. */
	readonly artifacts: string;
	/** `$DAG_OUTPUT`; not there until the job writes it. */
	readonly output: string;
	/** `$DAG_EVENTS`; not there until the job writes it. */
	readonly events: string;
	/** The base of all. */
	readonly base: string;
}

/** ms after which a later change of a folder must have another time: kernels count them in steps of up to 10 ms. */
const DISTINCT = 50;

/** How it is known whether a folder was written to. */
interface Record {
	/** ms of `monotonicNow()`. */
	readonly made: number;
	/** The times of change of its parts, once they are so old that a write must change them. */
	times?: readonly number[];
}

/**
 * Hands out folders for attempts. One that comes back untouched is handed out again, so that jobs that write nothing
 * cost no folder each; what was written to is removed.
 */
export class AttemptFolders {
	readonly #root: string;
	readonly #free: AttemptFolder[] = [];
	readonly #records = new WeakMap<AttemptFolder, Record>();
	/** Whether the file system keeps times finely enough to tell by them that nothing was written. */
	readonly #fine: boolean;
	#made = 0;

	/** @param root is emptied: what lies there is of attempts that died with their engine. */
	constructor(root: string) {
		this.#root = root;
		rmSync(root, { recursive: true, force: true });
		mkdirSync(root, { recursive: true });
		this.#fine = statSync(root, { bigint: true }).mtimeNs % 1_000_000_000n !== 0n;
	}

	take(): AttemptFolder {
		const folder = this.#free.pop();
		if (folder === undefined) return this.#make();
		const record = this.#records.get(folder);
		if (this.#fine && record !== undefined && monotonicNow() - record.made > DISTINCT) {
			record.times ??= timesOf(folder);
		}
		return folder;
	}

	/** Whether the attempt, or the engine for it, has written anything into the folder. */
	isTouched(folder: AttemptFolder): boolean {
		const times = this.#records.get(folder)?.times;
		if (times !== undefined) {
			const now = timesOf(folder);
			return times.some((time, index) => time !== now[index]);
		}
		return isThere(folder.output) || isThere(folder.events) || !isEmpty(folder.work) || !isEmpty(folder.artifacts);
	}

	/** @param reusable only if nothing was written into it, and no process of the attempt is left that may */
	giveBack(folder: AttemptFolder, reusable: boolean): void {
		if (reusable) this.#free.push(folder);
		else {
			try {
				rmSync(folder.base, { recursive: true, force: true });
			} catch (error) {
				// It is handed out no more, and the next start of the run empties all.
				if (systemCode(error) === undefined) throw error;
			}
		}
	}

	#make(): AttemptFolder {
		this.#made++;
		const base = join(this.#root, String(this.#made));
		const folder = {
			base,
			work: join(base, "work"),
			artifacts: join(base, "artifacts"),
			output: join(base, "output.json"),
			events: join(base, "events.jsonl"),
		};
		mkdirSync(base);
		mkdirSync(folder.work);
		mkdirSync(folder.artifacts);
		this.#records.set(folder, { made: monotonicNow() });
		return folder;
	}
}

/** Entries that come or go change their folder's time; 0 for a folder that is gone. */
function timesOf(folder: AttemptFolder): readonly number[] {
	return [folder.base, folder.work, folder.artifacts].map(
		(path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0,
	);
}

/** What can't be read is not taken for missing: it throws. */
function isThere(path: string): boolean {
	return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function isEmpty(folder: string): boolean {
	try {
		return readdirSync(folder).length === 0;
	} catch (error) {
		if (error instanceof Error) return false; // the job removed it or took its permissions: make a new one
		throw error;
	}
}
