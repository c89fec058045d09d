import type { Stream } from "./attempt-log.ts";
import type { CpuTime } from "./cpu-time.ts";
import type { ProcessOrder } from "./spawner.ts";

/** The variable that marks a slot for an engine that comes after one that died; no job has it. */
export const SLOT_MARK = "DAG_SLOT";

/** Where a slot works. */
export interface SlotPlace {
	/** The environment that all jobs share. */
	readonly base: Readonly<Record<string, string>>;
	/** Paths of the named pipes that it makes, for the output of jobs. */
	readonly pipes: Readonly<Record<Stream, string>>;
	/** What tells the run's processes from all others on the machine. */
	readonly mark: string;
}

/** What a slot says at its socket (descriptor 3). */
export type SlotNews =
	/** It has made its pipes and takes orders. */
	| { readonly what: "ready" }
	/** The process of an order could not be made; `ended` follows. */
	| { readonly what: "failed"; readonly number: number; readonly errno: number }
	/** The process of an order has ended. */
	| {
			readonly what: "ended";
			readonly number: number;
			/** As wait(2) has it. */
			readonly status: number;
			/** What the slot itself knows; all else is read from the system. */
			readonly known?: {
				readonly cpu: CpuTime;
				readonly pid: number;
				/** Whether its group still has members. */
				readonly left: boolean;
			};
	  };

/** Reads what one slot says, line by line: undefined if a line is no news yet. */
export type Reader = (line: string) => SlotNews | undefined;

/** A way to make slots and to speak with them. */
export interface SlotKind {
	/** Whether its jobs are in its own process group, and not each in one of its own. */
	readonly sharesGroup: boolean;
	/** Whether it does with an order what a new process does. The order can be told: it has no zero byte and all of `base`. */
	canTake(order: ProcessOrder, base: SlotPlace["base"]): boolean;
	/** What is run, and what it is told at first. */
	start(place: SlotPlace): {
		readonly file: string;
		readonly args: readonly string[];
		readonly environment: Readonly<Record<string, string>>;
		readonly first: Buffer | string;
	};
	/** The text of an order, of which `number` is told again with its end. */
	order(number: number, order: ProcessOrder, place: SlotPlace): Buffer | string;
	/** For one new slot. */
	reader(): Reader;
}
