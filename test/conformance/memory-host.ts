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
	type RunState,
	stampFact,
} from "@dagwright/core";
import { valueFits } from "@dagwright/core/expression";
import { type ConformanceHost, type ConformanceRun, makeFolders, RequestQueue, type TimedRequest } from "./host.ts";

type Start = Extract<ReturnType<typeof due>["commands"][number], { type: "start" }>;

/** One attempt that is under way. */
interface Running {
	readonly instance: string;
	readonly attempt: number;
	readonly stop: AbortController;
	readonly ended: Promise<Report>;
}

/** Why an attempt is stopped. `lost`: with its engine, which hears nothing of it any more. */
type StopReason = "timeout" | "cancel" | "lost";

/**
 * The least that a host can be: a loop over the core with a log in memory, for `shell` jobs only. It shows that the
 * meaning lies in the core, and how little a new host has to bring.
 */
export const memoryHost: ConformanceHost = {
	name: "a loop in memory",
	async run(request) {
		const folder = mkdtempSync(join(tmpdir(), "dagwright-memory-"));
		try {
			makeFolders(request.plan, folder);
			return await new MemoryRun(request, folder).toItsEnd();
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	},
};

class MemoryRun {
	readonly #events: RunEvent[] = [];
	readonly #request: ConformanceRun;
	readonly #folder: string;
	readonly #queue: RequestQueue;
	readonly #asked: TimedRequest[] = [];
	readonly #running = new Map<string, Running>();
	#state: RunState;
	/** UTC ms of the step that is being taken: what follows from it bears its time. */
	#now = Date.now();

	constructor(request: ConformanceRun, folder: string) {
		this.#request = request;
		this.#folder = folder;
		this.#queue = new RequestQueue(request.requests);
		this.#state = emptyState(request.plan);
	}

	async toItsEnd(): Promise<readonly RunEvent[]> {
		const { plan, params, options } = this.#request;
		const created = createRun(plan, { run: "1", params, options, version: "0.0.0" });
		if (!created.ok) throw new Error(created.problem.message);
		this.#append(created.value);
		this.#attach();
		while (true) {
			this.#decide();
			if (this.#state.status === "finished" && this.#asked.length === 0) return this.#events;
			if (this.#obeyed()) continue;
			const wakeAt = this.#doWhatIsDue();
			// What was asked meanwhile comes first, and what was just started may have a deadline.
			if (wakeAt === "again" || this.#asked.length > 0) continue;
			const ends = [...this.#running.values()].map(({ ended }) => ended);
			if (this.#state.status === "paused" && ends.length === 0) {
				this.#attach();
				this.#claim({ type: "resume", by: "somebody" });
				continue;
			}
			if (ends.length === 0 && wakeAt === undefined) throw new Error("nothing runs, and nothing will");
			const report = await firstOf(ends, wakeAt);
			if (report !== undefined) this.#hear(report);
		}
	}

	#append(facts: readonly RunFact[]): void {
		for (const fact of facts) {
			const event = stampFact(fact, this.#events.length + 1, this.#now);
			this.#events.push(event);
			this.#state = apply(this.#request.plan, this.#state, event);
			this.#asked.push(...this.#queue.take(event));
		}
	}

	#claim(report: Report): boolean {
		this.#now = Date.now();
		const facts = accept(this.#request.plan, this.#state, report, this.#now);
		if (facts.ok) this.#append(facts.value);
		return facts.ok;
	}

	#attach(): void {
		const { roles } = this.#request;
		this.#claim({ type: "attached", engine: { pid: 1, started: "1", host: "memory" }, roles });
	}

	#decide(): void {
		const { plan } = this.#request;
		this.#now = Date.now();
		for (let facts = decide(plan, this.#state, this.#now); facts.length > 0; ) {
			this.#append(facts);
			facts = decide(plan, this.#state, this.#now);
		}
	}

	/** Does one thing that was asked for, if there is one. */
	#obeyed(): boolean {
		const asked = this.#asked.shift();
		if (asked === undefined) return false;
		if (typeof asked.request === "object" && "retry" in asked.request) {
			const { retry } = asked.request;
			this.#claim({ type: "retry", by: "somebody", ...(retry !== "" && { path: retry }) });
			this.#attach();
		} else if (typeof asked.request === "object") this.#claim({ type: "answer", ...asked.request });
		else if (asked.request === "pause") this.#claim({ type: "pause", by: "somebody" });
		else if (asked.request === "cancel" || asked.request === "rollback")
			this.#claim({ type: "cancel", by: "somebody", rollback: asked.request === "rollback" });
		else {
			for (const { instance, attempt, stop } of this.#running.values()) {
				stop.abort("lost" satisfies StopReason);
				this.#claim({ type: "lost", instance, attempt });
			}
			this.#running.clear();
			this.#attach();
		}
		return true;
	}

	/** When to look again: at once if something began. */
	#doWhatIsDue(): number | "again" | undefined {
		const { plan, capacity } = this.#request;
		const { commands, wakeAt } = due(plan, this.#state, Date.now(), capacity);
		let began = false;
		for (const command of commands) {
			const { id, instance, attempt: number } = command;
			if (command.type === "stop") this.#running.get(id)?.stop.abort(command.reason satisfies StopReason);
			else if (this.#claim({ type: "starting", instance, attempt: number })) {
				began = true;
				const stop = new AbortController();
				const ended = attempt(command, stop.signal, join(this.#folder, command.folder), this.#request.secrets);
				this.#running.set(id, { instance, attempt: number, stop, ended });
				const process = { pid: this.#events.length, started: "1", host: "memory" };
				this.#claim({ type: "running", instance, attempt: number, process });
			}
		}
		return began ? "again" : wakeAt;
	}

	#hear(report: Report): void {
		if (!("attempt" in report)) return;
		this.#claim(report);
		for (const [id, { instance, attempt: number }] of this.#running) {
			if (instance === report.instance && number === report.attempt) this.#running.delete(id);
		}
	}
}

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
async function attempt(
	command: Start,
	stop: AbortSignal,
	cwd: string,
	secrets: Readonly<Record<string, string>>,
): Promise<Report> {
	const { instance, attempt: number, task } = command;
	const folder = mkdtempSync(join(tmpdir(), "dagwright-memory-"));
	const failed = (error: JobError): Report => ({ type: "failed", instance, attempt: number, error });
	try {
		const environment = prepare(command, folder, secrets);
		if (environment === undefined) return failed({ kind: "secret", message: "a secret is missing" });
		const { code, stdout } = await shell(task.scripts?.["run"]?.text ?? "", stop, cwd, environment);
		if (stop.reason === "timeout") return failed({ kind: "timeout", message: "out of time" });
		if (stop.aborted) return { type: "cancelled", instance, attempt: number };
		if (code !== 0) return failed({ kind: "exit", message: `exit code ${code}`, exit_code: code });
		return outputsOf(command, folder, stdout);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** The environment of an attempt, and its files; undefined if a secret is missing. */
function prepare(
	{ task, instance, attempt: number, environment, scripts, policies, idempotency_key, config }: Start,
	folder: string,
	secrets: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> | undefined {
	const used: Record<string, string> = {};
	for (const { secret, as } of policies.uses ?? []) {
		const value = secrets[secret];
		if (value === undefined) return undefined;
		used[as] = value;
	}
	for (const name of ["work", "artifacts"]) mkdirSync(join(folder, name));
	writeFileSync(join(folder, "events.ndjson"), "");
	writeFileSync(join(folder, "input.json"), JSON.stringify(config));
	return {
		...environment,
		...Object.fromEntries((scripts["run"] ?? []).map((value, index) => [`DAG_VALUE_${index}`, value])),
		DAG_OUTPUT: join(folder, "output.json"),
		DAG_EVENTS: join(folder, "events.ndjson"),
		DAG_INPUT: join(folder, "input.json"),
		DAG_WORK: join(folder, "work"),
		DAG_ARTIFACTS: join(folder, "artifacts"),
		DAG_JOB: task.name,
		DAG_INSTANCE: instance,
		DAG_ATTEMPT: String(number),
		DAG_IDEMPOTENCY_KEY: idempotency_key,
		...used,
	};
}

/** What the attempt left as its outputs: declared ones, null for an optional one that is missing, a warning for others. */
function outputsOf({ task, instance, attempt: number }: Start, folder: string, stdout: string): Report {
	const path = join(folder, "output.json");
	const written = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as JsonObject) : {};
	const fields = task.outputs.kind === "record" ? task.outputs.fields : {};
	const outputs: Record<string, Json> = { exit_code: 0, ...(task.reads_stdout ? { stdout } : {}) };
	const given: JsonObject = { ...metricsOf(readFileSync(join(folder, "events.ndjson"), "utf8")), ...written };
	for (const [name, type] of Object.entries(fields)) {
		const value = given[name];
		if (value !== undefined) outputs[name] = value;
		else if (type.kind === "optional") outputs[name] = null;
	}
	const problem = valueFits(outputs, task.outputs);
	if (problem !== undefined) {
		return { type: "failed", instance, attempt: number, error: { kind: "output", message: problem } };
	}
	const extra = Object.keys(written).filter((name) => !task.declared || !Object.hasOwn(fields, name));
	const warnings = extra.map((name) => `${name} is not declared`);
	return { type: "succeeded", instance, attempt: number, outputs, ...(warnings.length > 0 && { warnings }) };
}

function shell(
	script: string,
	signal: AbortSignal,
	cwd: string,
	environment: Readonly<Record<string, string>>,
): Promise<{ readonly code: number; readonly stdout: string }> {
	return new Promise((resolve) => {
		const env = { PATH: process.env["PATH"], ...environment };
		execFile("sh", ["-e", "-c", script], { env, signal, cwd }, (error, stdout) => {
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
