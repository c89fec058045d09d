import type { RunEvent } from "@dagwright/core";
import { encodeRecords, JournalWriter, type OpenedJournal, scanJournal } from "@dagwright/engine/journal";
import { describe, expect, test } from "vitest";
import { Dice } from "../support/dice.ts";
import { SimulatedDisk } from "../support/simulated-disk.ts";

const damages = Number(process.env.PROMISES_DAMAGES ?? 2000);
const crashStates = Number(process.env.PROMISES_CRASH_STATES ?? 3000);

/** `life` tells it from another event of the same number that a power cut took back. */
function event(seq: number, life = 0): RunEvent {
	const job = `job_${life}_${"x".repeat((seq * 7) % 40)}_ü`;
	return { seq, at: 1000 + seq, type: "job.skipped", job, cause: "condition" };
}

function events(count: number, from = 1): RunEvent[] {
	return Array.from({ length: count }, (_, index) => event(from + index));
}

async function journalOf(groups: readonly (readonly RunEvent[])[], close = true): Promise<Buffer> {
	const disk = new SimulatedDisk();
	const writer = JournalWriter.create("/run/journal", { disk });
	for (const group of groups) {
		writer.append(group);
		await writer.durable();
	}
	if (close) await writer.close();
	return disk.content ?? Buffer.alloc(0);
}

/** The byte offsets at which the lines begin. */
function recordStarts(bytes: Buffer): readonly number[] {
	const starts = [0];
	for (let at = bytes.indexOf(10); at !== -1 && at + 1 < bytes.length; at = bytes.indexOf(10, at + 1))
		starts.push(at + 1);
	return starts;
}

/** The bytes with a range of them zeroed, filled with others, removed, or standing there twice. */
function damage(bytes: Buffer, from: number, to: number, dice: Dice): Buffer {
	const range = bytes.subarray(from, to);
	const instead = dice.pick([
		Buffer.alloc(range.length),
		Buffer.from(range.map(() => dice.below(256))),
		Buffer.alloc(0),
		Buffer.concat([range, range]),
	]);
	return Buffer.concat([bytes.subarray(0, from), instead, bytes.subarray(to)]);
}

function problemOf(action: () => unknown): unknown {
	try {
		return action();
	} catch (error) {
		return error instanceof Error && "code" in error ? error.code : error;
	}
}

