import type { RunEvent } from "@dagwright/core";
import { fileError, type UserError } from "../../user-error.ts";
import type { JournalDisk, JournalFile } from "./journal-disk.ts";
import { encodeRecords, type JournalRecord } from "./record.ts";
import { scanJournal } from "./scan.ts";

/** ms from the first unsynced write to the sync of its group, so that with the sync itself a group lasts ≤ 20 ms. */
const GROUP_DELAY = 12;

export interface JournalOptions {
	readonly disk: JournalDisk;
	/** Called once when a sync in the background failed; every later call throws the same error. */
	readonly onFailure?: (error: UserError) => void;
}

/** What was found in a journal that is continued. */
export interface OpenedJournal {
	readonly writer: JournalWriter;
	readonly events: readonly RunEvent[];
	/** Bytes of a torn tail that were cut off. */
	readonly torn: number;
}

/**
 * Appends to a journal: each `append` is one write, so the death of the process loses nothing; syncs follow in groups.
 * A write or sync that fails is fatal and never tried again: the kernel may have dropped the very pages that failed,
 * so a second sync that succeeds would prove nothing.
 */
export class JournalWriter {
	readonly #path: string;
	readonly #file: JournalFile;
	readonly #onFailure: ((error: UserError) => void) | undefined;
	#written: number;
	#synced: number;
	#marked: number;
	#syncing: Promise<void> | undefined;
	/** Until then a power cut may take the file itself away. */
	readonly #entry: Promise<void>;
	#timer: NodeJS.Timeout | undefined;
	#failure: UserError | undefined;

	/** Makes a new, empty journal, whose folder entry is durable with the first that is appended. */
	static create(path: string, options: JournalOptions): JournalWriter {
		try {
			const file = options.disk.open(path, true);
			// The disk does it together with the first sync, which waits for it and tells of its failure.
			const entry = options.disk.syncFolder(folderOf(path));
			entry.catch(() => undefined);
			return new JournalWriter(path, file, 0, options, entry);
		} catch (error) {
			throw fileError("create the journal", path, error);
		}
	}

	/**
	 * Opens a journal to continue it, cutting off a torn tail.
	 * @throws UserError `engine/journal-damaged`, or that of the file system
	 */
	static open(path: string, options: JournalOptions): OpenedJournal {
		try {
			const scan = scanJournal(options.disk.read(path), path);
			const file = options.disk.open(path, false);
			if (scan.torn > 0) file.truncate(scan.end);
			// What a dead engine wrote may still be only in memory; from here on it counts as recorded.
			file.syncNow();
			return { writer: new JournalWriter(path, file, scan.end, options), events: scan.events, torn: scan.torn };
		} catch (error) {
			throw fileError("open the journal", path, error);
		}
	}

	private constructor(
		path: string,
		file: JournalFile,
		end: number,
		options: JournalOptions,
		entry: Promise<void> = Promise.resolve(),
	) {
		this.#path = path;
		this.#file = file;
		this.#onFailure = options.onFailure;
		this.#written = end;
		this.#synced = end;
		this.#marked = 0;
		this.#entry = entry;
	}

	/** Writes the events at once; when this returns, they survive the death of the process. */
	append(events: readonly RunEvent[]): void {
		if (this.#failure !== undefined) throw this.#failure;
		if (events.length === 0) return;
		this.#write(this.#synced > this.#marked ? [this.#mark(), ...events] : events);
		this.#timer ??= setTimeout(() => {
			this.#timer = undefined;
			this.#sync().catch(() => undefined); // #sync has told onFailure, and the next call throws
		}, GROUP_DELAY);
	}

	/** Resolves when all that was appended before the call survives a power cut. */
	async durable(): Promise<void> {
		const target = this.#written;
		while (this.#synced < target) await this.#sync();
		if (this.#failure !== undefined) throw this.#failure;
	}

	/** Syncs, marks the file as wholly synced, and closes it. */
	async close(): Promise<void> {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		try {
			await this.durable();
			if (this.#synced > this.#marked) this.#write([this.#mark()]);
		} finally {
			clearTimeout(this.#timer);
			this.#closeFile();
		}
	}

	#mark(): JournalRecord {
		this.#marked = this.#synced;
		return { synced: this.#synced };
	}

	#write(records: readonly JournalRecord[]): void {
		const bytes = encodeRecords(records);
		try {
			let done = 0;
			while (done < bytes.length) {
				const count = this.#file.write(bytes.subarray(done), this.#written + done);
				if (count === 0) throw new Error("the disk took no bytes");
				done += count;
			}
			this.#written += done;
		} catch (error) {
			throw this.#fail(error);
		}
	}

	/** A network's file system may say only here that a write failed. */
	#closeFile(): void {
		try {
			this.#file.close();
		} catch (error) {
			throw this.#fail(error);
		}
	}

	async #sync(): Promise<void> {
		if (this.#failure !== undefined) throw this.#failure;
		if (this.#syncing !== undefined) return this.#syncing;
		const target = this.#written;
		this.#syncing = Promise.all([this.#file.sync(), this.#entry]).then(
			() => {
				this.#syncing = undefined;
				this.#synced = target;
			},
			(error: unknown) => {
				this.#syncing = undefined;
				const failure = this.#fail(error);
				this.#onFailure?.(failure);
				throw failure;
			},
		);
		return this.#syncing;
	}

	#fail(error: unknown): UserError {
		this.#failure ??= fileError("write the journal", this.#path, error);
		return this.#failure;
	}
}

function folderOf(path: string): string {
	return path.slice(0, Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"), 1));
}
