import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { decodeRunStreamLine, type RunStreamLine } from "@dagwright/protocol";

/** How to start the command line that lies in the extension. */
export interface CommandLine {
	/** Absolute path of `dag.mjs`. */
	readonly program: string;
	/** VS Code's own Node: `process.execPath` of the extension host. */
	readonly node: string;
}

export interface RunProcessListener {
	line(line: RunStreamLine): void;
	/** What the process said that is no line of the stream: refused lines and its error output. */
	said(text: string): void;
	/** The end, once, after the last line. */
	ended(code: number | null, signal: NodeJS.Signals | null): void;
}

/** A `dag run --json` or `dag resume --json` under way. */
export interface RunProcess {
	/** Asks once for a pause into a resumable state, as Ctrl-C does. */
	interrupt(): void;
}

/** Starts `dag` in a folder and reads the lines of its stream. */
export function startRunProcess(
	commandLine: CommandLine,
	args: readonly string[],
	folder: string,
	listener: RunProcessListener,
): RunProcess {
	const child = startDag(commandLine, args, folder);
	let closed = false;
	const end = (code: number | null, signal: NodeJS.Signals | null) => {
		if (closed) return;
		closed = true;
		listener.ended(code, signal);
	};
	if (child.stdout) {
		createInterface({ input: child.stdout }).on("line", (text) => {
			if (text.trim() === "") return;
			const decoded = decodeRunStreamLine(text);
			if (decoded.ok) listener.line(decoded.value);
			else listener.said(`A line of the run was not understood (${decoded.problem}): ${text.slice(0, 200)}`);
		});
	}
	if (child.stderr) createInterface({ input: child.stderr }).on("line", (text) => listener.said(text));
	child.once("error", (error) => {
		listener.said(`dag could not start: ${error.message}`);
		end(null, null);
	});
	// `close` comes after the last line of both streams.
	child.once("close", end);
	return { interrupt: () => child.kill("SIGINT") };
}

/** Runs `dag` to its end and returns what it printed. */
export function askDag(
	commandLine: CommandLine,
	args: readonly string[],
	folder: string,
): Promise<{ readonly code: number | null; readonly output: string; readonly errors: string }> {
	return new Promise((resolve) => {
		const child = startDag(commandLine, args, folder);
		let output = "";
		let errors = "";
		child.stdout?.setEncoding("utf8").on("data", (text: string) => {
			output += text;
		});
		child.stderr?.setEncoding("utf8").on("data", (text: string) => {
			errors += text;
		});
		child.once("error", (error) => resolve({ code: null, output, errors: error.message }));
		child.once("close", (code) => resolve({ code, output, errors }));
	});
}

function startDag({ node, program }: CommandLine, args: readonly string[], folder: string): ChildProcess {
	return spawn(node, [program, ...args], {
		cwd: folder,
		env: { ...process.env, ELECTRON_RUN_AS_NODE: "1", NO_COLOR: "1" },
		stdio: ["ignore", "pipe", "pipe"],
		windowsHide: true,
	});
}
