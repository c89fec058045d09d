import type { Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { chmod, copyFile, cp, lstat, mkdir, open, readdir, realpath, rename, rm } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { systemCode } from "../user-error.ts";

/** A sealed file or folder. `path` is absolute; a folder's hash is over the sorted names and hashes in it. */
export interface Artifact {
	readonly path: string;
	readonly sha256: string;
	readonly bytes: number;
}

/** Why an artifact can't be sealed: one sentence for people. */
export class ArtifactProblem extends Error {}

/**
 * Keeps what jobs produced, by content: `<root>/<sha256>/<name>`. Sealed files are read-only; the same content under
 * the same name is kept once.
 */
export class ArtifactStore {
	readonly #root: string;

	constructor(root: string) {
		this.#root = root;
	}

	/**
	 * Moves a file or folder out of an attempt's artifacts folder into the store, durably.
	 * @throws ArtifactProblem if it lies outside the folder (also through a link), or is neither file nor folder
	 */
	async seal(path: string, folder: string): Promise<Artifact> {
		await requireInside(path, folder);
		const { sha256, bytes } = await digest(path, basename(path));
		const home = join(this.#root, sha256);
		const kept = join(home, basename(path));
		await mkdir(home, { recursive: true });
		if (!(await exists(kept))) await move(path, kept);
		return { path: kept, sha256, bytes };
	}

	/** Whether a path is one of a sealed artifact. */
	holds(path: string): boolean {
		return isInside(path, this.#root);
	}
}

async function requireInside(path: string, folder: string): Promise<void> {
	// Before the disk is asked: what lies elsewhere is nobody's business, not even whether it is there.
	if (relative(folder, path) === "")
		throw new ArtifactProblem("give a file or a folder in $DAG_ARTIFACTS, not all of it");
	if (!isInside(path, folder)) throw new ArtifactProblem(`${path} lies outside $DAG_ARTIFACTS; write it there`);
	let real: string;
	try {
		real = await realpath(path);
	} catch (error) {
		if (systemCode(error) === "ENOENT") throw new ArtifactProblem(`there is no file ${path}`);
		throw error;
	}
	if (!isInside(real, await realpath(folder))) throw new ArtifactProblem(`${path} lies outside $DAG_ARTIFACTS`);
}

function isInside(path: string, folder: string): boolean {
	const way = relative(folder, path);
	return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !way.startsWith(sep);
}

async function digest(path: string, name: string): Promise<{ sha256: string; bytes: number }> {
	const stat = await lstat(path);
	if (stat.isFile()) {
		const hash = newHash();
		let bytes = 0;
		for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
			hash.update(chunk);
			bytes += chunk.length;
		}
		await makeDurable(path);
		return { sha256: hash.digest("hex"), bytes };
	}
	if (!stat.isDirectory())
		throw new ArtifactProblem(`${name} is a link or a special file; only files and folders are kept`);
	const hash = newHash();
	let bytes = 0;
	for (const entry of (await readdir(path)).sort()) {
		const inner = await digest(join(path, entry), `${name}/${entry}`);
		hash.update(`${inner.sha256} ${entry}\n`);
		bytes += inner.bytes;
	}
	return { sha256: hash.digest("hex"), bytes };
}

/** The journal will say that the file is there, so it has to be on the disk before. */
async function makeDurable(path: string): Promise<void> {
	await chmod(path, 0o444);
	await using handle = await open(path, "r");
	await handle.sync();
}

async function exists(path: string): Promise<boolean> {
	try {
		await lstat(path);
		return true;
	} catch (error) {
		if (systemCode(error) === "ENOENT") return false;
		throw error;
	}
}

async function move(from: string, to: string): Promise<void> {
	try {
		await rename(from, to);
	} catch (error) {
		if (systemCode(error) !== "EXDEV") throw error;
		const stat = await lstat(from);
		if (stat.isDirectory()) await cp(from, to, { recursive: true });
		else await copyFile(from, to);
		await rm(from, { recursive: true });
	}
}

/** Loaded with the first artifact: most runs have none, and all would wait for it. */
function newHash(): Hash {
	return process.getBuiltinModule("node:crypto").createHash("sha256");
}
