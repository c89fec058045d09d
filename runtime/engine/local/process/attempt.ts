import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { JobError, ProcessIdentity, Report, ResourceUsage } from "@dagwright/core";
import type { Launch } from "../../job-types/launch.ts";
import type { StartCommand, StopCommand } from "../../ports.ts";
import type { AttemptLog } from "./attempt-log.ts";
import { identify } from "./identity.ts";
import { endTree, killTree, type TreeKey } from "./process-tree.ts";
import type { JobProcess, ProcessExit, Spawner } from "./spawner.ts";
import { UsageMeter, type UsageSample } from "./usage.ts";

/** ms that output may keep coming after the process ended, before what still holds it open is ended as well. */
const OUTPUT_GRACE = 100;
/** ms that processes get which a job left behind. */
const LEFTOVER_GRACE = 2_000;

/** What an attempt needs besides its command. */
export interface AttemptParts {
	readonly marker: string;
	readonly log: AttemptLog;
	readonly spawner: Spawner;
	/** ms between SIGTERM and SIGKILL. */
	readonly grace: number;
	readonly running: (process: ProcessIdentity) => void;
	/** Called once, when no process of the attempt is left and its output is closed. */
	readonly ended: (end: ProcessEnd) => void;
}

/** How the process of an attempt ended. */
export type ProcessEnd = {
	readonly usage: ResourceUsage;
	/** Processes that outlived the main one and were ended. */
	readonly left: number;
} & Ending;

type Ending =
	| { readonly how: "exited"; readonly code: number }
	| { readonly how: "signalled"; readonly signal: string }
	| { readonly how: "stopped"; readonly reason: StopCommand["reason"] }
	| { readonly how: "killed" }
	/** `cause`: the error of the system, where one was caught. */
	| { readonly how: "not_started"; readonly message: string; readonly cause: unknown };

/** One process with its tree, from spawn until nothing of it is left. */
export class Attempt {
	readonly #parts: AttemptParts;
	readonly #meter = new UsageMeter();
	#process: JobProcess | undefined;
	/** Nobody is left who could tell how it ends. */
	#lost = false;
	#stopping: StopCommand["reason"] | "kill" | undefined;
	#endings = 0;
	#exit: ProcessExit | undefined;
	#introduced = false;
	#closed = false;
	#checked = false;
	#left = 0;
	#over = false;

	constructor(parts: AttemptParts) {
		this.#parts = parts;
	}

	/** Ends an attempt whose process was never made. */
	refuse(message: string, cause?: unknown): void {
		this.#finish({ how: "not_started", message, cause });
	}

	/** Makes the process. */
	spawn(launch: Launch, folder: string, environment: Readonly<Record<string, string>>): void {
		if (this.#over) return;
		const { file, args } = launch;
		this.#process = this.#parts.spawner.spawn(
			{ file, args, folder, environment },
			{
				output: (stream, chunk) => this.#parts.log.write(stream, chunk),
				exited: (exit) => this.#onExit(exit),
				closed: () => this.#onClosed(),
				failed: (message, cause) => this.refuse(spawnProblem(message, folder), cause),
				lost: () => {
					this.#lost = true;
					this.kill();
				},
			},
		);
		// Elsewhere an attempt is found again only by its group, never by its mark: it is recorded at once.
		if (process.platform !== "linux") this.introduce();
	}

	/** Tells, once, who the process is; a resumed run finds also those that it was not told of, by their mark. */
	introduce(): void {
		const pid = this.#process?.pid;
		if (this.#introduced || pid === undefined || this.#exit !== undefined) return;
		this.#introduced = true;
		this.#parts.running(identify(pid) ?? { pid, started: "", host: "" });
	}

	#onClosed(): void {
		this.#closed = true;
		this.#settle();
	}

	/** Asks the whole tree to end, and after the grace makes it; the end is told by `ended`. */
	stop(reason: StopCommand["reason"]): void {
		if (this.#stopping !== undefined) return;
		this.#stopping = reason;
		if (this.#process === undefined) this.#finish({ how: "stopped", reason });
		else this.#endTree(this.#parts.grace);
	}

	/** Ends the whole tree at once. */
	kill(): void {
		this.#stopping = "kill";
		if (this.#process === undefined) this.#finish({ how: "killed" });
		else {
			if (this.#made) killTree(this.#key());
			this.#endTree(0);
		}
	}

	/** Looks at the living tree, and from now on at its output. */
	sample(): UsageSample | undefined {
		this.#process?.follow();
		const pid = this.#process?.pid;
		if (pid === undefined || this.#exit !== undefined) return undefined;
		const sample = this.#meter.sample(pid);
		if (sample !== undefined) this.#process?.seen(sample.cpuUser + sample.cpuSystem);
		return sample;
	}

	#key(): TreeKey {
		const pid = this.#process?.pid;
		return { marker: this.#parts.marker, ...(pid === undefined ? {} : { pid }) };
	}

	/** Whether there is, or was, a process: what was ordered and is not there yet must not escape its end. */
	get #made(): boolean {
		return this.#process?.pid !== undefined || this.#exit !== undefined || this.#lost || this.#over;
	}

	async #endTree(grace: number): Promise<void> {
		this.#endings++;
		while (!this.#made) await sleep(1);
		const count = await endTree(this.#key(), grace);
		this.#endings--;
		this.#left = Math.max(this.#left, count);
		this.#checked = true;
		this.#settle();
		// Nothing is left that could write; what the kernel still holds for us comes before `close`.
		setTimeout(() => this.#giveUpOutput(), OUTPUT_GRACE);
	}

	#onExit(exit: ProcessExit): void {
		this.#exit = exit;
		if (this.#stopping === undefined) this.#lookForLeftovers();
		this.#settle();
	}

	#lookForLeftovers(): void {
		this.#checked = true;
		if (this.#exit?.left === true) this.#endTree(Math.min(this.#parts.grace, LEFTOVER_GRACE));
		else if (!this.#closed) {
			setTimeout(() => {
				// Something that left the group still holds the output open.
				if (!this.#closed && !this.#over) this.#endTree(Math.min(this.#parts.grace, LEFTOVER_GRACE));
			}, OUTPUT_GRACE);
		}
	}

	#giveUpOutput(): void {
		if (this.#closed || this.#over) return;
		this.#process?.abandonOutput();
	}

	#settle(): void {
		if (!this.#closed || (this.#exit === undefined && !this.#lost) || !this.#checked || this.#endings > 0) return;
		const { code, signal } = this.#exit ?? { code: null, signal: null };
		if (this.#stopping === "kill") this.#finish({ how: "killed" });
		else if (this.#stopping !== undefined) this.#finish({ how: "stopped", reason: this.#stopping });
		else if (code !== null) this.#finish({ how: "exited", code });
		else this.#finish({ how: "signalled", signal: signal ?? "unknown" });
	}

	#finish(end: Ending): void {
		if (this.#over) return;
		this.#over = true;
		this.#parts.log.close();
		this.#parts.ended({ ...end, usage: this.#meter.total(this.#exit?.cpu), left: this.#left });
	}
}

/** The system says of a missing folder the same as of a missing program. */
function spawnProblem(message: string, folder: string): string {
	return existsSync(folder) ? message : `there is no folder ${folder}`;
}

/** The report of an attempt that did not succeed. */
export function failureReport(command: StartCommand, error: JobError, usage?: ResourceUsage): Report {
	const { instance, attempt } = command;
	return { type: "failed", instance, attempt, error, ...(usage === undefined ? {} : { usage }) };
}
