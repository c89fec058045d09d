import type { RunEvent } from "@dagwright/core";
import { encodeRecords, JournalWriter, scanJournal } from "@dagwright/engine/journal";
import { describe, expect, test } from "vitest";
import { SimulatedDisk, seededRandom } from "../support/simulated-disk.ts";

const crashStates = Number(process.env.PROMISES_CRASH_STATES ?? 3000);

function event(seq: number): RunEvent {
	return { seq, at: 1000 + seq, type: "job.skipped", job: `job_${"x".repeat(seq % 40)}_ü`, cause: "condition" };
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

	test("every flipped bit of a closed journal is refused, or cuts off no event", async () => {
		const whole = events(5);
		const bytes = await journalOf([whole.slice(0, 2), whole.slice(2)]);
		for (let at = 0; at < bytes.length; at++) {
			for (const bit of [1, 8, 128]) {
				const broken = Buffer.from(bytes);
				broken[at] = (broken[at] ?? 0) ^ bit;
				const found = problemOf(() => scanJournal(broken, "journal").events);
				if (found !== "engine/journal-damaged") expect(found).toEqual(whole);
			}
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
	test(`${crashStates} power cuts leave a clean prefix that holds all that was durable`, async () => {
		for (let seed = 0; seed < crashStates; seed++) {
			const random = seededRandom(seed);
			const disk = new SimulatedDisk();
			const writer = JournalWriter.create("/run/journal", { disk });
			const all = events(2 + Math.floor(random() * 12));
			let durable = 0;
			for (let next = 0; next < all.length; ) {
				const count = 1 + Math.floor(random() * 3);
				writer.append(all.slice(next, next + count));
				next += count;
				if (random() < 0.4) {
					await writer.durable();
					durable = Math.min(next, all.length);
				}
			}
			const left = disk.afterPowerCut(random);
			const recovered = SimulatedDisk.holding(left ?? Buffer.alloc(0));
			const opened = JournalWriter.open("/run/journal", { disk: recovered });
			expect(opened.events).toEqual(all.slice(0, opened.events.length));
			expect(opened.events.length).toBeGreaterThanOrEqual(durable);
			// And the run goes on from there, through another restart.
			opened.writer.append([event(opened.events.length + 1)]);
			await opened.writer.close();
			const again = SimulatedDisk.holding(recovered.afterPowerCut(random) ?? Buffer.alloc(0));
			const reopened = JournalWriter.open("/run/journal", { disk: again });
			expect(reopened.events).toHaveLength(opened.events.length + 1);
			await reopened.writer.close();
			await writer.close();
		}
	});
});

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
				const left = disk.afterPowerCut(seededRandom(at)) ?? Buffer.alloc(0);
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
