import type { JobProcess, ProcessExit, ProcessOrder, Spawner } from "../../runtime/engine/local/process/spawner.ts";

/** What one process said and how it ended. */
export interface Told {
	stdout: string;
	stderr: string;
	exit?: ProcessExit;
	failure?: string;
	lost?: true;
}

export interface Watched {
	readonly process: JobProcess;
	readonly told: Told;
	/** Resolves when it failed or was lost, or has ended and nobody can write any more. */
	readonly end: Promise<Told>;
}

/** Has a process made and keeps what is heard of it. */
export function watchProcess(spawner: Spawner, order: ProcessOrder): Watched {
	const told: Told = { stdout: "", stderr: "" };
	let resolve: (told: Told) => void = () => undefined;
	const end = new Promise<Told>((resolved) => {
		resolve = resolved;
	});
	let closed = false;
	const settle = () => {
		if (closed && told.exit !== undefined) resolve(told);
	};
	const process = spawner.spawn(order, {
		output: (stream, chunk) => {
			told[stream] += chunk.toString();
		},
		exited: (exit) => {
			told.exit = exit;
			settle();
		},
		closed: () => {
			closed = true;
			settle();
		},
		failed: (message) => {
			told.failure = message;
			resolve(told);
		},
		lost: () => {
			told.lost = true;
			resolve(told);
		},
	});
	return { process, told, end };
}
