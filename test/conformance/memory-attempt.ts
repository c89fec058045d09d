import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { due, Json, JsonObject, ParamValues, Report, TaskPlan } from "@dagwright/core";
import { adoptValue } from "@dagwright/core/expression";
import { FileProblem, seal } from "./sealed-files.ts";

type Command = ReturnType<typeof due>["commands"][number];
export type StartCommand = Extract<Command, { type: "start" }>;

/** Why an attempt is stopped. `lost`: with its engine, which hears nothing of it any more. */
export type StopReason = Extract<Command, { type: "stop" }>["reason"] | "lost";

/** Where attempts work: below the project's folder. */
export interface Workplace {
	readonly run: string;
	/** Absolute: the project's folder. */
	readonly root: string;
	/** Absolute: what is sealed. */
	readonly artifacts: string;
	readonly secrets: Readonly<Record<string, string>>;
}

/** Bytes of `$DAG_OUTPUT` that may be outputs. */
const LARGEST_OUTPUT = 262_144;

/** Runs one attempt of a `shell` job, with the contract that jobs have with every host, and says how it ended. */
export async function attempt(command: StartCommand, stop: AbortSignal, place: Workplace): Promise<Report> {
	const { instance, attempt: number, task } = command;
	const folder = mkdtempSync(join(place.root, "attempt-"));
	const failed = (kind: "secret" | "timeout" | "output", message: string): Report => {
		return { type: "failed", instance, attempt: number, error: { kind, message } };
	};
	try {
		const environment = prepare(command, folder, place);
		if (environment === undefined) return failed("secret", "a secret is missing");
		const cwd = join(place.root, command.folder);
		const { code, stdout } = await shell(task.scripts?.["run"]?.text ?? "", stop, cwd, environment);
		if (stop.reason === "timeout") return failed("timeout", "out of time");
		if (stop.aborted) return { type: "cancelled", instance, attempt: number };
		if (code !== 0) {
			const error = { kind: "exit", message: `exit code ${code}`, exit_code: code } as const;
			return { type: "failed", instance, attempt: number, error };
		}
		const { outputs, warnings } = outputsOf(task, folder, place.artifacts, stdout);
		return { type: "succeeded", instance, attempt: number, outputs, ...(warnings.length > 0 && { warnings }) };
	} catch (error) {
		if (error instanceof FileProblem || error instanceof OutputProblem) return failed("output", error.message);
		throw error;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Why what an attempt wrote is no output. */
class OutputProblem extends Error {}

/** The environment of an attempt, and its files; undefined if a secret is missing. */
function prepare(command: StartCommand, folder: string, place: Workplace): NodeJS.ProcessEnv | undefined {
	const { task, instance, bindings, config } = command;
	const used: Record<string, string> = {};
	for (const { secret, as } of task.policies.uses ?? []) {
		const value = place.secrets[secret];
		if (value === undefined) return undefined;
		used[as] = value;
	}
	for (const name of ["work", "artifacts"]) mkdirSync(join(folder, name));
	const settings = Object.fromEntries(Object.entries(config).filter(([key]) => task.scripts?.[key] === undefined));
	const given = Object.keys(bindings).length > 0 ? { ...settings, for: bindings } : settings;
	writeFileSync(join(folder, "events.ndjson"), "");
	writeFileSync(join(folder, "input.json"), JSON.stringify(given));
	return {
		PATH: process.env["PATH"],
		...command.environment,
		...variables("DAG_CONFIG_", settings),
		...variables("DAG_FOR_", bindings),
		...Object.fromEntries((command.scripts["run"] ?? []).map((value, index) => [`DAG_VALUE_${index}`, value])),
		DAG_OUTPUT: join(folder, "output.json"),
		DAG_EVENTS: join(folder, "events.ndjson"),
		DAG_INPUT: join(folder, "input.json"),
		DAG_WORK: join(folder, "work"),
		DAG_ARTIFACTS: join(folder, "artifacts"),
		DAG_PROJECT: place.root,
		DAG_RUN: place.run,
		DAG_JOB: instance.replaceAll(/\[\d+\]/g, ""),
		DAG_INSTANCE: instance,
		DAG_ATTEMPT: String(command.attempt),
		DAG_IDEMPOTENCY_KEY: command.idempotency_key,
		...used,
	};
}

function variables(prefix: string, values: ParamValues): Readonly<Record<string, string>> {
	return Object.fromEntries(
		Object.entries(values).map(([name, value]) => [
			prefix + name.toUpperCase(),
			typeof value === "string" ? value : JSON.stringify(value),
		]),
	);
}

/** What the attempt left as its outputs: declared ones, null for an optional one that is missing, a warning for others. */
function outputsOf(
	task: TaskPlan,
	folder: string,
	artifacts: string,
	stdout: string,
): { readonly outputs: JsonObject; readonly warnings: readonly string[] } {
	const written = readOutput(join(folder, "output.json"));
	const fields = task.outputs.kind === "record" ? task.outputs.fields : {};
	const own: JsonObject = {
		exit_code: 0,
		...(task.reads_stdout && { stdout }),
		...metricsOf(readFileSync(join(folder, "events.ndjson"), "utf8")),
	};
	const outputs: Record<string, Json> = task.declared ? {} : { ...own };
	const given: JsonObject = { ...own, ...(task.declared && written) };
	for (const [name, type] of Object.entries(fields)) {
		const value = adoptValue(seal(given[name] ?? null, type, join(folder, "artifacts"), artifacts), type);
		if (!value.ok) throw new OutputProblem(`the output ${name} ${value.problem}`);
		outputs[name] = value.value;
	}
	const extra = Object.keys(written).filter((name) => !task.declared || !Object.hasOwn(fields, name));
	return { outputs, warnings: extra.map((name) => `${name} is not declared`) };
}

function readOutput(path: string): JsonObject {
	if (!existsSync(path)) return {};
	if (statSync(path).size > LARGEST_OUTPUT) throw new OutputProblem("the outputs are too large: write a file");
	const text = readFileSync(path, "utf8");
	if (text.trim() === "") return {};
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		if (error instanceof SyntaxError) throw new OutputProblem("the outputs are not JSON");
		throw error;
	}
	if (value === null || typeof value !== "object" || Array.isArray(value)) throw new OutputProblem("no JSON object");
	return value as JsonObject;
}

function metricsOf(lines: string): { readonly metrics?: JsonObject } {
	const metrics: Record<string, Json> = {};
	for (const line of lines.split("\n").filter(Boolean)) {
		const entry = JSON.parse(line) as JsonObject;
		if (typeof entry["metric"] === "string") metrics[entry["metric"]] = entry["value"] ?? null;
	}
	return Object.keys(metrics).length === 0 ? {} : { metrics };
}

function shell(
	script: string,
	signal: AbortSignal,
	cwd: string,
	env: NodeJS.ProcessEnv,
): Promise<{ readonly code: number; readonly stdout: string }> {
	return new Promise((resolve) => {
		execFile("sh", ["-e", "-c", script], { env, signal, cwd }, (error, stdout) => {
			resolve({ code: error === null ? 0 : typeof error.code === "number" ? error.code : 1, stdout });
		});
	});
}
