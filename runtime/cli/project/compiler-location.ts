import { fileURLToPath } from "node:url";

/** Absolute path of the bundled compiler: beside this module in a bundle, in `dist/` when run from source. */
export function compilerPath(): string {
	return fileURLToPath(
		new URL(import.meta.url.endsWith(".ts") ? "../dist/compiler.mjs" : "./compiler.mjs", import.meta.url),
	);
}
