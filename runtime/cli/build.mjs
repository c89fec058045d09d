/** Bundles the command line into dist/: the entry, the compiler process, and chunks that commands load when called. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as esbuild from "esbuild";
import { directBuiltins } from "./direct-builtins.mjs";

const room = dirname(fileURLToPath(import.meta.url));

/**
 * Langium's core takes four classes and two numbers from the language server protocol, whose other messages would be
 * evaluated at each start. A name that a later Langium takes beside these fails the build.
 */
const smallProtocol = {
	name: "small-protocol",
	setup({ onResolve, onLoad }) {
		onResolve({ filter: /^vscode-languageserver-protocol$/ }, ({ path, resolveDir }) => ({
			path,
			namespace: "small-protocol",
			pluginData: resolveDir,
		}));
		onLoad({ filter: /.*/, namespace: "small-protocol" }, ({ pluginData }) => ({
			resolveDir: pluginData,
			contents: `
				export { CancellationToken, CancellationTokenSource, Emitter, ResponseError } from "vscode-jsonrpc";
				export const LSPErrorCodes = { RequestFailed: -32803, ServerCancelled: -32802 };
			`,
		}));
	},
};

/** What drives runs is bundled apart. */
const drivingApart = {
	name: "driving-apart",
	setup({ onResolve }) {
		onResolve({ filter: /^\.\/driving\.ts$/ }, () => ({ path: "./driving.mjs", external: true }));
	},
};

/** Builds once, or again at each change. */
export async function build({ watch = false } = {}) {
	const outdir = join(room, "dist");
	const options = {
		absWorkingDir: room,
		// What these job types run are programs of their own, looked for beside the bundle.
		entryPoints: {
			dag: "main.ts",
			compiler: "compiler.ts",
			"http-request": "../engine/job-types/http-request.ts",
			preprocessing: "../engine/job-types/preprocessing/main.ts",
			regression_gate: "../engine/job-types/regression-gate/main.ts",
			slack: "../engine/job-types/slack/main.ts",
			deployment: "../engine/job-types/deployment/main.ts",
			training: "../engine/job-types/training/main.ts",
			validation: "../engine/job-types/validation/main.ts",
		},
		outdir,
		outExtension: { ".js": ".mjs" },
		bundle: true,
		splitting: true,
		chunkNames: "[name]-[hash]",
		format: "esm",
		platform: "node",
		target: "node22",
		minifySyntax: true,
		legalComments: "none",
		logLevel: "warning",
		plugins: [smallProtocol, directBuiltins],
	};
	const { plugins } = options;
	const driving = { ...options, entryPoints: { driving: "driving.ts" } };
	const rest = { ...options, plugins: [...plugins, drivingApart] };
	if (!watch) {
		const built = await Promise.all([driving, rest].map((part) => esbuild.build({ ...part, write: false })));
		const outputFiles = built.flatMap((part) => part.outputFiles);
		mkdirSync(outdir, { recursive: true });
		// The entries come last: what they load is there by then.
		const isEntry = ({ path }) => ["driving", ...Object.keys(options.entryPoints)].includes(basename(path, ".mjs"));
		for (const file of outputFiles.toSorted((a, b) => Number(isEntry(a)) - Number(isEntry(b))))
			replace(file.path, file.contents);
		removeOthers(
			outdir,
			outputFiles.map(({ path }) => basename(path)),
		);
		return;
	}
	for (const part of [driving, rest]) await (await esbuild.context(part)).watch();
}

/** Whole or not at all, and only where it differs: a `dag` that starts meanwhile never reads half a file. */
function replace(path, contents) {
	if (existsSync(path) && readFileSync(path).equals(contents)) return;
	writeFileSync(`${path}.${process.pid}`, contents);
	renameSync(`${path}.${process.pid}`, path);
}

/** Chunks of earlier builds go only once the new ones are there. */
function removeOthers(folder, kept) {
	for (const name of readdirSync(folder)) {
		const isDraft = /\.\d+$/.test(name); // Of a build that goes on beside this one.
		if (!kept.includes(name) && !isDraft) rmSync(join(folder, name), { recursive: true, force: true });
	}
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
	await build({ watch: process.argv.includes("--watch") });
