import type { ActiveRun, OverlapOptions } from "@dagwright/engine";
import { SilentExit } from "../failure.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Drives a run in its turn: shows for whom it waits, and lets Ctrl-C end the waiting. */
export async function whenItsTurn(
	terminal: Terminal,
	{ json, overlap }: { readonly json?: true; readonly overlap?: "skip" | "queue" | "allow" },
	drive: (overlap: OverlapOptions) => Promise<ActiveRun>,
): Promise<ActiveRun> {
	const stop = new AbortController();
	const interrupt = () => stop.abort();
	const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
	let waits = false;
	try {
		return await drive({
			...(overlap === undefined ? {} : { mode: overlap }),
			signal: stop.signal,
			waiting({ run, engine }) {
				// Only now: a Ctrl-C before ends the process as ever.
				if (!waits) for (const signal of signals) process.on(signal, interrupt);
				waits = true;
				if (json === true) terminal.out.write(`${JSON.stringify({ type: "waiting", run, engine })}\n`);
				else {
					const who = run === undefined ? `process ${engine.pid}` : `run ${run} (process ${engine.pid})`;
					terminal.out.write(
						terminal.out.style.dim(`Waiting for ${who} of the same workflow to end; Ctrl-C stops waiting\n`),
					);
				}
			},
		});
	} catch (error) {
		if (!stop.signal.aborted) throw error;
		if (json !== true) terminal.out.write("Stopped waiting; nothing was started.\n");
		throw new SilentExit("interrupted");
	} finally {
		for (const signal of signals) process.off(signal, interrupt);
	}
}
