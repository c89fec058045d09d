import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Capacity } from "@dagwright/core";
import { parseDuration, parseSize } from "@dagwright/core/expression";
import { z } from "zod";
import { fileError, systemCode, UserError } from "../user-error.ts";

/** The name of the file that makes a folder a project. */
export const CONFIG_FILE = "dagwright.json";

const size = z.union([z.int().nonnegative(), z.string().regex(/^\d+(\.\d+)?(B|[KMGT]i?B)$/)]);
const duration = z.union([z.int().nonnegative(), z.string().regex(/^(\d+(ms|s|m|h|d))+$/)]);

const capacity = z
	.strictObject({
		slots: z.int().positive().optional().describe("Attempts that run at the same time; by default one per CPU."),
		cpu: z.number().positive().optional().describe("CPUs that `needs cpu` counts against."),
		memory: size.optional().describe('Memory that `needs memory` counts against: bytes, or text like "16GB".'),
		gpu: z.int().nonnegative().optional().describe("GPUs that `needs gpu` counts against; none by default."),
		labels: z.array(z.string()).optional().describe("What `needs label` may ask for."),
	})
	.describe("What this project may use of the machine; what is not given is detected.");

const defaults = z
	.strictObject({
		max_parallel: z.int().positive().optional().describe("As --max-parallel of `dag run`."),
		durability: z
			.enum(["default", "strict"])
			.optional()
			.describe("`strict` puts every result on the disk before a dependent starts."),
		fail_fast: z.boolean().optional().describe("Start nothing new after the first failure."),
		grace: duration.optional().describe('Time between SIGTERM and SIGKILL: ms, or text like "10s" (the default).'),
	})
	.describe("Options of `dag run` for all runs of the project.");

const channel = z.strictObject({
	type: z.enum(["slack", "webhook", "email"]).describe("How it is sent."),
	secret: z.string().optional().describe("The name of the secret that holds the URL or token."),
	url: z.url().optional().describe("The URL, where it is no secret."),
	to: z.array(z.string()).optional().describe("Addresses, for email."),
});

/** The schema of `dagwright.json`. */
export const dagwrightJson = z
	.strictObject({
		$schema: z.string().optional().describe("The JSON Schema of this file, for completion in editors."),
		capacity: capacity.optional(),
		defaults: defaults.optional(),
		roles: z
			.record(z.string(), z.array(z.string()))
			.optional()
			.describe('Who approves as "role:NAME": lists of user names.'),
		channels: z.record(z.string(), channel).optional().describe("Where messages go, by name."),
		secrets: z
			.string()
			.optional()
			.describe("The file with secrets, relative to this one; `dagwright.secrets` by default. Its mode must be 0600."),
	})
	.describe("A Dagwright project. Its folder is the project root: runs are kept below it in .dag/.");

export type DagwrightJson = z.infer<typeof dagwrightJson>;

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
export function findProject(from: string): Project {
	const start = resolve(from);
	const root = upwards(start, CONFIG_FILE) ?? upwards(start, ".git") ?? start;
	const config = readConfig(join(root, CONFIG_FILE));
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

function readConfig(path: string): DagwrightJson {
	const value = parse(path);
	const result = dagwrightJson.safeParse(value);
	if (result.success) return result.data;
	const [issue] = result.error.issues;
	const place = issue === undefined || issue.path.length === 0 ? "" : ` at \`${issue.path.join(".")}\``;
	throw new UserError("config/invalid", `${CONFIG_FILE} is wrong${place}: ${issue?.message ?? "invalid"}`, {
		where: path,
		remedy: "Correct it; its keys are described in the JSON Schema.",
	});
}

function parse(path: string): unknown {
	let text: string;
	try {
		text = readFileSync(path, "utf8");
	} catch (error) {
		if (systemCode(error) === "ENOENT") return {};
		throw fileError("read the project's configuration", path, error);
	}
	try {
		return JSON.parse(text.replace(/^\uFEFF/, ""));
	} catch (error) {
		if (!(error instanceof SyntaxError)) throw error;
		throw new UserError("config/syntax", `${CONFIG_FILE} is not JSON: ${error.message}`, { where: path });
	}
}
