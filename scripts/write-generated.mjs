import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Writes a generated file where it differs; with `--check` as an argument it fails instead. */
export async function writeGenerated(path, text) {
	const target = join(root, path);
	const before = await readFile(target, "utf8").catch(() => undefined);
	if (before === text) return;
	if (process.argv.includes("--check")) {
		console.error(`${path} is out of date: run npm run generate and commit the result`);
		process.exitCode = 1;
		return;
	}
	await mkdir(dirname(target), { recursive: true });
	await writeFile(target, text);
	console.log(`wrote ${path}`);
}
