import type { Json, RunEvent } from "@dagwright/core";
import { nearestName } from "@dagwright/core/expression";
import {
	type Baseline,
	BaselineProblem,
	baselineHistory,
	baselineNames,
	type Metrics,
	readBaseline,
	readRun,
	storeBaseline,
} from "@dagwright/engine";
import { CommandFailure } from "../failure.ts";
import { currentRoot } from "../project/project.ts";
import { findRun } from "../run/find-run.ts";
import { userName } from "../run/user-name.ts";
import { formatClock } from "../terminal/quantity.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface BaselineOptions {
	/** A run, whose job measured the metrics. */
	readonly from?: string;
	/** NAME=VALUE each. */
	readonly metric?: readonly string[];
	readonly json?: true;
}

/** `dag baseline`: what the project's regression gates compare with. */
export function baseline(
	terminal: Terminal,
	action: string,
	name: string | undefined,
	job: string | undefined,
	options: BaselineOptions,
): void {
	try {
		if (action === "list") list(terminal, options);
		else if (name === undefined) {
			throw new CommandFailure("usage", "baseline-name", `dag baseline ${action} needs the name of a baseline`, {
				next: "dag baseline list shows the names",
			});
		} else if (action === "show") show(terminal, name, options);
		else set(terminal, name, job, options);
	} catch (error) {
		if (error instanceof BaselineProblem) throw new CommandFailure("input", "baseline", error.message);
		throw error;
	}
}

function list(terminal: Terminal, options: BaselineOptions): void {
	const root = currentRoot(terminal.cwd);
	const baselines = baselineNames(root).flatMap((name) => readBaseline(root, name) ?? []);
	if (options.json === true) terminal.out.write(`${JSON.stringify(baselines)}\n`);
	else if (baselines.length === 0) {
		terminal.out.write("This project has no baselines yet. dag baseline set NAME --from RUN JOB stores one.\n");
	} else for (const each of baselines) terminal.out.write(`${terminal.out.style.bold(each.name)}  ${line(each)}\n`);
}

function show(terminal: Terminal, name: string, options: BaselineOptions): void {
	const root = currentRoot(terminal.cwd);
	const history = baselineHistory(root, name).toReversed();
	if (history.length === 0) {
		const near = nearestName(name, baselineNames(root));
		throw new CommandFailure("input", "unknown-baseline", `there is no baseline ${name} in this project`, {
			next: near === undefined ? `dag baseline set ${name} --from RUN JOB stores one` : `did you mean ${near}?`,
		});
	}
	if (options.json === true) terminal.out.write(`${JSON.stringify(history)}\n`);
	else for (const each of history) terminal.out.write(`${line(each)}\n`);
}

function set(terminal: Terminal, name: string, job: string | undefined, options: BaselineOptions): void {
	const root = currentRoot(terminal.cwd);
	const { from, metric } = options;
	if ((from === undefined) === (metric === undefined)) {
		throw new CommandFailure("usage", "baseline-source", "dag baseline set takes its metrics from a run, or as given", {
			next: [`dag baseline set ${name} --from RUN JOB`, `dag baseline set ${name} --metric accuracy=0.9`],
		});
	}
	const by = userName("unknown");
	const stored =
		from === undefined
			? { metrics: Object.fromEntries((metric ?? []).map(readMetric)), by }
			: { ...measured(terminal, from, job), by };
	const made = storeBaseline(root, name, stored, Date.now());
	if (options.json === true) terminal.out.write(`${JSON.stringify(made)}\n`);
	else terminal.out.write(`${terminal.out.style.bold(name)}  ${line(made)}\n`);
}

function readMetric(text: string): readonly [string, number] {
	const [, name, value] = /^([^=\s]+)=(.+)$/.exec(text) ?? [];
	if (name !== undefined && value !== undefined && value.trim() !== "" && Number.isFinite(Number(value))) {
		return [name, Number(value)];
	}
	throw new CommandFailure("usage", "baseline-metric", `--metric ${text} is no metric`, {
		next: "write a name and a number, such as --metric accuracy=0.9",
	});
}

/** The metrics that a job of a run gave as its output. */
function measured(terminal: Terminal, given: string, job: string | undefined) {
	const { root, run } = findRun(terminal, given);
	const found = metricsOf(readRun(root, run).events);
	const there = [...found.keys()];
	const listed = there.length === 0 ? "no job of it has metrics" : `these have metrics: ${there.join(", ")}`;
	if (job === undefined) {
		throw new CommandFailure("usage", "baseline-job", "--from needs the job whose metrics are taken", { next: listed });
	}
	const metrics = found.get(job);
	if (metrics !== undefined) return { metrics, run, job };
	throw new CommandFailure("input", "no-metrics", `in run ${run} there are no metrics of ${job}`, { next: listed });
}

function metricsOf(events: readonly RunEvent[]): ReadonlyMap<string, Metrics> {
	const found = new Map<string, Metrics>();
	for (const event of events) {
		if (event.type !== "attempt.succeeded") continue;
		const metrics = metricsIn(event.outputs);
		if (metrics !== undefined) found.set(event.instance, metrics);
	}
	return found;
}

function metricsIn(outputs: Json): Metrics | undefined {
	if (outputs === null || typeof outputs !== "object" || !("metrics" in outputs)) return undefined;
	const { metrics } = outputs;
	if (metrics === null || typeof metrics !== "object" || Array.isArray(metrics)) return undefined;
	const values = Object.entries(metrics as Readonly<Record<string, Json>>);
	const numbers = values.flatMap(([name, value]) => (typeof value === "number" ? [[name, value] as const] : []));
	return numbers.length > 0 && numbers.length === values.length ? Object.fromEntries(numbers) : undefined;
}

function line({ version, metrics, at, by, run, job }: Baseline): string {
	const values = Object.entries(metrics).map(([name, value]) => `${name} ${Number(value.toPrecision(6))}`);
	const source = run === undefined ? "" : `  from run ${run} ${job ?? ""}`;
	const time = Date.parse(at);
	const when = Number.isNaN(time) ? "" : `  ${formatClock(time, true)}`;
	return `version ${version}  ${values.join(", ")}${source.trimEnd()}${by === "" ? "" : `  by ${by}`}${when}`;
}
