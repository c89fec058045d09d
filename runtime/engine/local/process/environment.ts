import { isAbsolute, join } from "node:path";
import type { Json } from "@dagwright/core";
import type { StartCommand } from "../../ports.ts";
import type { AttemptFolder } from "./attempt-folder.ts";

/** The variables of the engine that a job inherits, besides `LC_*`. */
const INHERITED = ["PATH", "HOME", "LANG", "TMPDIR", "TZ", "USER"];

/** What Windows programs need to start at all. */
const INHERITED_ON_WINDOWS = [
	"SystemRoot",
	"SystemDrive",
	"TEMP",
	"TMP",
	"PATHEXT",
	"ComSpec",
	"USERPROFILE",
	"APPDATA",
];

/**
 * Every variable that the engine itself gives a job. Later ones win over earlier ones, and all win over
 * `environment { … }`.
 */
export const engineVariables = {
	DAG_RUN: "The run's number.",
	DAG_JOB: "The job's path without instances: `sweep`.",
	DAG_INSTANCE: "The instance's path: `sweep[3]`.",
	DAG_ATTEMPT: "The number of this try, from 1.",
	DAG_ATTEMPT_ID: "Marks all processes of this attempt, so that none is left when it is stopped.",
	DAG_IDEMPOTENCY_KEY: "The same for each try of this instance, also after a resume; new in a fork.",
	DAG_PROJECT: "The project's root folder.",
	DAG_INPUT: "A JSON file with the config (without scripts) and, under `for`, the bindings of this instance.",
	DAG_OUTPUT: "Where to write the outputs, as one JSON object.",
	DAG_EVENTS:
		'Where to append progress and metrics, as JSON lines: `{"progress":0.4}`, `{"metric":"loss","value":0.3}`.',
	DAG_WORK: "An empty scratch folder, gone after the attempt.",
	DAG_ARTIFACTS: "A folder whose files are kept if the attempt succeeds.",
	"DAG_VALUE_<n>": "The value of the n-th interpolation of the script.",
	"DAG_CONFIG_<KEY>": "A config value: a file as its path, text as it is, anything else as JSON; left out above 16 KB.",
	"DAG_FOR_<NAME>": "The value of a `for` variable, in the same form.",
} as const;

/** Characters above which a value is only in `$DAG_INPUT`: the system bounds a variable at 128 KB and all of them together. */
const LONGEST_VALUE = 16_384;

/** The part of a job's environment that is the same for all. */
export function baseEnvironment(from: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
	const names = process.platform === "win32" ? [...INHERITED, ...INHERITED_ON_WINDOWS] : INHERITED;
	const base: Record<string, string> = {};
	for (const [name, value] of Object.entries(from)) {
		if (value !== undefined && (names.includes(name) || name.startsWith("LC_"))) base[name] = value;
	}
	return base;
}

/** The whole environment of one attempt, except used secrets. */
export function attemptEnvironment(
	base: Readonly<Record<string, string>>,
	command: StartCommand,
	place: { readonly run: string; readonly root: string; readonly folder: AttemptFolder; readonly input: string },
): Record<string, string> {
	const environment: Record<string, string> = { ...base, ...command.environment };
	for (const key in command.config) {
		if (command.task.scripts?.[key] === undefined) put(environment, "DAG_CONFIG_", key, command.config[key]);
	}
	for (const name in command.bindings) put(environment, "DAG_FOR_", name, command.bindings[name]);
	for (const key in command.scripts) {
		command.scripts[key]?.forEach((value, index) => {
			environment[`DAG_VALUE_${index}`] = value;
		});
	}
	environment.DAG_RUN = place.run;
	environment.DAG_JOB = command.instance.replaceAll(/\[\d+\]/g, "");
	environment.DAG_INSTANCE = command.instance;
	environment.DAG_ATTEMPT = String(command.attempt);
	environment.DAG_ATTEMPT_ID = attemptMarker(command);
	environment.DAG_IDEMPOTENCY_KEY = command.idempotency_key;
	environment.DAG_PROJECT = place.root;
	environment.DAG_INPUT = place.input;
	environment.DAG_OUTPUT = place.folder.output;
	environment.DAG_EVENTS = place.folder.events;
	environment.DAG_WORK = place.folder.work;
	environment.DAG_ARTIFACTS = place.folder.artifacts;
	return environment;
}

/** What tells an attempt's processes from all others on the machine, also those of other runs and projects. */
export function attemptMarker(command: Pick<StartCommand, "idempotency_key" | "attempt">): string {
	return `${command.idempotency_key}/${command.attempt}`;
}

/** A value as one argument or variable: a file as its path, text as it is, anything else as JSON. */
export function asText(value: Json): string {
	if (typeof value === "string") return value;
	if (value !== null && typeof value === "object" && !isList(value)) {
		if (isFile(value)) return value.path;
	}
	return JSON.stringify(value);
}

/**
 * The config with the paths of files made absolute, since a job's working folder is that of the `.dag` and not the
 * project root.
 */
export function absolutePaths(value: Json, root: string): Json {
	if (value === null || typeof value !== "object") return value;
	if (Array.isArray(value)) return value.map((item: Json) => absolutePaths(item, root));
	const copy: Record<string, Json> = {};
	for (const [key, item] of Object.entries(value)) copy[key] = absolutePaths(item, root);
	if (isFile(copy) && !isAbsolute(copy.path)) return { ...copy, path: join(root, copy.path) };
	return copy;
}

/** A file as the plan has it: its path, and once it is sealed also its hash and size. */
function isFile(value: Readonly<Record<string, Json>>): value is { readonly path: string } {
	return typeof value.path === "string" && Object.keys(value).every((key) => FILE_FIELDS.has(key));
}

function isList(value: Json): value is readonly Json[] {
	return Array.isArray(value);
}

const FILE_FIELDS = new Set(["path", "sha256", "bytes"]);

function put(environment: Record<string, string>, prefix: string, name: string, value: Json | undefined): void {
	if (value === undefined || value === null) return;
	const text = asText(value);
	if (text.length <= LONGEST_VALUE) environment[prefix + name.toUpperCase()] = text;
}
