import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Capacity } from "@dagwright/core";
import { parseDuration, parseSize } from "@dagwright/core/expression";
import { fileError, systemCode, UserError } from "../user-error.ts";
import type { DagwrightJson } from "./dagwright-json.ts";

/** The name of the file that makes a folder a project. */
export const CONFIG_FILE = "dagwright.json";

/** The project that a file belongs to. */
export interface Project {
	/** Absolute path. */
	readonly root: string;
	readonly config: DagwrightJson;
	/** Absolute path of the file with secrets; need not exist. */
	readonly secrets: string;
	/** What the configuration states; the rest is detected. */
	readonly capacity: Partial<Capacity>;
	/** ms between SIGTERM and SIGKILL; absent: the engine's default. */
	readonly grace?: number;
}

/**
 * The nearest folder upwards with `dagwright.json`, else with `.git`, else the file's own.
 * @param from absolute path of a folder
 * @throws UserError `config/…` if `dagwright.json` is wrong
 */
export async function findProject(from: string): Promise<Project> {
	const start = resolve(from);
	const root = upwards(start, CONFIG_FILE) ?? upwards(start, ".git") ?? start;
	const config = await readConfig(join(root, CONFIG_FILE));
	const grace = config.defaults?.grace;
	return {
		root,
		config,
		secrets: resolve(root, config.secrets ?? "dagwright.secrets"),
		capacity: statedCapacity(config),
		...(grace === undefined ? {} : { grace: asNumber(grace, parseDuration) }),
	};
}

function statedCapacity({ capacity = {} }: DagwrightJson): Partial<Capacity> {
	const { memory, ...rest } = capacity;
	const stated = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
	return memory === undefined ? stated : { ...stated, memory: asNumber(memory, parseSize) };
}

/** The schema has let pass only text that parses. */
function asNumber(value: number | string, parse: (text: string) => number | undefined): number {
	return typeof value === "number" ? value : (parse(value) ?? 0);
}

function upwards(from: string, name: string): string | undefined {
	for (let folder = from; ; folder = dirname(folder)) {
		if (existsSync(join(folder, name))) return folder;
		if (dirname(folder) === folder) return undefined;
	}
}

async function readConfig(path: string): Promise<DagwrightJson> {
	const value = parse(path);
	if (value === undefined || isEmpty(value)) return {};
	// Loaded only where there is something to check: zod costs 10 MB, and a small process forks faster.
	const [{ dagwrightJson }, { configWords }] = await Promise.all([
		import("./dagwright-json.ts"),
		import("./config-words.ts"),
	]);
	const result = dagwrightJson.safeParse(value, { error: configWords });
	if (result.success) return result.data;
	const [issue] = result.error.issues;
	const place = issue === undefined || issue.path.length === 0 ? "" : ` at \`${issue.path.join(".")}\``;
	throw new UserError("config/invalid", `${CONFIG_FILE} is wrong${place}: ${issue?.message ?? "invalid"}`, {
		where: path,
		remedy: `Correct it; it may have ${Object.keys(dagwrightJson.shape).join(", ")}, as its JSON Schema describes.`,
	});
}

/** `{}` only marks the project's root. */
function isEmpty(value: unknown): boolean {
	return value !== null && typeof value === "object" && !Array.isArray(value) && Object.keys(value).length === 0;
}

/** Undefined if there is no such file. */
function parse(path: string): unknown {
	let text: string;
	try {
		text = readFileSync(path, "utf8");
	} catch (error) {
		if (systemCode(error) === "ENOENT") return undefined;
		throw fileError("read the project's configuration", path, error);
	}
	try {
		return JSON.parse(text.replace(/^\uFEFF/, ""));
	} catch (error) {
		if (!(error instanceof SyntaxError)) throw error;
		throw new UserError("config/syntax", `${CONFIG_FILE} is not JSON: ${error.message}`, { where: path });
	}
}
