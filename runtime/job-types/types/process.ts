import { z } from "zod";
import { defineJobType } from "../define-job-type.ts";
import { json, script } from "../schema.ts";

const input = json
	.optional()
	.describe("Any value for the script: it stands under `input` in the JSON file at `$DAG_INPUT`.")
	.meta({ example: "{ rate: lr, rows: clean.rows }" });

const args = z
	.array(json)
	.default([])
	.describe("Arguments of the script. A file is passed as its path, text as it is, anything else as JSON.")
	.meta({ example: "[clean.data, 10]" });

const exitCode = z.int().describe("The exit code: 0 for a job that succeeded.");

export const shell = defineJobType({
	name: "shell",
	documentation:
		"Runs a shell script.\n\nThe script stops at its first failing command (`set -e`). `${…}` in it is always one piece of data, whatever it holds; `$NAME` and `$(…)` are the shell's.",
	icon: "terminal",
	runs: "process",
	declaresOutputs: true,
	config: z.object({
		run: script.describe("The script.").meta({ example: '"make -j4 ${target}"' }),
		shell: z.enum(["sh", "bash"]).default("sh").describe("Which shell reads the script."),
		input,
	}),
	outputs: z.object({ exit_code: exitCode }),
});

export const node = defineJobType({
	name: "node",
	documentation:
		"Runs a JavaScript or TypeScript file with the Node.js that runs the engine.\n\nIt reads `$DAG_INPUT`, writes its outputs as a JSON object to `$DAG_OUTPUT`, and may report progress and metrics to `$DAG_EVENTS`.",
	icon: "symbol-event",
	runs: "process",
	declaresOutputs: true,
	config: z.object({
		script: z.string().describe("The file, relative to the `.dag`.").meta({ example: '"train.mjs"' }),
		args,
		input,
	}),
	outputs: z.object({ exit_code: exitCode }),
});

export const python = defineJobType({
	name: "python",
	documentation:
		"Runs a Python file.\n\nIt reads `$DAG_INPUT`, writes its outputs as a JSON object to `$DAG_OUTPUT`, and may report progress and metrics to `$DAG_EVENTS`.",
	icon: "symbol-namespace",
	runs: "process",
	declaresOutputs: true,
	config: z.object({
		script: z.string().describe("The file, relative to the `.dag`.").meta({ example: '"stats.py"' }),
		args,
		input,
		interpreter: z
			.string()
			.optional()
			.describe("The Python to use: a command or a path. Without it `python3`, or that of `venv`.")
			.meta({ example: '"python3.12"' }),
		venv: z
			.string()
			.optional()
			.describe("A virtual environment's folder, relative to the `.dag`.")
			.meta({ example: '".venv"' }),
		requirements: z
			.array(z.string())
			.default([])
			.describe("Packages the script needs, such as `numpy>=1.26`; checked before it starts, never installed.")
			.meta({ example: '["numpy>=1.26"]' }),
	}),
	outputs: z.object({ exit_code: exitCode }),
	rules: [{ require: "interpreter == null || venv == null", message: "Give `interpreter` or `venv`, not both." }],
});

export const http = defineJobType({
	name: "http",
	documentation:
		"Sends an HTTP request and checks the answer.\n\nA connection error, a timeout and a status that is not expected fail the job; `retry` repeats it.",
	icon: "globe",
	runs: "process",
	config: z.object({
		url: z.string().describe("`http://` or `https://`.").meta({ example: '"https://example.com/health"' }),
		method: z
			.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
			.default("GET")
			.describe("The request's method."),
		headers: z.record(z.string(), z.string()).default({}).describe("Request headers."),
		query: z.record(z.string(), json).default({}).describe("Query parameters, added to those of the URL."),
		body: json.optional().describe("The request's body: text is sent as it is, anything else as JSON."),
		auth: z
			.object({
				scheme: z.enum(["bearer", "basic"]).describe("How the secret is sent."),
				secret: z.string().describe("The name of a secret that the job `uses`."),
				user: z.string().optional().describe("The user name of `basic`."),
			})
			.optional()
			.describe("Credentials; they are not sent on to another host by a redirect.")
			.meta({ example: '{ scheme: bearer, secret: "api_token" }', secret: ["secret"] }),
		expect_status: z
			.array(z.int().min(100).max(599))
			.optional()
			.describe("The statuses that are a success. Without it, 200 to 299.")
			.meta({ example: "[200, 204]" }),
		max_redirects: z.int().min(0).max(50).default(10).describe("How many redirects are followed; 0 for none."),
		save_as: z
			.string()
			.optional()
			.describe("Writes the body to an artifact of this name, and gives it as `file`.")
			.meta({ example: '"data.csv"' }),
	}),
	outputs: z.object({
		status: z.int().describe("The answer's status."),
		headers: z.record(z.string(), z.string()).describe("The answer's headers, names in lower case."),
		body: json.describe("The body: parsed where it is JSON, else text; null where it went to a file."),
		url: z.string().describe("The URL that answered, after redirects."),
		file: z
			.object({ path: z.string(), sha256: z.string(), bytes: z.number() })
			.meta({ dag: "file" })
			.optional()
			.describe("The saved body, with `save_as`.")
			.meta({ given_with: "save_as" }),
	}),
});
