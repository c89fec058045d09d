import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Mutant, mutate } from "./mutant.ts";

const project = fileURLToPath(new URL("../../", import.meta.url));

/** What the suites need; the rest of the project would only be copied. */
const copied = ["package.json", "tsconfig.json", "dsl", "runtime", "examples", "test"];
/** Made, installed, or so big that no suite here is to be found in them. */
const leftOut = new Set(["node_modules", "dist", "e2e", "bench"]);

/**
 * A copy of the project in which a mutant can live. Modules, bundles and child processes all see it, and the project
 * itself is never touched. The packages are those of the project; its own rooms are those of the copy.
 */
export class SourceTree implements Disposable {
	readonly root: string;

	constructor() {
		this.root = mkdtempSync(join(tmpdir(), "dagwright-mutants-"));
		for (const entry of copied) {
			cpSync(join(project, entry), join(this.root, entry), {
				recursive: true,
				filter: (path) => !leftOut.has(basename(path)),
			});
		}
		const packages = join(project, "node_modules");
		mkdirSync(join(this.root, "node_modules"));
		for (const name of readdirSync(packages)) {
			const [from, to] = [join(packages, name), join(this.root, "node_modules", name)];
			if (name === "@dagwright") cpSync(from, to, { recursive: true, verbatimSymlinks: true });
			else if (!name.startsWith(".")) symlinkSync(from, to, "junction");
		}
	}

	/** Does something while the mutant, if there is one, is in the copy. */
	async with<T>(mutant: Mutant | undefined, work: () => Promise<T>): Promise<T> {
		if (mutant === undefined) return work();
		const path = join(this.root, mutant.file);
		const source = readFileSync(path, "utf8");
		writeFileSync(path, mutate(source, mutant));
		try {
			return await work();
		} finally {
			writeFileSync(path, source);
		}
	}

	[Symbol.dispose](): void {
		rmSync(this.root, { recursive: true, force: true });
	}
}
