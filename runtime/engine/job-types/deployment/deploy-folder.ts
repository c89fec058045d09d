import { createHash, type Hash } from "node:crypto";
import {
	cpSync,
	createReadStream,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { Problem } from "../program.ts";

/** A model in a folder. */
export interface Deployed {
	/** The first 12 digits of the SHA-256 of what was deployed. */
	readonly version: string;
	/** The version that was current before, if there was one. */
	readonly previous: string | undefined;
	/** Absolute path of the folder with the model. */
	readonly folder: string;
}

/**
 * Puts a model into `FOLDER/VERSION/` and makes it current: the file `current` names the version, and `previous` the one
 * that a rollback goes back to. Each is switched over in one step, so who reads them sees the old model or the new one.
 * The same job of the same run (`by`, kept in the file `deployed-by`) may do it again, as after a lost attempt, and
 * changes nothing. Where another one finds its model current already, it is its own `previous`: undoing what changed
 * nothing must not withdraw what was there.
 * @throws Problem if there is no model
 */
export async function deployToFolder(model: string, folder: string, by: string): Promise<Deployed> {
	if (!existsSync(model)) throw new Problem(`there is no model at ${model}`);
	const version = (await digest(model)).slice(0, 12);
	const home = join(folder, version);
	mkdirSync(folder, { recursive: true });
	if (!existsSync(home)) {
		const draft = join(folder, `${version}.${process.pid}`);
		rmSync(draft, { recursive: true, force: true });
		mkdirSync(draft);
		cpSync(model, join(draft, basename(model)), { recursive: true });
		putInPlace(draft, home);
	}
	const before = readLine(join(folder, "current"));
	const isOwn = readLine(join(folder, "deployed-by")) === by;
	if (before === version && isOwn) return { version, previous: readLine(join(folder, "previous")), folder: home };
	if (before !== undefined) replace(join(folder, "previous"), before);
	// Before the switch, so that who comes again after it knows it for its own.
	replace(join(folder, "deployed-by"), by);
	replace(join(folder, "current"), version);
	return { version, previous: before, folder: home };
}

/** Another process may have put the same version there meanwhile: then its copy stays. */
function putInPlace(draft: string, home: string): void {
	try {
		renameSync(draft, home);
	} catch (error) {
		if (!existsSync(home)) throw error;
		rmSync(draft, { recursive: true, force: true });
	}
}

function readLine(path: string): string | undefined {
	return existsSync(path) ? readFileSync(path, "utf8").trim() || undefined : undefined;
}

function replace(path: string, line: string): void {
	const draft = `${path}.${process.pid}`;
	writeFileSync(draft, `${line}\n`, { flush: true });
	renameSync(draft, path);
}

/** Over the bytes of a file, or the sorted names and bytes in a folder. */
async function digest(path: string): Promise<string> {
	const hash = createHash("sha256");
	await update(hash, path);
	return hash.digest("hex");
}

async function update(hash: Hash, path: string): Promise<void> {
	if (statSync(path).isDirectory()) {
		for (const name of readdirSync(path).sort()) {
			hash.update(`${name}\0`);
			await update(hash, join(path, name));
		}
	} else for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk);
}
