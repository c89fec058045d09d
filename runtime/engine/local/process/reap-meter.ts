import { closeSync, openSync, readSync } from "node:fs";
import { type CpuTime, ReapedCpu } from "./cpu-time.ts";

/** An exit that waits for its share. */
export interface Exit {
	/** CPU ms when the process was last looked at. */
	readonly seen: number;
	readonly done: (cpu: CpuTime | undefined) => void;
}

/**
 * Tells each exit its CPU time from the growth of what the system charges this process for its reaped children
 * (`cutime` and `cstime` in `/proc/self/stat`). Node reaps all that ended in one go and then calls back for each, so
 * exits of one turn of the event loop share the growth: by what was last seen of each, else evenly.
 */
export class ReapMeter implements Disposable {
	#descriptor: number | undefined;
	readonly #buffer = Buffer.alloc(1024);
	readonly #reaped = new ReapedCpu();
	#waiting: Exit[] = [];

	constructor() {
		if (process.platform !== "linux") return;
		this.#descriptor = openSync("/proc/self/stat", "r");
		this.#grown();
	}

	/** Call from within the `exit` callback. */
	exited(exit: Exit): void {
		if (this.#waiting.push(exit) === 1) setImmediate(() => this.#share());
	}

	[Symbol.dispose](): void {
		if (this.#descriptor !== undefined) closeSync(this.#descriptor);
		this.#descriptor = undefined;
	}

	#share(): void {
		const exits = this.#waiting;
		this.#waiting = [];
		const grown = this.#grown();
		const seen = exits.reduce((sum, exit) => sum + exit.seen, 0);
		for (const { seen: own, done } of exits) {
			if (grown === undefined) done(undefined);
			else {
				const share = exits.length === 1 ? 1 : seen === 0 ? 1 / exits.length : own / seen;
				done({ user: Math.round(grown.user * share), system: Math.round(grown.system * share) });
			}
		}
	}

	#grown(): CpuTime | undefined {
		if (this.#descriptor === undefined) return undefined;
		const length = readSync(this.#descriptor, this.#buffer, 0, this.#buffer.length, 0);
		return this.#reaped.grown(this.#buffer.toString("latin1", 0, length));
	}
}
