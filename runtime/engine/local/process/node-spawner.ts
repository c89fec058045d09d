import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { errorText } from "../../user-error.ts";
import { findProgram } from "./find-program.ts";
import { OutputPipes, type PipePair, readPair } from "./output-pipes.ts";
import { groupExists } from "./process-tree.ts";
import { ReapMeter } from "./reap-meter.ts";
import type { JobProcess, ProcessListener, ProcessOrder, Spawner } from "./spawner.ts";

/** Makes processes by Node's own `spawn`: everywhere possible, and on Linux three times the work of a slot. */
export class NodeSpawner implements Spawner {
	readonly #pipes: OutputPipes;
	readonly #reaped = new ReapMeter();

	/** @param folder where the named pipes of outputs are made */
	constructor(folder: string) {
		this.#pipes = new OutputPipes(folder);
	}

	spawn(order: ProcessOrder, listener: ProcessListener): JobProcess {
		const pair = this.#pipes.take();
		const process = new NodeProcess(listener, this.#pipes, this.#reaped);
		process.start(order, pair);
		return process;
	}

	[Symbol.dispose](): void {
		this.#reaped[Symbol.dispose]();
	}
}

class NodeProcess implements JobProcess {
	readonly #listener: ProcessListener;
	readonly #pipes: OutputPipes;
	readonly #reaped: ReapMeter;
	#readers: readonly (Readable | null)[] = [];
	#pid: number | undefined;
	#seen = 0;

	constructor(listener: ProcessListener, pipes: OutputPipes, reaped: ReapMeter) {
		this.#listener = listener;
		this.#pipes = pipes;
		this.#reaped = reaped;
	}

	start({ file, args, folder, environment }: ProcessOrder, pair: PipePair | undefined): void {
		let child: ChildProcess;
		try {
			child = spawn(findProgram(file, environment.PATH), args, {
				argv0: file,
				cwd: folder,
				env: environment,
				stdio: pair === undefined ? ["ignore", "pipe", "pipe"] : ["ignore", pair.stdout.write, pair.stderr.write],
				detached: true,
				windowsHide: true,
			});
		} catch (error) {
			if (pair !== undefined) this.#read(pair, () => undefined);
			const message = errorText(error);
			queueMicrotask(() => this.#listener.failed(message));
			return;
		}
		const { pid } = child;
		child.on("error", (error) => {
			if (pid === undefined) this.#listener.failed(errorText(error));
		});
		if (pid === undefined) {
			if (pair !== undefined) this.#read(pair, () => undefined);
			return;
		}
		this.#pid = pid;
		if (pair !== undefined) this.#read(pair, () => this.#listener.closed());
		else {
			child.stdout?.on("data", (chunk: Buffer) => this.#listener.output("stdout", chunk));
			child.stderr?.on("data", (chunk: Buffer) => this.#listener.output("stderr", chunk));
			child.on("close", () => this.#listener.closed());
			this.#readers = [child.stdout, child.stderr];
		}
		child.on("exit", (code, signal) => {
			this.#reaped.exited({
				seen: this.#seen,
				done: (cpu) =>
					this.#listener.exited({ code, signal, left: groupExists(pid), ...(cpu === undefined ? {} : { cpu }) }),
			});
		});
	}

	get pid(): number | undefined {
		return this.#pid;
	}

	/** It is followed from the beginning: the event loop hears of it anyhow. */
	follow(): void {}

	seen(cpu: number): void {
		this.#seen = cpu;
	}

	abandonOutput(): void {
		for (const reader of this.#readers) reader?.destroy();
	}

	#read(pair: PipePair, closed: () => void): void {
		this.#readers = readPair(
			pair,
			(stream, chunk) => this.#listener.output(stream, chunk),
			(ended) => {
				if (ended) this.#pipes.giveBack(pair);
				closed();
			},
		);
	}
}
