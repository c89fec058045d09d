import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const room = dirname(fileURLToPath(import.meta.url));

/**
 * Bundles the panel into `dist/main.js` and `dist/main.css`. The layout's worker is bundled first and lies inside
 * `main.js` as a string, because a page under a strict CSP may start only blobs.
 * @param {{ watch?: boolean }} [options] with `watch` it returns the running esbuild context
 */
export async function build({ watch = false } = {}) {
	await mkdir(join(room, "dist"), { recursive: true });
	const options = await panelOptions({ minify: !watch });
	if (!watch) return esbuild.build(options);
	const context = await esbuild.context(options);
	await context.watch();
	return context;
}

/**
 * The esbuild options of the panel, for the dev server too.
 * @param {{ minify: boolean }} how
 * @returns {Promise<esbuild.BuildOptions>}
 */
export async function panelOptions({ minify }) {
	const worker = await esbuild.build({
		entryPoints: [join(room, "layout/layout-worker.ts")],
		bundle: true,
		minify: true,
		write: false,
		format: "iife",
		target: "es2022",
	});
	return {
		entryPoints: [
			{ in: join(room, "main.tsx"), out: "main" },
			{ in: join(room, "styles/main.css"), out: "main" },
		],
		outdir: join(room, "dist"),
		bundle: true,
		format: "iife",
		target: "es2022",
		jsx: "automatic",
		minify,
		sourcemap: minify ? false : "inline",
		legalComments: "none",
		logLevel: "warning",
		plugins: [englishOnly],
		define: {
			"process.env.NODE_ENV": minify ? '"production"' : '"development"',
			LAYOUT_WORKER: JSON.stringify(worker.outputFiles[0]?.text ?? ""),
		},
	};
}

/**
 * zod brings its messages in fifty languages, a quarter of the bundle; the panel shows none of them to people.
 * @type {esbuild.Plugin}
 */
const englishOnly = {
	name: "english-only",
	setup({ onLoad }) {
		onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({
			contents: 'export { default as en } from "./en.js";',
		}));
	},
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await build({ watch: process.argv.includes("--watch") });
