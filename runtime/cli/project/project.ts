import { existsSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { nearestName } from "@dagwright/core/expression";
import { CommandFailure } from "../failure.ts";
import { dagFilesNear } from "./dag-files.ts";

/** A `.dag` file as the command line was given it. */
export interface SourceFile {
	/** Absolute path of the project root. */
	readonly root: string;
	/** Project-relative, with `/`. */
	readonly file: string;
	readonly absolute: string;
}

/**
 * The project root above a folder: the nearest one with `dagwright.json`, else with `.git`, else undefined.
 */
export function findRoot(folder: string): string | undefined {
	return nearestWith(folder, "dagwright.json") ?? nearestWith(folder, ".git");
}

/** The project that commands without a file work on: around the current folder, else that folder itself. */
export function currentRoot(cwd: string): string {
	return findRoot(cwd) ?? cwd;
}

/** Resolves a file that must exist; says what is there instead when it does not. */
export function resolveSource(cwd: string, given: string): SourceFile {
	const absolute = resolve(cwd, given);
	let kind: ReturnType<typeof statSync>;
	try {
		kind = statSync(absolute);
	} catch (error) {
		const code = error instanceof Error && "code" in error ? error.code : undefined;
		if (code === "EACCES" || code === "EPERM")
			throw new CommandFailure("input", "file-unreadable", `cannot read ${given}: no permission`, {
				where: absolute,
				next: `check the owner and the mode: ls -ld ${dirname(absolute)}`,
			});
		throw missing(cwd, given);
	}
	if (kind?.isDirectory() === true) {
		const inside = dagFilesNear(absolute);
		throw new CommandFailure("input", "is-folder", `${given} is a folder, not a .dag file`, {
			where: absolute,
			next:
				inside.length > 0
					? `name one of its files: ${inside
							.slice(0, 4)
							.map((name) => join(given, name))
							.join(", ")}`
					: "name a .dag file; dag init writes one to start from",
		});
	}
	const root = findRoot(dirname(absolute)) ?? dirname(absolute);
	return { root, absolute, file: toProject(root, absolute) };
}

/** A path below the root as the project writes it: relative, with `/`. */
export function toProject(root: string, absolute: string): string {
	return relative(root, absolute).split(sep).join("/");
}

/** A path as people see it: relative to where they are when that is shorter. */
export function shownPath(cwd: string, absolute: string): string {
	const short = relative(cwd, absolute);
	return short === "" ? "." : short.startsWith(`..${sep}..${sep}..`) || isAbsolute(short) ? absolute : short;
}

function missing(cwd: string, given: string): CommandFailure {
	const folder = dirname(resolve(cwd, given));
	const there = existsSync(folder) ? dagFilesNear(folder) : [];
	const name = given.split(/[\\/]/).at(-1) ?? given;
	const near = there.includes(`${name}.dag`) ? `${name}.dag` : nearestName(name, there);
	const next =
		near !== undefined
			? `did you mean ${shownPath(cwd, join(folder, near))}?`
			: there.length > 0
				? `in that folder there ${there.length === 1 ? "is" : "are"}: ${there.slice(0, 5).join(", ")}`
				: "check the path; dag init writes a workflow to start from";
	return new CommandFailure("input", "file-missing", `there is no file ${given}`, { where: resolve(cwd, given), next });
}

function nearestWith(folder: string, name: string): string | undefined {
	for (let current = resolve(folder); ; current = dirname(current)) {
		if (existsSync(join(current, name))) return current;
		if (dirname(current) === current) return undefined;
	}
}
