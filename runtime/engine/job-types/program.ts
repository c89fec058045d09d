import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * What the programs of job types share: they talk to the engine by the process contract like any other job, each in a
 * process of its own. Nothing here imports the engine, so that a program starts fast.
 */

/**
 * What is wrong with what the job was given, or its verdict: its message becomes the job's error, without a stack. Such a
 * job is not tried again, as it would come to the same.
 */
export class Problem extends Error {}

/** A problem that may have passed by the next try. */
export class PassingProblem extends Problem {}

/** ms between two reports of progress: more often nobody sees it. */
const REPORT_INTERVAL = 100;

/**
 * Runs a program: hands it the config of `$DAG_INPUT`, writes what it returns to `$DAG_OUTPUT`, and tells a problem in
 * `$DAG_EVENTS` and the log. The config's shape was checked when the workflow was compiled.
 */
export async function runProgram<Config>(
	program: (config: Config) => Promise<Readonly<Record<string, unknown>>>,
): Promise<void> {
	try {
		const config = JSON.parse(readFileSync(variable("DAG_INPUT"), "utf8")) as Config;
		const outputs = await program(config);
		writeFileSync(variable("DAG_OUTPUT"), JSON.stringify(outputs));
	} catch (error) {
		if (!isForPeople(error)) throw error;
		const isFinal = error instanceof Problem && !(error instanceof PassingProblem);
		tell({ error: error.message, ...(isFinal && { retry: false }) });
		process.stderr.write(`${error.message}\n`);
		process.exitCode = 1;
	}
}

/** The value of a variable that the engine gives every job. */
export function variable(name: string): string {
	const value = process.env[name];
	if (value === undefined) throw new Problem(`$${name} is not set: this program is started by Dagwright, as a job`);
	return value;
}

/** The absolute path of an artifact of this name. */
export function artifactPath(name: string): string {
	return join(variable("DAG_ARTIFACTS"), name);
}

let reported = 0;

/** Tells how far the job is, from 0 to 1; too frequent calls are dropped. */
export function progress(fraction: number): void {
	const now = performance.now();
	if (now - reported < REPORT_INTERVAL) return;
	reported = now;
	tell({ progress: Math.min(Math.max(fraction, 0), 1) });
}

/** Tells the value of a metric at a step. */
export function metric(name: string, value: number, step: number): void {
	tell({ metric: name, value, step });
}

/** Writes a line to the job's log. */
export function say(line: string): void {
	process.stdout.write(`${line}\n`);
}

/** Adds to the log what the user should look at. */
export function warn(line: string): void {
	process.stderr.write(`warning: ${line}\n`);
}

/** A file of the config as its path. */
export function pathOf(value: string | { readonly path: string }): string {
	return typeof value === "string" ? value : value.path;
}

function tell(event: Readonly<Record<string, unknown>>): void {
	appendFileSync(variable("DAG_EVENTS"), `${JSON.stringify(event)}\n`);
}

/** Problems, and what the system refuses: a missing file, a full disk. Anything else is a bug, and shows its stack. */
function isForPeople(error: unknown): error is Error {
	return error instanceof Problem || (error instanceof Error && "syscall" in error && "code" in error);
}
