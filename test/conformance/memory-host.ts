import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
	accept,
	apply,
	createRun,
	decide,
	due,
	emptyState,
	type JobError,
	type Json,
	type JsonObject,
	type Report,
	type RunEvent,
	type RunFact,
} from "@dagwright/core";
import { valueFits } from "@dagwright/core/expression";
import type { ConformanceHost } from "./host.ts";

type Start = Extract<ReturnType<typeof due>["commands"][number], { type: "start" }>;

/**
 * The least that a host can be: a loop over the core with a log in memory, for `shell` jobs only. It shows that the
 * meaning lies in the core, and how little a new host has to bring.
 */
export const memoryHost: ConformanceHost = {
	name: "a loop in memory",
	async run({ plan, params, options }) {
		const created = createRun(plan, { run: "1", params, options, version: "0.0.0" });
		if (!created.ok) throw new Error(created.problem.message);
		const events: RunEvent[] = [];
		let state = emptyState(plan);
		const append = (facts: readonly RunFact[]) => {
			for (const fact of facts) {
				const event: RunEvent = { ...fact, seq: events.length + 1, at: Date.now() };
				events.push(event);
				state = apply(plan, state, event);
			}
		};
		const claim = (report: Report) => {
			const facts = accept(plan, state, report, Date.now());
			if (facts.ok) append(facts.value);
			return facts.ok;
		};
		append(created.value);
		claim({ type: "attached", engine: { pid: 1, started: "1", host: "memory" } });

		const running = new Map<string, { readonly stop: AbortController; readonly ended: Promise<Report> }>();
		while (state.status !== "finished") {
			for (let facts = decide(plan, state, Date.now()); facts.length > 0; facts = decide(plan, state, Date.now()))
				append(facts);
			const { commands, wakeAt } = due(plan, state, Date.now(), { slots: options.max_parallel ?? 4 });
			for (const command of commands) {
				if (command.type === "stop") running.get(command.id)?.stop.abort(command.reason);
				else if (claim({ type: "starting", instance: command.instance, attempt: command.attempt })) {
					const stop = new AbortController();
					running.set(command.id, { stop, ended: attempt(command, stop.signal) });
				}
			}
			// What was just started may have a deadline: ask again before waiting.
			if (commands.some(({ type }) => type === "start") || (running.size === 0 && wakeAt === undefined)) continue;
			const report = await firstOf(
				[...running.values()].map(({ ended }) => ended),
				wakeAt,
			);
			if (report === undefined || !("instance" in report)) continue;
			claim(report);
			for (const [id] of running) if (id.endsWith(`/${report.instance}/${report.attempt}`)) running.delete(id);
		}
		return events;
	},
};

/** The first report, or undefined once it is time to look again. */
async function firstOf(reports: readonly Promise<Report>[], wakeAt: number | undefined): Promise<Report | undefined> {
	if (wakeAt === undefined) return Promise.race(reports);
	let timer: NodeJS.Timeout | undefined;
	const time = new Promise<undefined>((resolve) => {
		timer = setTimeout(() => resolve(undefined), Math.max(0, wakeAt - Date.now()));
	});
	return Promise.race([...reports, time]).finally(() => clearTimeout(timer));
}

/** Runs one attempt of a shell job and says how it ended. */
async function attempt(command: Start, stop: AbortSignal): Promise<Report> {
	const { instance, attempt: number, task } = command;
	const folder = mkdtempSync(join(tmpdir(), "dagwright-memory-"));
	const [work, output, events] = ["work", "output.json", "events.ndjson"].map((name) => join(folder, name)) as [
		string,
		string,
		string,
	];
	mkdirSync(work);
	writeFileSync(events, "");
	try {
		const { code, stdout } = await shell(task.scripts?.["run"]?.text ?? "", stop, {
			...command.environment,
			...Object.fromEntries((command.scripts["run"] ?? []).map((value, index) => [`DAG_VALUE_${index}`, value])),
			DAG_OUTPUT: output,
			DAG_EVENTS: events,
			DAG_WORK: work,
			DAG_JOB: task.name,
			DAG_ATTEMPT: String(number),
		});
		const failed = (error: JobError): Report => ({ type: "failed", instance, attempt: number, error });
		if (stop.reason === "timeout") return failed({ kind: "timeout", message: "out of time" });
		if (stop.aborted) return { type: "cancelled", instance, attempt: number };
		if (code !== 0) return failed({ kind: "exit", message: `exit code ${code}`, exit_code: code });
		const outputs: Json = {
			exit_code: 0,
			...(task.reads_stdout ? { stdout: stdout } : {}),
			...metricsOf(readFileSync(events, "utf8")),
			...(existsSync(output) ? (JSON.parse(readFileSync(output, "utf8")) as JsonObject) : {}),
		};
		const problem = valueFits(outputs, task.outputs);
		if (problem !== undefined) return failed({ kind: "output", message: problem });
		return { type: "succeeded", instance, attempt: number, outputs };
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function shell(
	script: string,
	signal: AbortSignal,
	environment: Readonly<Record<string, string>>,
): Promise<{ readonly code: number; readonly stdout: string }> {
	return new Promise((resolve) => {
		const env = { PATH: process.env["PATH"], ...environment };
		execFile("sh", ["-e", "-c", script], { env, signal }, (error, stdout) => {
			resolve({ code: error === null ? 0 : typeof error.code === "number" ? error.code : 1, stdout });
		});
	});
}

function metricsOf(lines: string): { readonly metrics?: JsonObject } {
	const metrics: Record<string, Json> = {};
	for (const line of lines.split("\n").filter(Boolean)) {
		const entry = JSON.parse(line) as JsonObject;
		if (typeof entry["metric"] === "string") metrics[entry["metric"]] = entry["value"] ?? null;
	}
	return Object.keys(metrics).length === 0 ? {} : { metrics };
}