describe("promise 3: a torn tail recovers, damage in the middle is refused", () => {
	test("every truncation of a journal gives a prefix of its events", async () => {
		const whole = events(6);
		const bytes = encodeRecords(whole);
		for (let length = 0; length <= bytes.length; length++) {
			const disk = SimulatedDisk.holding(bytes.subarray(0, length));
			const opened = JournalWriter.open("/run/journal", { disk });
			expect(opened.events).toEqual(whole.slice(0, opened.events.length));
			expect(disk.content?.length).toBe(length - opened.torn);
			await opened.writer.close();
		}
	});

	test("every flipped bit of a closed journal is refused with its place, or harms no event", async () => {
		const whole = events(5);
		const bytes = await journalOf([whole.slice(0, 2), whole.slice(2)]);
		const starts = recordStarts(bytes);
		let refused = 0;
		for (let at = 0; at < bytes.length; at++) {
			const line = starts.filter((start) => start <= at).length;
			for (let bit = 1; bit < 256; bit *= 2) {
				const broken = Buffer.from(bytes);
				broken[at] = (broken[at] ?? 0) ^ bit;
				const found = problemOf(() => scanJournal(broken, "journal").events);
				if (found !== "engine/journal-damaged") {
					expect(found).toEqual(whole);
					continue;
				}
				refused++;
				const place = `damaged at byte ${starts[line - 1]} (line ${line})`;
				expect(() => scanJournal(broken, "journal")).toThrow(place);
			}
		}
		// Only the last mark, behind which nothing stands, may be torn.
		expect(refused).toBe((starts.at(-1) ?? 0) * 8);
	});

	test("ranges of a journal that are zeroed, filled, removed or doubled are refused if a mark stands behind them", async () => {
		const groups = Array.from({ length: 6 }, (_, group) => events(3, 1 + 3 * group));
		const whole = groups.flat();
		const bytes = await journalOf(groups);
		const lastMark = recordStarts(bytes).at(-1) ?? 0;
		for (let seed = 0; seed < damages; seed++) {
			const dice = new Dice(seed);
			const from = dice.below(lastMark - 1);
			const to = from + 1 + dice.below(Math.min(lastMark - from - 1, 200));
			const broken = damage(bytes, from, to, dice);
			const found = problemOf(() => scanJournal(broken, "journal").events);
			// What is whole although bytes changed can only have lost or doubled marks.
			if (found !== "engine/journal-damaged") expect(found).toEqual(whole);
		}
	});

	test("every flipped byte of an unsynced tail is cut off with all that follows, and told", async () => {
		const synced = events(3);
		const start = await journalOf([synced]);
		const tail = encodeRecords(events(3, 4));
		for (let at = 0; at < tail.length; at++) {
			const broken = Buffer.concat([start, tail]);
			broken[start.length + at] = (broken[start.length + at] ?? 0) ^ 0x10;
			const scan = scanJournal(broken, "journal");
			expect(scan.events).toEqual([...synced, ...events(3, 4)].slice(0, scan.events.length));
			expect(scan.events.length).toBeGreaterThanOrEqual(3);
			expect(scan.torn).toBeGreaterThan(0);
		}
	});

	test("damage is named by its byte and line", async () => {
		const bytes = await journalOf([events(1), events(1, 2)]);
		const second = bytes.indexOf(10) + 1;
		bytes[second + 15] = 0;
		expect(() => scanJournal(bytes, "journal")).toThrow(`damaged at byte ${second} (line 2)`);
	});

	test("a missing event is damage", () => {
		const bytes = encodeRecords([event(1), event(3)]);
		expect(problemOf(() => scanJournal(bytes, "journal"))).toBe("engine/journal-damaged");
	});
});

describe("promise 4: power loss is safe", () => {
	test(`${crashStates} power cuts leave a clean prefix that holds all that was durable, over several lives`, async () => {
		for (let cuts = 0, seed = 0; cuts < crashStates; seed++) cuts += await liveThroughPowerCuts(new Dice(seed));
	}, 3_600_000);

	test("what is written while a sync is under way is durable only after the next one", async () => {
		for (let seed = 0; seed < 20; seed++) {
			const disk = new SimulatedDisk();
			const writer = JournalWriter.create("/run/journal", { disk });
			writer.append([event(1)]);
			const first = writer.durable();
			writer.append([event(2)]);
			await first;
			await writer.durable();
			const left = disk.afterPowerCut(new Dice(seed)) ?? Buffer.alloc(0);
			expect(scanJournal(left, "journal").events).toEqual(events(2));
			await writer.close();
		}
	});
});

/** Writes, is cut off, opens again, and so on; gives the number of cuts. */
async function liveThroughPowerCuts(dice: Dice): Promise<number> {
	const lives = 1 + dice.below(4);
	/** What the journal must hold at the least, and all that it may hold. */
	let durable: readonly RunEvent[] = [];
	let written: readonly RunEvent[] = [];
	let disk = new SimulatedDisk();
	for (let life = 0; life <= lives; life++) {
		// The power may also go while the journal is being opened, or made anew: the next call of the disk is the last.
		if (life > 0 && dice.chance(0.2)) disk.failAt(disk.content === undefined ? 0 : dice.below(3), "EIO");
		const opened = openOn(disk, written, durable);
		const closes = dice.chance(0.2);
		if (opened !== undefined) {
			durable = opened.events;
			written = opened.events;
			for (let left = dice.below(8); left > 0; left--) {
				const next = Array.from({ length: 1 + dice.below(3) }, (_, index) => event(written.length + 1 + index, life));
				const before = written;
				const syncing = dice.chance(0.3) ? opened.writer.durable() : undefined;
				opened.writer.append(next);
				written = [...written, ...next];
				if (syncing !== undefined) {
					await syncing;
					durable = before;
				}
				if (!dice.chance(0.3)) continue;
				await opened.writer.durable();
				durable = written;
			}
			if (closes) {
				await opened.writer.close();
				durable = written;
			}
		}
		const left = disk.afterPowerCut(dice);
		// Lets go of the timer of the dead engine's journal.
		if (!closes) await opened?.writer.close();
		disk = left === undefined ? new SimulatedDisk() : SimulatedDisk.holding(left);
		if (left === undefined) written = [];
	}
	return lives + 1;
}

