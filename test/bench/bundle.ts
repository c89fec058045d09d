import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const room = fileURLToPath(new URL("core/", import.meta.url));

/**
 * Bundles scripts of `core/` as `dag` is bundled, into a folder, and gives the path of each by its name. What is measured
 * is so what is shipped: Node that strips the types itself goes on compiling the stripper while the script runs.
 */
export async function bundleScripts(scripts: readonly string[], folder: string): Promise<ReadonlyMap<string, string>> {
	await build({
		absWorkingDir: room,
		entryPoints: [...scripts],
		outdir: folder,
		outExtension: { ".js": ".mjs" },
		bundle: true,
		format: "esm",
		platform: "node",
		target: "node22",
		minifySyntax: true,
		logLevel: "warning",
	});
	return new Map(scripts.map((script) => [script, join(folder, script.replace(/\.ts$/, ".mjs"))]));
}
