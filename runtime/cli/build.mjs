/** Bundles the command line into dist/: the entry, the compiler process, and chunks that commands load when called. */
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as esbuild from "esbuild";

const room = dirname(fileURLToPath(import.meta.url));

/** Builds once, or again at each change. */
export async function build({ watch = false } = {}) {
	const outdir = join(room, "dist");
	if (!watch) rmSync(outdir, { recursive: true, force: true });
	const options = {
		absWorkingDir: room,
		entryPoints: { dag: "main.ts", compiler: "compiler.ts" },
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
		// Some packages are CommonJS and ask for `require`.
		banner: {
			js: 'import { createRequire as __createRequire } from "node:module";const require = __createRequire(import.meta.url);',
		},
	};
	if (!watch) return void (await esbuild.build(options));
	const context = await esbuild.context(options);
	await context.watch();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
	await build({ watch: process.argv.includes("--watch") });