/** Opens the journal of a disk, or makes it; undefined if the disk fails meanwhile. */
function openOn(
	disk: SimulatedDisk,
	written: readonly RunEvent[],
	durable: readonly RunEvent[],
): Pick<OpenedJournal, "writer" | "events"> | undefined {
	try {
		if (disk.content === undefined) {
			expect(durable).toEqual([]);
			return { writer: JournalWriter.create("/run/journal", { disk }), events: [] };
		}
		const opened = JournalWriter.open("/run/journal", { disk });
		expect(opened.events).toEqual(written.slice(0, opened.events.length));
		expect(opened.events.length).toBeGreaterThanOrEqual(durable.length);
		return opened;
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "engine/input-output") return undefined;
		throw error;
	}
}

describe("promise 5: disk faults stop safely", () => {
	/** Appends groups until something fails; says what was acknowledged as durable. */
	async function write(disk: SimulatedDisk): Promise<{ acknowledged: number; failure?: unknown; told: unknown[] }> {
		const told: unknown[] = [];
		let acknowledged = 0;
		try {
			const writer = JournalWriter.create("/run/journal", { disk, onFailure: (error) => told.push(error.code) });
			for (let group = 0; group < 3; group++) {
				writer.append(events(2, group * 2 + 1));
				await writer.durable();
				acknowledged = group * 2 + 2;
			}
			await writer.close();
			return { acknowledged, told };
		} catch (error) {
			return { acknowledged, failure: error, told };
		}
	}

	test("a fault at each call is a coded error, and what was acknowledged is there", async () => {
		const good = new SimulatedDisk();
		await write(good);
		const codes = new Map([
			["ENOSPC", "engine/disk-full"],
			["EIO", "engine/input-output"],
		]);
		for (const [fault, code] of codes) {
			for (let at = 0; at < good.calls.length; at++) {
				const disk = new SimulatedDisk();
				disk.failAt(at, fault === "EIO" ? "EIO" : "ENOSPC");
				const { acknowledged, failure } = await write(disk);
				if (good.calls[at] !== "close") expect(failure).toMatchObject({ code });
				const left = disk.afterPowerCut(new Dice(at)) ?? Buffer.alloc(0);
				expect(scanJournal(left, "journal").events.length).toBeGreaterThanOrEqual(acknowledged);
			}
		}
	});

	test("short writes are completed", async () => {
		const good = new SimulatedDisk();
		await write(good);
		for (let at = 0; at < good.calls.length; at++) {
			const disk = new SimulatedDisk();
			disk.failAt(at, "short");
			expect(await write(disk)).toEqual({ acknowledged: 6, told: [] });
			expect(scanJournal(disk.content ?? Buffer.alloc(0), "journal").events).toEqual(events(6));
		}
	});

	test("after a failed sync nothing is written or acknowledged any more", async () => {
		const disk = new SimulatedDisk();
		const told: string[] = [];
		const writer = JournalWriter.create("/run/journal", { disk, onFailure: (error) => told.push(error.code) });
		writer.append(events(1));
		disk.failAt(disk.calls.length, "EIO");
		await expect(writer.durable()).rejects.toMatchObject({ code: "engine/input-output" });
		const calls = disk.calls.length;
		expect(problemOf(() => writer.append(events(1, 2)))).toBe("engine/input-output");
		await expect(writer.durable()).rejects.toMatchObject({ code: "engine/input-output" });
		expect({ told, calls: disk.calls.length }).toEqual({ told: ["engine/input-output"], calls });
		await expect(writer.close()).rejects.toMatchObject({ code: "engine/input-output" });
	});
});
