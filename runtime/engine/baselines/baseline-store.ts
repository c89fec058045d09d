/**
 * Baselines: named metrics that later runs are compared with, in `.dag/baselines/<name>/<version>.json` of the project.
 * A version is written once and never changed; the highest is the one in force, and the others are its history. So two
 * processes that store at once get two versions, and a process that dies leaves either a whole version or none.
 * Imports nothing of the engine: the program of `regression_gate` bundles it.
 */
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Metrics by name. */
export type Metrics = Readonly<Record<string, number>>;

/** A stored version of a baseline. */
export interface Baseline {
	readonly name: string;
	/** From 1. */
	readonly version: number;
	readonly metrics: Metrics;
	/** When it was stored: ISO 8601, UTC. */
	readonly at: string;
	/** The user who stored it. */
	readonly by: string;
	/** The run and the job that measured it. */
	readonly run?: string;
	readonly job?: string;
}

/** What is stored. */
export interface NewBaseline {
	readonly metrics: Metrics;
	readonly by: string;
	readonly run?: string;
	readonly job?: string;
	/** Who asks again with the same key gets the version that was stored the first time. */
	readonly key?: string;
}

/** Why a baseline can't be read or stored: one sentence for people. */
export class BaselineProblem extends Error {}

/** The version in force; undefined if there is none of this name. */
export function readBaseline(root: string, name: string): Baseline | undefined {
	const newest = versionsOf(root, name).at(-1);
	return newest === undefined ? undefined : readVersion(root, name, newest).baseline;
}

/** All versions of a baseline, oldest first. */
export function baselineHistory(root: string, name: string): readonly Baseline[] {
	return versionsOf(root, name).map((version) => readVersion(root, name, version).baseline);
}

/** The names of the project's baselines. */
export function baselineNames(root: string): readonly string[] {
	return entriesOf(folderOf(root))
		.filter((name) => isName(name) && versionsOf(root, name).length > 0)
		.sort();
}

/**
 * Stores metrics as the version in force from now on.
 * @throws BaselineProblem for a name or metrics that can't be stored
 */
export function storeBaseline(root: string, name: string, given: NewBaseline, now: number): Baseline {
	requireName(name);
	const wrong = Object.entries(given.metrics).find(([, value]) => !Number.isFinite(value));
	if (wrong !== undefined) throw new BaselineProblem(`the metric ${wrong[0]} is no finite number`);
	if (Object.keys(given.metrics).length === 0) throw new BaselineProblem("a baseline needs at least one metric");
	const folder = join(folderOf(root), name);
	mkdirSync(folder, { recursive: true });
	const text = `${JSON.stringify({ ...given, at: new Date(now).toISOString() }, null, "\t")}\n`;
	const draft = join(folder, `draft-${process.pid}-${performance.now()}`);
	writeFileSync(draft, text, { flush: true });
	try {
		for (;;) {
			const known = versionsOf(root, name);
			const same = known.map((version) => readVersion(root, name, version)).find(({ key }) => isSame(key, given.key));
			if (same !== undefined) return same.baseline;
			const version = (known.at(-1) ?? 0) + 1;
			if (linkNew(draft, fileOf(root, name, version))) return readVersion(root, name, version).baseline;
		}
	} finally {
		rmSync(draft, { force: true });
	}
}

function isSame(key: unknown, asked: string | undefined): boolean {
	return asked !== undefined && key === asked;
}

/** Gives the file its name if nobody has that yet: whole or not at all. */
function linkNew(draft: string, path: string): boolean {
	try {
		linkSync(draft, path);
		return true;
	} catch (error) {
		if (codeOf(error) === "EEXIST") return false;
		throw error;
	}
}

function versionsOf(root: string, name: string): readonly number[] {
	requireName(name);
	return entriesOf(join(folderOf(root), name))
		.flatMap((file) => (/^\d+\.json$/.test(file) ? [Number.parseInt(file, 10)] : []))
		.sort((a, b) => a - b);
}

function readVersion(root: string, name: string, version: number) {
	const path = fileOf(root, name, version);
	const value = parse(readFileSync(path, "utf8"));
	if (value === undefined) {
		throw new BaselineProblem(`${path} is not a baseline: correct it, or delete it to go back to the version before`);
	}
	const { metrics, at, by, run, job, key } = value;
	const baseline: Baseline = {
		name,
		version,
		metrics,
		at: typeof at === "string" ? at : "",
		by: typeof by === "string" ? by : "",
		...(typeof run === "string" && { run }),
		...(typeof job === "string" && { job }),
	};
	return { baseline, key };
}

function parse(text: string): ({ readonly metrics: Metrics } & Readonly<Record<string, unknown>>) | undefined {
	try {
		const value: unknown = JSON.parse(text);
		if (value === null || typeof value !== "object" || !("metrics" in value)) return undefined;
		const { metrics } = value;
		if (metrics === null || typeof metrics !== "object" || Array.isArray(metrics)) return undefined;
		if (!Object.values(metrics).every((metric) => typeof metric === "number")) return undefined;
		return value as { readonly metrics: Metrics };
	} catch (error) {
		if (error instanceof SyntaxError) return undefined;
		throw error;
	}
}

function requireName(name: string): void {
	if (isName(name)) return;
	throw new BaselineProblem(
		`a baseline can't be called ${JSON.stringify(name)}: a name has up to 64 letters, digits, \`-\`, \`_\` and \`.\`, and begins with a letter or digit`,
	);
}

function isName(name: string): boolean {
	return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name);
}

function folderOf(root: string): string {
	return join(root, ".dag", "baselines");
}

function fileOf(root: string, name: string, version: number): string {
	return join(folderOf(root), name, `${version}.json`);
}

function entriesOf(folder: string): readonly string[] {
	try {
		return readdirSync(folder);
	} catch (error) {
		if (codeOf(error) === "ENOENT") return [];
		throw error;
	}
}

function codeOf(error: unknown): unknown {
	return error instanceof Error && "code" in error ? error.code : undefined;
}
