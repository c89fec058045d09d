import { mkdirSync } from "node:fs";
import { isAbsolute } from "node:path";
import { findProgram } from "./find-program.ts";
import { NodeSpawner } from "./node-spawner.ts";
import { perlSlot } from "./perl-slot.ts";
import { canHaveShells, shellSlot } from "./shell-slot.ts";
import { Slot } from "./slot.ts";
import { SlotJob } from "./slot-job.ts";
import type { SlotKind } from "./slot-kind.ts";
import { SlotOutput } from "./slot-output.ts";
import type { JobProcess, ProcessListener, ProcessOrder, Spawner } from "./spawner.ts";

/** Slots that are kept at most: each holds a few MB. More processes at once are long ones, where they gain nothing. */
const MOST_SLOTS = 16;

/** Whether slots can be had here: Linux, with the two small programs that they are made of. */
export function canHaveSlots(path: string | undefined): boolean {
	return process.platform === "linux" && ["perl", "mkfifo"].every((name) => isAbsolute(findProgram(name, path)));
}

/** The quickest way to make processes that there is here; `folder` is for their pipes. */
export function localSpawner(folder: string, base: Readonly<Record<string, string>>, mark: string): Spawner {
	const node = new NodeSpawner(folder);
	return canHaveSlots(base.PATH) ? new SlotSpawner(folder, base, mark, node) : node;
}

/** Makes processes by slots, which are kept for the next; by another spawner what slots can't. */
export class SlotSpawner implements Spawner {
	readonly #folder: string;
	readonly #place: { readonly base: Readonly<Record<string, string>>; readonly mark: string };
	readonly #fallback: Spawner;
	/** The kinds that work here; what several can take is for the first of them. */
	readonly #kinds: Set<SlotKind>;
	readonly #slots = new Set<Slot>();
	/** Those that can take an order; the warmest last. */
	readonly #idle: Slot[] = [];
	#made = 0;

	/**
	 * @param base the environment that all processes share
	 * @param mark what the marks of all attempts begin with
	 */
	constructor(folder: string, base: Readonly<Record<string, string>>, mark: string, fallback: Spawner) {
		this.#folder = folder;
		this.#place = { base, mark };
		this.#fallback = fallback;
		this.#kinds = new Set(canHaveShells(base.PATH) ? [shellSlot, perlSlot] : [perlSlot]);
		mkdirSync(folder, { recursive: true });
		// They get ready while the run's first steps are taken.
		for (const kind of this.#kinds) {
			const slot = this.#make(kind);
			if (slot !== undefined) this.#idle.push(slot);
		}
	}

	spawn(order: ProcessOrder, listener: ProcessListener): JobProcess {
		const slot = this.#slotFor(order);
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

	#slotFor(order: ProcessOrder): Slot | undefined {
		if (!canBeTold(order, this.#place.base)) return undefined;
		for (const kind of this.#kinds) {
			if (!kind.canTake(order, this.#place.base)) continue;
			const at = this.#idle.findLastIndex((slot) => slot.kind === kind);
			const [idle] = at < 0 ? [] : this.#idle.splice(at, 1);
			const slot = idle ?? this.#make(kind);
			if (slot !== undefined) return slot;
		}
		return undefined;
	}

	#make(kind: SlotKind): Slot | undefined {
		if (this.#slots.size >= MOST_SLOTS) {
			const [other] = this.#idle;
			if (other === undefined) return undefined;
			this.#dismiss(other);
		}
		this.#made++;
		const output = new SlotOutput(this.#folder, `slot-${this.#made}`);
		const slot = new Slot(kind, output, this.#place, (unbegun) => {
			this.#dismiss(slot);
			if (unbegun === undefined) return;
			// One that never got ready: so would the next.
			this.#kinds.delete(kind);
			unbegun.move(this);
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
function canBeTold({ file, args, folder, environment }: ProcessOrder, base: Readonly<Record<string, string>>): boolean {
	for (const text of [file, folder, ...args]) if (text.includes("\0")) return false;
	for (const name in environment) if (name.includes("\0") || environment[name]?.includes("\0")) return false;
	for (const name in base) if (environment[name] === undefined) return false;
	return true;
}
