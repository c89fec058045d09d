import { mkdirSync } from "node:fs";
import { isAbsolute } from "node:path";
import { findProgram } from "./find-program.ts";
import { Slot } from "./slot.ts";
import { SlotJob } from "./slot-job.ts";
import { SlotOutput } from "./slot-output.ts";
import type { JobProcess, ProcessListener, ProcessOrder, Spawner } from "./spawner.ts";

/** Slots that are kept at most: each holds a few MB. More processes at once are long ones, where they gain nothing. */
const MOST_SLOTS = 16;

/** Whether slots can be had here: Linux, with the two small programs that they are made of. */
export function canHaveSlots(path: string | undefined): boolean {
	return process.platform === "linux" && ["perl", "mkfifo"].every((name) => isAbsolute(findProgram(name, path)));
}

/** Makes processes by slots, which are kept for the next; by another spawner what slots can't. */
export class SlotSpawner implements Spawner {
	readonly #folder: string;
	readonly #base: Readonly<Record<string, string>>;
	readonly #fallback: Spawner;
	readonly #slots = new Set<Slot>();
	/** Those that can take an order; the warmest last. */
	readonly #idle: Slot[] = [];
	#made = 0;
	#usable = true;

	/** @param base the environment that all processes share */
	constructor(folder: string, base: Readonly<Record<string, string>>, fallback: Spawner) {
		this.#folder = folder;
		this.#base = base;
		this.#fallback = fallback;
		mkdirSync(folder, { recursive: true });
		// It gets ready while the run's first steps are taken.
		const first = this.#make();
		if (first !== undefined) this.#idle.push(first);
	}

	spawn(order: ProcessOrder, listener: ProcessListener): JobProcess {
		const slot = canBeFramed(order, this.#base) ? (this.#idle.pop() ?? this.#make()) : undefined;
		if (slot === undefined) return this.#fallback.spawn(order, listener);
		const job = new SlotJob(order, listener, slot, (clean) => {
			if (clean && this.#slots.has(slot)) this.#idle.push(slot);
			else this.#dismiss(slot);
		});
		slot.run(job);
		return job;
	}

	[Symbol.dispose](): void {
		for (const slot of this.#slots) this.#dismiss(slot);
		this.#fallback[Symbol.dispose]();
	}

	#make(): Slot | undefined {
		if (!this.#usable || this.#slots.size >= MOST_SLOTS) return undefined;
		this.#made++;
		const output = new SlotOutput(this.#folder, `slot-${this.#made}`);
		const slot = new Slot(output, this.#base, (unbegun) => {
			this.#dismiss(slot);
			if (unbegun === undefined) return;
			// One that never got ready: so would the next.
			this.#usable = false;
			unbegun.move(this.#fallback);
		});
		this.#slots.add(slot);
		return slot;
	}

	#dismiss(slot: Slot): void {
		if (!this.#slots.delete(slot)) return;
		const at = this.#idle.indexOf(slot);
		if (at >= 0) this.#idle.splice(at, 1);
		slot.dismiss();
		slot.output[Symbol.dispose]();
	}
}

/** A zero byte can't stand in an order, and a variable that all share can't be taken away. */
function canBeFramed(
	{ file, args, folder, environment }: ProcessOrder,
	base: Readonly<Record<string, string>>,
): boolean {
	for (const text of [file, folder, ...args]) if (text.includes("\0")) return false;
	for (const name in environment) if (name.includes("\0") || environment[name]?.includes("\0")) return false;
	for (const name in base) if (environment[name] === undefined) return false;
	return true;
}
