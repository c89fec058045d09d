import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { sha256Hex } from "@dagwright/core";

/** What tells that a file is as it was. */
export interface Fingerprint {
	readonly sha256: string;
	/** Its size, number and times as the file system has them. */
	readonly state: string;
	/** Whether its times were so old when it was read that a later change must have given it others. */
	readonly settled: boolean;
}

/** ms: file systems that keep times in full seconds or two are the coarsest. */
const SETTLED = 2_500;

/** Null for a file that cannot be read, which is as good as none: the compiler says what is wrong with it. */
export function fingerprint(root: string, file: string, now = Date.now()): Fingerprint | null {
	try {
		const path = join(root, file);
		// Before the file is read: what changes in between shows in its times.
		const state = stateOf(path);
		return { sha256: sha256Hex(readFileSync(path)), state: state.text, settled: now - state.changed > SETTLED };
	} catch {
		return null;
	}
}

/**
 * Whether files, by project-relative path, are as they were: undefined if their times say so, `"changed"` if one is not,
 * else, where their contents had to be read, their new fingerprints.
 */
export function changedSince(
	root: string,
	sources: Readonly<Record<string, Fingerprint | null>>,
	now = Date.now(),
): undefined | "changed" | Readonly<Record<string, Fingerprint | null>> {
	if (Object.entries(sources).every(([file, known]) => isUntouched(join(root, file), known))) return undefined;
	const found: Record<string, Fingerprint | null> = {};
	for (const [file, known] of Object.entries(sources)) {
		const read = fingerprint(root, file, now);
		if (read?.sha256 !== known?.sha256) return "changed";
		found[file] = read;
	}
	return found;
}

/** ms by which the times of files may lag behind the clock: kernels count them in steps. */
const LAG = 20;

/** Whether none of these files has changed since (UTC ms), nor may have: what was read from them then is what they hold. */
export function areOlder(root: string, files: readonly string[], since: number): boolean {
	return files.every((file) => {
		const changed = statSync(join(root, file), { throwIfNoEntry: false })?.ctimeMs;
		return changed === undefined || changed < since - LAG;
	});
}

/** Whether the next look can go by times alone. */
export function isSettled(sources: Readonly<Record<string, Fingerprint | null>>): boolean {
	return Object.values(sources).every((known) => known === null || known.settled);
}

function isUntouched(path: string, known: Fingerprint | null): boolean {
	if (known !== null && !known.settled) return false;
	try {
		return stateOf(path).text === known?.state;
	} catch {
		return known === null;
	}
}

function stateOf(path: string): { readonly text: string; readonly changed: number } {
	const { size, ino, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
	return { text: `${size} ${ino} ${mtimeNs} ${ctimeNs}`, changed: Number(ctimeNs / 1_000_000n) };
}
