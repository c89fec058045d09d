/** Bundles the language server into one file, `dist/language-server.mjs`: a server starts in half the time that way. */
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as esbuild from "esbuild";

const room = dirname(fileURLToPath(import.meta.url));

/**
 * Builds once, or again at each change.
 * @param {{ watch?: boolean }} [options]
 */
export async function build({ watch = false } = {}) {
	/** @type {esbuild.BuildOptions} */
	const options = {
		absWorkingDir: room,
		entryPoints: { "language-server": "main.ts" },
		outdir: join(room, "dist"),
		outExtension: { ".js": ".mjs" },
		bundle: true,
		format: "esm",
		platform: "node",
		target: "node22",
		// Langium's services lean on vscode-languageserver, which is CommonJS; its ESM twin would be a second copy.
		mainFields: ["module", "main"],
		legalComments: "none",
		logLevel: "warning",
		banner: {
			js: 'import { createRequire as __createRequire } from "node:module";const require = __createRequire(import.meta.url);',
		},
	};
	if (!watch) return void (await esbuild.build(options));
	const context = await esbuild.context(options);
	await context.watch();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
	await build({ watch: process.argv.includes("--watch") });
}
