/**
 * Bundles the extension into `dist/`, together with the bundles that it starts or shows: the language server, the command
 * line and the panel. Build those first. `--package` then makes `dist/dagwright.vsix` at the root.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, watch as watchFolder } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as esbuild from "esbuild";

const room = dirname(fileURLToPath(import.meta.url));
const root = join(room, "..");
const dist = join(room, "dist");

/** What VS Code checks and completes `dagwright.json` with. */
const schema = join(root, "runtime/engine/generated/dagwright.schema.json");

/** Which bundle goes where. */
const parts = [
	{ from: join(root, "language-server/dist"), to: dist, needs: "language-server.mjs" },
	{ from: join(root, "runtime/cli/dist"), to: join(dist, "cli"), needs: "dag.mjs" },
	{ from: join(root, "webview/dist"), to: join(dist, "webview"), needs: "main.js" },
];

/**
 * Builds once, or again at each change.
 * @param {{ watch?: boolean }} [options]
 */
export async function build({ watch = false } = {}) {
	/** @type {esbuild.BuildOptions} */
	const options = {
		absWorkingDir: room,
		outdir: dist,
		outExtension: { ".js": ".cjs" },
		bundle: true,
		format: "cjs",
		platform: "node",
		target: "node22",
		external: ["vscode"],
		sourcemap: false,
		legalComments: "none",
		logLevel: "warning",
	};
	const extension = { ...options, entryPoints: { extension: "main.ts" } };
	// The tests that run inside VS Code's extension host; never packaged.
	const suite = { ...options, entryPoints: { index: "test/suite/index.ts" }, outdir: join(room, "test/dist/suite") };
	if (!watch) {
		rmSync(dist, { recursive: true, force: true });
		await Promise.all([esbuild.build(extension), esbuild.build(suite)]);
		for (const part of parts) copy(part);
		cpSync(schema, join(dist, basename(schema)));
		return;
	}
	for (const each of [extension, suite]) await (await esbuild.context(each)).watch();
	mkdirSync(dist, { recursive: true });
	cpSync(schema, join(dist, basename(schema)));
	for (const part of parts) {
		mkdirSync(part.from, { recursive: true });
		copy(part);
		// One copy for all changes of a build, once it has settled.
		let settling;
		watchFolder(part.from, () => {
			clearTimeout(settling);
			settling = setTimeout(() => copy(part), 200);
		});
	}
}

/** Packages what is built into `dist/dagwright.vsix` at the root and returns its path. */
export async function makePackage() {
	for (const { to, needs } of [...parts, { to: dist, needs: basename(schema) }]) {
		const file = join(to, needs);
		if (!existsSync(file)) throw new Error(`${file} is missing: run npm run build first`);
	}
	const { createVSIX } = await import("@vscode/vsce");
	// With its time, so that it never looks like a source that changed.
	cpSync(join(root, "LICENSE"), join(room, "LICENSE"), { preserveTimestamps: true });
	const packagePath = join(root, "dist", "dagwright.vsix");
	mkdirSync(dirname(packagePath), { recursive: true });
	await createVSIX({
		cwd: room,
		packagePath,
		// All is bundled.
		dependencies: false,
		allowMissingRepository: true,
	});
	return packagePath;
}

function copy({ from, to }) {
	if (!existsSync(from)) return;
	mkdirSync(to, { recursive: true });
	for (const name of readdirSync(from)) {
		try {
			cpSync(join(from, name), join(to, name), { recursive: true });
		} catch (error) {
			// Replaced by the next build in the meantime: that one is copied when it has settled.
			if (error.code !== "ENOENT" && error.code !== "EEXIST") throw error;
		}
	}
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
	await build({ watch: process.argv.includes("--watch") });
	if (process.argv.includes("--package")) console.log(await makePackage());
}
