import type { JournalDisk } from "@dagwright/engine/journal";
import type { Dice } from "./dice.ts";

/** A call of the journal on its disk. */
export type DiskCall = "open" | "read" | "syncFolder" | "write" | "truncate" | "sync" | "close";

/** What goes wrong at a call: an error code, or only a part of the bytes written. */
export type DiskFault = "ENOSPC" | "EIO" | "short";

/** Bytes that arrive together: less than a real disk has, so that records of some hundred bytes are torn in many ways. */
const SECTOR = 64;

/** One write or cut that has not been synced. */
type Pending = { readonly at: number; readonly bytes: Buffer } | { readonly cutTo: number };

/**
 * A disk in memory. It counts its calls and can fail at the n-th; and it keeps apart what was synced from what was not,
 * so that it can say which files a power cut might leave.
 */
export class SimulatedDisk implements JournalDisk {
	/** The content as the running system sees it. */
	content: Buffer | undefined;
	#durable: Buffer | undefined;
	#entryDurable = false;
	#pending: Pending[] = [];
	readonly calls: DiskCall[] = [];
	#fault: { readonly at: number; readonly what: DiskFault } | undefined;

	/** From now on the call with this number (from 0) fails. */
	failAt(at: number, what: DiskFault): void {
		this.#fault = { at, what };
	}

	/** The disk with this content, as after a restart. */
	static holding(content: Buffer): SimulatedDisk {
		const disk = new SimulatedDisk();
		disk.content = Buffer.from(content);
		disk.#durable = Buffer.from(content);
		disk.#entryDurable = true;
		return disk;
	}

	/**
	 * What the file may hold after a power cut: each unsynced write arrived, or not, or its beginning, or some of its
	 * sectors; so of two writes the later one may be there alone. Undefined if the file itself was lost.
	 */
	afterPowerCut(dice: Dice): Buffer | undefined {
		if (!this.#entryDurable && dice.chance(0.5)) return undefined;
		let bytes = Buffer.from(this.#durable ?? Buffer.alloc(0));
		for (const pending of this.#pending) {
			if ("cutTo" in pending) {
				if (dice.chance(0.5)) bytes = bytes.subarray(0, pending.cutTo);
				continue;
			}
			for (const [from, to] of arrived(pending.bytes.length, dice)) {
				// What was never written reads as zeros.
				const longer = Buffer.alloc(Math.max(bytes.length, pending.at + to));
				bytes.copy(longer);
				pending.bytes.copy(longer, pending.at + from, from, to);
				bytes = longer;
			}
		}
		return Buffer.from(bytes);
	}

	open(_path: string, create: boolean) {
		this.#call("open");
		if (create) this.content = Buffer.alloc(0);
		return {
			write: (bytes: Uint8Array, position: number) => this.#write(bytes, position),
			truncate: (length: number) => {
				this.#call("truncate");
				this.content = this.content?.subarray(0, length);
				this.#pending.push({ cutTo: length });
			},
			sync: async () => {
				const synced = this.content;
				const count = this.#pending.length;
				this.#call("sync");
				await Promise.resolve();
				this.#durable = Buffer.from(synced ?? Buffer.alloc(0));
				this.#pending = this.#pending.slice(count);
			},
			syncNow: () => {
				this.#call("sync");
				this.#durable = Buffer.from(this.content ?? Buffer.alloc(0));
				this.#pending = [];
			},
			close: () => {
				this.#call("close");
			},
		};
	}

	read(): Buffer {
		this.#call("read");
		return Buffer.from(this.content ?? Buffer.alloc(0));
	}

	async syncFolder(): Promise<void> {
		this.#call("syncFolder");
		// Later than the sync of a file that is asked for after it, so that it shows who does not wait for it.
		for (let turn = 0; turn < 20; turn++) await Promise.resolve();
		this.#entryDurable = true;
	}

	#write(bytes: Uint8Array, position: number): number {
		const fault = this.#call("write", true);
		const count = fault === "short" ? Math.max(1, Math.floor(bytes.length / 3)) : bytes.length;
		const longer = Buffer.alloc(Math.max(this.content?.length ?? 0, position + count));
		this.content?.copy(longer);
		longer.set(bytes.subarray(0, count), position);
		this.content = longer;
		this.#pending.push({ at: position, bytes: Buffer.from(bytes.subarray(0, count)) });
		return count;
	}

	#call(call: DiskCall, mayBeShort = false): DiskFault | undefined {
		const number = this.calls.push(call) - 1;
		if (this.#fault?.at !== number) return undefined;
		const { what } = this.#fault;
		if (what === "short" && mayBeShort) return what;
		if (what === "short") return undefined;
		throw Object.assign(new Error(`${what}: injected at ${call}`), { code: what });
	}
}

/** Which ranges of a write of so many bytes were on their way far enough. */
function arrived(length: number, dice: Dice): readonly (readonly [from: number, to: number])[] {
	const luck = dice.next();
	if (luck < 0.3) return [];
	if (luck < 0.55) return [[0, length]];
	if (luck < 0.75) return [[0, dice.below(length)]];
	const ranges: [number, number][] = [];
	for (let from = 0; from < length; from += SECTOR) {
		if (dice.chance(0.5)) ranges.push([from, Math.min(from + SECTOR, length)]);
	}
	return ranges;
}
