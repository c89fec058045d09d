import { type ChildProcess, spawn } from "node:child_process";
import { Socket } from "node:net";
import { constants } from "node:os";
import { type CpuTime, ReapedCpu } from "./cpu-time.ts";
import { readProcess } from "./identity.ts";
import type { SlotJob } from "./slot-job.ts";
import type { Reader, SlotKind, SlotPlace } from "./slot-kind.ts";
import type { SlotOutput } from "./slot-output.ts";

/** A small process that makes processes for the engine, one at a time, and tells how each ended and what it used. */
export class Slot {
	readonly kind: SlotKind;
	readonly output: SlotOutput;
	readonly #place: SlotPlace;
	readonly #read: Reader;
	readonly #gone: (unbegun: SlotJob | undefined) => void;
	readonly #child: ChildProcess;
	readonly #socket: Socket;
	#state: "starting" | "ready" | "gone" = "starting";
	#unread = "";
	#number = 0;
	readonly #reaped = new ReapedCpu();
	#job: SlotJob | undefined;

	/** @param gone is called when it takes no order any more, with the one that it never began with */
	constructor(
		kind: SlotKind,
		output: SlotOutput,
		place: Omit<SlotPlace, "pipes">,
		gone: (unbegun: SlotJob | undefined) => void,
	) {
		this.kind = kind;
		this.output = output;
		this.#place = { ...place, pipes: output.paths };
		this.#gone = gone;
		this.#read = kind.reader();
		const { file, args, environment, first } = kind.start(this.#place);
		this.#child = spawn(file, args, {
			cwd: "/",
			env: environment,
			stdio: ["ignore", "ignore", "ignore", "pipe"],
			// No terminal's Ctrl-C is to reach it.
			detached: true,
		});
		const socket = this.#child.stdio[3];
		if (!(socket instanceof Socket)) throw new Error("a slot has a socket at 3");
		this.#socket = socket;
		// That a slot is gone is told by its end.
		socket.on("error", () => socket.destroy());
		socket.setEncoding("latin1").on("data", (text: string) => this.#hear(text));
		this.#child.on("error", () => this.#leave(null));
		this.#child.on("close", (_code, signal) => this.#leave(signal));
		socket.write(first);
	}

	/** Takes the next order, once the last one is over. */
	run(job: SlotJob): void {
		this.#job = job;
		if (this.#state === "ready") this.#begin(job);
	}

	/** Lets it end after what it does now. */
	dismiss(): void {
		this.#state = "gone";
		this.#socket.destroy();
		this.#child.unref();
	}

	/** The pid of its only child; undefined before it has made one. */
	child(): number | undefined {
		const { pid } = this.#child;
		if (pid === undefined || this.#state !== "ready") return undefined;
		const children = readProcess(pid, `task/${pid}/children`);
		return children === undefined || children === "" ? undefined : Number.parseInt(children, 10);
	}

	/** What the system tells of the last job: what it left behind is the slot's own now. */
	#known(): { readonly cpu?: CpuTime; readonly left: boolean } {
		const { pid } = this.#child;
		const cpu = this.#reaped.grown(pid === undefined ? undefined : readProcess(pid, "stat"));
		return { ...(cpu && { cpu }), left: this.child() !== undefined };
	}

	#begin(job: SlotJob): void {
		this.#number++;
		try {
			this.output.open();
		} catch (error) {
			this.#job = undefined;
			job.refused(error);
			return;
		}
		this.#socket.write(this.kind.order(this.#number, job.order, this.#place));
	}

	#hear(text: string): void {
		const lines = (this.#unread + text).split("\n");
		this.#unread = lines.pop() ?? "";
		for (const line of lines) {
			if (this.#state === "gone") return;
			const news = this.#read(line);
			if (news === undefined) continue;
			if (news.what === "ready") {
				this.#state = "ready";
				if (this.#job !== undefined) this.#begin(this.#job);
			} else if (news.number !== this.#number) continue;
			else if (news.what === "failed") this.#job?.failed(news.errno);
			else this.#job?.ended({ status: news.status, ...(news.known ?? this.#known()) });
		}
	}

	#leave(signal: NodeJS.Signals | null): void {
		if (this.#state === "gone") return;
		const began = this.#state === "ready";
		this.dismiss();
		// Who ends a slot that shares its group ends the job by the same signal: as a rule it was the job.
		if (began && signal !== null && this.kind.sharesGroup) {
			this.#job?.ended({ status: constants.signals[signal], left: true });
		} else if (began) this.#job?.lost();
		this.#gone(began ? undefined : this.#job);
	}
}
