import type { Stream } from "./attempt-log.ts";
import type { CpuTime } from "./cpu-time.ts";

/** What a process is made of. */
export interface ProcessOrder {
	/** A path, or a name that is looked up in the PATH of its environment. */
	readonly file: string;
	/** Without the name of the program itself. */
	readonly args: readonly string[];
	/** The absolute path of its working folder. */
	readonly folder: string;
	/** All of its environment. */
	readonly environment: Readonly<Record<string, string>>;
}

/** How a process ended; CPU time, its reaped children's with it, where the system tells it. */
export interface ProcessExit {
	readonly code: number | null;
	readonly signal: string | null;
	readonly cpu?: CpuTime;
	/** Whether its group still has members, which it left behind. */
	readonly left: boolean;
}

/** Hears of one process: either `failed` alone, or output, and `exited` and `closed` in any order. */
export interface ProcessListener {
	output(stream: Stream, chunk: Buffer): void;
	exited(exit: ProcessExit): void;
	/** Nobody can write to its output any more. */
	closed(): void;
	/** It could not be made; in the words of Node's `spawn`. */
	failed(message: string, cause?: unknown): void;
	/** Nobody is left who could tell how it ends; it may still be alive. */
	lost(): void;
}

/** A process that was ordered. */
export interface JobProcess {
	/** Undefined while it is not made yet. */
	readonly pid: number | undefined;
	/**
	 * Begins to follow its output, if it is not followed yet: those that are over within a moment are read once, at
	 * their end, which spares most of the work.
	 */
	follow(): void;
	/** CPU time when it was last looked at, in ms: by it a process's share is told when several end at once. */
	seen(cpu: number): void;
	/** Reads no more of its output; `closed` follows. */
	abandonOutput(): void;
}

/** Makes processes, each the leader of a group of its own, without input. */
export interface Spawner extends Disposable {
	spawn(order: ProcessOrder, listener: ProcessListener): JobProcess;
}
