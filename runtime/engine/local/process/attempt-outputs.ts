import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import type { JobError, Json, TaskPlan, Type } from "@dagwright/core";
import { adoptValue, isFileLike, mayBeNull, valueFits, withoutNull } from "@dagwright/core/expression";
import { type Artifact, ArtifactProblem, type ArtifactStore } from "../artifacts.ts";
import type { AttemptFolder } from "./attempt-folder.ts";
import { holdsSecret } from "./masking.ts";

/** Bytes of `$DAG_OUTPUT` that may be outputs. */
const LARGEST_OUTPUT = 256 * 1024;

/** What is known of an attempt whose process ended with exit code 0. */
export interface AttemptEnd {
	readonly task: TaskPlan;
	readonly folder: AttemptFolder;
	/** False if it wrote no output and no artifact, for sure. */
	readonly wrote: boolean;
	/** The outputs are the program's whole answer also without `outputs { … }` (`http`). */
	readonly strict: boolean;
	readonly stdout?: string;
	readonly metrics: Readonly<Record<string, number>>;
	/** All forms of the secrets that the job uses. */
	readonly variants: readonly Buffer[];
	readonly store: ArtifactStore;
	/** Where to list the kept artifacts, if there are any. */
	readonly manifest: string;
}

export type OutputsResult =
	| { readonly ok: true; readonly outputs: Json; readonly warnings: readonly string[] }
	| { readonly ok: false; readonly error: JobError };

/** Why the outputs are not accepted: one sentence that names the field. */
class OutputProblem extends Error {}

/** Reads, checks and completes the outputs, and seals the artifacts. */
export async function collectOutputs(end: AttemptEnd): Promise<OutputsResult> {
	try {
		const fields = end.task.outputs.kind === "record" ? end.task.outputs.fields : {};
		const written = end.wrote ? readOutput(end) : {};
		const warnings: string[] = [];
		const outputs: Record<string, Json> = {};
		const checked = end.task.declared || end.strict;
		for (const name of Object.keys(written)) {
			if (checked && Object.hasOwn(fields, name)) continue;
			warnings.push(`\`${name}\` in $DAG_OUTPUT is not a declared output`);
		}
		const given: Readonly<Record<string, Json>> = { ...ownOutputs(end), ...(checked ? written : {}) };
		for (const [name, type] of Object.entries(fields)) {
			outputs[name] = await take(name, Object.hasOwn(given, name) ? given[name] : undefined, type, end);
		}
		// Jobs that declare nothing still have what the engine knows of them.
		for (const [name, value] of Object.entries(ownOutputs(end))) {
			if (!Object.hasOwn(outputs, name) && !end.task.declared) outputs[name] = value;
		}
		if (end.wrote) await sealRest(end);
		return { ok: true, outputs, warnings };
	} catch (error) {
		if (!(error instanceof OutputProblem) && !(error instanceof ArtifactProblem)) throw error;
		return { ok: false, error: { kind: "output", message: error.message } };
	}
}

/** What the engine itself knows. */
function ownOutputs(end: AttemptEnd): Readonly<Record<string, Json>> {
	return {
		exit_code: 0,
		...(end.stdout === undefined ? {} : { stdout: end.stdout }),
		...(Object.keys(end.metrics).length === 0 ? {} : { metrics: end.metrics }),
	};
}

function readOutput(end: AttemptEnd): Readonly<Record<string, Json>> {
	const path = end.folder.output;
	// What can't be read is not taken for missing.
	const stat = statSync(path, { throwIfNoEntry: false });
	if (stat === undefined) return {};
	if (!stat.isFile()) throw new OutputProblem("$DAG_OUTPUT is not a plain file");
	if (stat.size > LARGEST_OUTPUT) {
		throw new OutputProblem(
			`$DAG_OUTPUT has ${stat.size} bytes, more than the 262144 allowed: write a file to $DAG_ARTIFACTS and give its path`,
		);
	}
	const text = readFileSync(path, "utf8");
	if (text.trim() === "") return {};
	const value = parse(text);
	if (value === null || typeof value !== "object" || Array.isArray(value)) {
		throw new OutputProblem("$DAG_OUTPUT must hold one JSON object");
	}
	for (const [name, field] of Object.entries(value as Readonly<Record<string, Json>>)) {
		const tooDeep = valueFits(field, { kind: "json" });
		if (tooDeep !== undefined) throw new OutputProblem(`the output \`${name}\` ${tooDeep}`);
		if (holdsSecret(JSON.stringify(field), end.variants) || holdsSecret(name, end.variants)) {
			throw new OutputProblem(`the output \`${name}\` holds a secret; secrets can't be outputs`);
		}
	}
	return value as Readonly<Record<string, Json>>;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		if (error instanceof SyntaxError) throw new OutputProblem(`$DAG_OUTPUT is not JSON: ${error.message}`);
		throw error;
	}
}

