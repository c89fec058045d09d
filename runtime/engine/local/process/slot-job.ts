import { constants } from "node:os";
import { errorText } from "../../user-error.ts";
import type { CpuTime } from "./cpu-time.ts";
import type { SlotOutput } from "./slot-output.ts";
import type { JobProcess, ProcessListener, ProcessOrder, Spawner } from "./spawner.ts";

/** How a process ended. */
export interface SlotReport {
	/** As wait(2) has it. */
	readonly status: number;
	/** Absent if the slot ended with it. */
	readonly cpu?: CpuTime;
	/** Absent if it was never asked for and the slot does not tell. */
	readonly pid?: number;
	/** Whether processes are left that it has begun. */
	readonly left: boolean;
}

/** What a job needs of its slot. */
interface SlotParts {
	readonly output: SlotOutput;
	/** The pid of the process that it has made last, while it runs. */
	child(): number | undefined;
}

/** One process that a slot was ordered to make, from the order until nobody can write to its output. */
export class SlotJob implements JobProcess {
	readonly order: ProcessOrder;
	readonly #listener: ProcessListener;
	readonly #output: SlotOutput;
	readonly #child: () => number | undefined;
	#pid: number | undefined;
	#left = false;
	#problem: string | undefined;
	#ended = false;
	#following = false;
	#closed = false;
	#abandoned = false;
	#elsewhere: JobProcess | undefined;
	readonly #over: (clean: boolean) => void;

	/** @param over is called once nothing of it is left in the slot; `clean` unless something of it may still live */
	constructor(order: ProcessOrder, listener: ProcessListener, slot: SlotParts, over: (clean: boolean) => void) {
		this.order = order;
		this.#listener = listener;
		this.#output = slot.output;
		this.#child = () => slot.child();
		this.#over = over;
	}

	/** Lets another make the process, which the slot never began with. */
	move(spawner: Spawner): void {
		this.#elsewhere = spawner.spawn(this.order, this.#listener);
	}

	get pid(): number | undefined {
		this.#pid ??= this.#elsewhere === undefined ? this.#child() : this.#elsewhere.pid;
		return this.#pid;
	}

	/** @param errno of the call that failed */
	failed(errno: number): void {
		this.#problem = `spawn ${this.order.file} ${errorNames.get(errno) ?? `error ${errno}`}`;
	}

	/** The slot can't begin with it, and begins with no other. */
	refused(cause: unknown): void {
		this.#ended = true;
		this.#over(false);
		queueMicrotask(() => this.#listener.failed(errorText(cause), cause));
	}

	/** The process has ended as the slot says. */
	ended({ status, cpu, pid, left }: SlotReport): void {
		// A slot that dies idle tells its last job once more.
		if (this.#ended) return;
		if (this.#problem !== undefined) {
			this.#ended = true;
			this.#closed ||= !this.#following;
			this.#settle();
			this.#listener.failed(this.#problem);
			return;
		}
		this.#pid ??= pid;
		this.#left = left;
		if (!this.#following) {
			if (this.#drain()) this.#close();
			else this.#follow();
		}
		const signal = status & 127;
		const how = signal === 0 ? { code: status >> 8, signal: null } : { code: null, signal: signalName(signal) };
		this.#listener.exited({ ...how, ...(cpu === undefined ? {} : { cpu }), left });
		this.#ended = true;
		this.#settle();
	}

	/** The slot is gone. */
	lost(): void {
		if (this.#ended) return;
		this.#ended = true;
		if (this.#problem !== undefined) {
			this.#listener.failed(this.#problem);
			return;
		}
		if (!this.#following) {
			this.#drain();
			this.#follow();
		}
		this.#listener.lost();
	}

	follow(): void {
		this.#elsewhere?.follow();
		// Before it has started nobody could write, and its output would seem to be over.
		if (!this.#following && !this.#ended && this.pid !== undefined) this.#follow();
	}

	seen(cpu: number): void {
		this.#elsewhere?.seen(cpu);
	}

	abandonOutput(): void {
		this.#elsewhere?.abandonOutput();
		this.#abandoned = true;
		this.#output.abandon();
	}

	#drain(): boolean {
		return this.#output.drain((stream, chunk) => this.#listener.output(stream, chunk));
	}

	#follow(): void {
		this.#following = true;
		this.#output.follow(
			(stream, chunk) => this.#listener.output(stream, chunk),
			() => this.#close(),
		);
	}

	#close(): void {
		this.#closed = true;
		this.#listener.closed();
		this.#settle();
	}

	#settle(): void {
		if (this.#closed && this.#ended) this.#over(!this.#abandoned && !this.#left);
	}
}

/** Of two names for one number the first, as the system says it: EAGAIN and not EWOULDBLOCK. */
const errorNames = new Map(
	Object.entries(constants.errno)
		.reverse()
		.map(([name, number]) => [number, name]),
);
const signalNames = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]));

function signalName(number: number): string {
	return signalNames.get(number) ?? `signal ${number}`;
}
