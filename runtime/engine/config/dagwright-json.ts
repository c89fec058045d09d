// As a namespace, so that the bundle leaves out what is not used of it: with `{ z }` it is three times as big.
import * as z from "zod";

const sizeWords = 'it takes bytes, or text such as "16GB"';
const size = z.union([z.int().nonnegative(), z.string().regex(/^\d+(\.\d+)?(B|[KMGT]i?B)$/, sizeWords)], sizeWords);
const durationWords = 'it takes ms, or text such as "10s"';
const duration = z.union(
	[z.int().nonnegative(), z.string().regex(/^(\d+(ms|s|m|h|d))+$/, durationWords)],
	durationWords,
);

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

const address = {
	secret: z
		.string()
		.optional()
		.describe("The name of the secret that holds the URL: in the environment or the file of secrets."),
	url: z
		.url("it takes a URL, such as `https://example.org/hook`")
		.optional()
		.describe("The URL, where it is no secret."),
};

const channel = z.discriminatedUnion("type", [
	z.strictObject({ type: z.literal("console") }).describe("Prints messages where the run is driven."),
	z
		.strictObject({
			type: z.literal("slack"),
			...address,
			channel: z.string().optional().describe("Overrides the channel of the webhook, where the workspace allows it."),
		})
		.describe("An incoming webhook of Slack, or of what is compatible with it. Its URL is its secret."),
	z
		.strictObject({
			type: z.literal("webhook"),
			...address,
			key: z.string().describe("The name of the secret with which each message is signed (HMAC-SHA256)."),
		})
		.describe("Posts each message as signed JSON to a URL."),
]);

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
