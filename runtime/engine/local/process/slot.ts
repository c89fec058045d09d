import { type ChildProcess, spawn } from "node:child_process";
import { Socket } from "node:net";
import { findProgram } from "./find-program.ts";
import { readProcess } from "./identity.ts";
import type { SlotJob } from "./slot-job.ts";
import type { SlotOutput } from "./slot-output.ts";
import { slotProgram } from "./slot-program.ts";
import type { ProcessOrder } from "./spawner.ts";

/**
 * A small process that makes processes for the engine, one at a time. Node's `spawn` forks the engine with all its
 * memory; this forks 5 MB, and tells exactly how each process ended and what it used.
 */
export class Slot {
	readonly output: SlotOutput;
	readonly #base: Readonly<Record<string, string>>;
	readonly #gone: (unbegun: SlotJob | undefined) => void;
	readonly #child: ChildProcess;
	readonly #socket: Socket;
	#state: "starting" | "ready" | "gone" = "starting";
	#unread = "";
	#number = 0;
	#job: SlotJob | undefined;

	/**
	 * @param base the environment that all jobs share
	 * @param gone is called when it takes no order any more, with the one that it never began with
	 */
	constructor(
		output: SlotOutput,
		base: Readonly<Record<string, string>>,
		gone: (unbegun: SlotJob | undefined) => void,
	) {
		this.output = output;
		this.#base = base;
		this.#gone = gone;
		const { stdout, stderr } = output.paths;
		this.#child = spawn(findProgram("perl", base.PATH), ["-e", slotProgram, stdout, stderr], {
			cwd: "/",
			// What jobs share comes with the first frame: here it would only slow Perl down, or make it complain.
			env: { PATH: base.PATH ?? "", LC_ALL: "C" },
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
		this.#child.on("error", () => this.#leave());
		this.#child.on("close", () => this.#leave());
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

	#begin(job: SlotJob): void {
		this.#number++;
		try {
			this.output.open();
		} catch (error) {
			this.#job = undefined;
			job.refused(error);
			return;
		}
		this.#socket.write(frameOf(this.#number, job.order, this.#base));
	}

	#hear(text: string): void {
		const lines = (this.#unread + text).split("\n");
		this.#unread = lines.pop() ?? "";
		for (const line of lines) {
			if (this.#state === "gone") return;
			const [what, number, ...numbers] = line.split(" ");
			const [first = 0, user = 0, system = 0, pid = 0, left] = numbers.map(Number);
			if (what === "ready") {
				this.#state = "ready";
				this.#socket.write(frame(Object.entries(this.#base).flat()));
				if (this.#job !== undefined) this.#begin(this.#job);
			} else if (Number(number) !== this.#number) continue;
			else if (what === "failed") this.#job?.failed(first);
			else this.#job?.ended({ status: first, cpu: { user, system }, pid, left: left === 1 });
		}
	}

	#leave(): void {
		if (this.#state === "gone") return;
		const began = this.#state === "ready";
		this.dismiss();
		if (began) this.#job?.lost();
		this.#gone(began ? undefined : this.#job);
	}
}

/** The frame of an order, as the slot's program reads it. */
function frameOf(number: number, order: ProcessOrder, base: Readonly<Record<string, string>>): Buffer {
	const { file, args, folder, environment } = order;
	const program = findProgram(file, environment.PATH);
	const fields = [String(number), folder, program, String(args.length + 1), file, ...args];
	for (const name in environment) {
		const value = environment[name];
		if (value !== undefined && value !== base[name]) fields.push(name, value);
	}
	return frame(fields);
}

function frame(fields: readonly string[]): Buffer {
	const text = fields.join("\0");
	const size = Buffer.byteLength(text);
	const bytes = Buffer.allocUnsafe(4 + size);
	bytes.writeUInt32BE(size);
	bytes.write(text, 4);
	return bytes;
}
