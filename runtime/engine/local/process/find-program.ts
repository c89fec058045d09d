import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

/** By PATH and name. */
const found = new Map<string, string>();

/**
 * The absolute path of a program, as the system would find it in PATH; the name itself where it can't be told, so that
 * starting it says why. A process that is started by its name tries every folder of PATH again in its fork, which costs a
 * small job more than all else around it.
 */
export function findProgram(name: string, path: string | undefined): string {
	if (path === undefined || process.platform === "win32" || name.includes("/")) return name;
	const key = `${path}\0${name}`;
	const known = found.get(key);
	if (known !== undefined && isProgram(known)) return known;
	found.delete(key);
	for (const folder of path.split(delimiter)) {
		// A relative folder means another one in each working folder.
		if (!isAbsolute(folder)) return name;
		const file = join(folder, name);
		if (!isProgram(file)) continue;
		found.set(key, file);
		return file;
	}
	return name;
}

function isProgram(file: string): boolean {
	try {
		if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return false;
		accessSync(file, constants.X_OK);
		return true;
	} catch (error) {
		if (error instanceof Error) return false; // not ours to look at, as for the system
		throw error;
	}
}