/** One field: files are sealed, and the value must be of the type. */
async function take(name: string, value: Json | undefined, type: Type, end: AttemptEnd): Promise<Json> {
	if (value === undefined || value === null) {
		if (mayBeNull(type)) return null;
		if (name === "metrics") throw new OutputProblem("the output `metrics` is missing: no metric came in $DAG_EVENTS");
		throw new OutputProblem(`the output \`${name}\` is missing in $DAG_OUTPUT`);
	}
	const sealed = await sealFiles(name, value, type, end);
	const adopted = adoptValue(sealed, type);
	if (!adopted.ok) throw new OutputProblem(`the output \`${name}\` ${adopted.problem}`);
	return adopted.value;
}

async function sealFiles(name: string, value: Json, declared: Type, end: AttemptEnd): Promise<Json> {
	const type = withoutNull(declared);
	if (isFileLike(type)) return sealFile(name, value, end);
	if (type.kind === "list" && Array.isArray(value)) {
		const items: Json[] = [];
		for (const [index, item] of value.entries()) {
			items.push(await sealFiles(`${name}[${index}]`, item as Json, type.element, end));
		}
		return items;
	}
	if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
	if (type.kind !== "record" && type.kind !== "map") return value;
	const fields: [string, Json][] = [];
	for (const [key, item] of Object.entries(value as Readonly<Record<string, Json>>)) {
		const inner = type.kind === "map" ? type.value : Object.hasOwn(type.fields, key) ? type.fields[key] : undefined;
		fields.push([key, inner === undefined ? item : await sealFiles(`${name}.${key}`, item, inner, end)]);
	}
	return Object.fromEntries(fields);
}

async function sealFile(name: string, value: Json, end: AttemptEnd): Promise<Json> {
	const path = typeof value === "string" ? value : pathOf(value);
	if (path === undefined)
		throw new OutputProblem(`the output \`${name}\` must be the path of a file in $DAG_ARTIFACTS`);
	const whole = isAbsolute(path) ? path : resolve(end.folder.artifacts, path);
	// A file that an earlier job made may be handed on as it is.
	if (typeof value !== "string" && end.store.holds(whole) && existsSync(whole)) return value;
	const kept = await seal(whole, end).catch((error: unknown) => {
		if (error instanceof ArtifactProblem) throw new OutputProblem(`the output \`${name}\`: ${error.message}`);
		throw error;
	});
	return { path: kept.path, sha256: kept.sha256, bytes: kept.bytes };
}

function pathOf(value: Json): string | undefined {
	if (value === null || typeof value !== "object" || Array.isArray(value)) return undefined;
	return "path" in value && typeof value.path === "string" ? value.path : undefined;
}

/** Sealed so far, by path: two outputs may name one file, and sealing moves it. */
const sealedOf = new WeakMap<AttemptEnd, Map<string, Artifact>>();

async function seal(path: string, end: AttemptEnd): Promise<Artifact> {
	const sealed = sealedOf.get(end) ?? new Map<string, Artifact>();
	sealedOf.set(end, sealed);
	const known = sealed.get(path);
	if (known !== undefined) return known;
	const artifact = await end.store.seal(path, end.folder.artifacts);
	sealed.set(path, artifact);
	return artifact;
}

/** Keeps also what no output names, and writes the list of all. */
async function sealRest(end: AttemptEnd): Promise<void> {
	for (const entry of readdirSync(end.folder.artifacts).sort()) await seal(join(end.folder.artifacts, entry), end);
	const sealed = sealedOf.get(end);
	if (sealed === undefined) return;
	const list = Object.fromEntries(
		[...sealed].map(([path, artifact]) => [relative(end.folder.artifacts, path), { ...artifact }]),
	);
	writeFileSync(end.manifest, `${JSON.stringify(list, null, "\t")}\n`);
}
