import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { CommandFailure } from "../failure.ts";
import { dagFilesBelow } from "./dag-files.ts";
import { currentRoot, findRoot, resolveSource, type SourceFile, toProject } from "./project.ts";

/** The files that a command works on: those named, those below named folders, or all of the project. */
export function collectSources(cwd: string, given: readonly string[]): readonly SourceFile[] {
	const sources = new Map<string, SourceFile>();
	for (const name of given.length > 0 ? given : [currentRoot(cwd)]) {
		const absolute = resolve(cwd, name);
		const found = isFolder(absolute) ? below(absolute) : [resolveSource(cwd, name)];
		for (const source of found) sources.set(source.absolute, source);
	}
	if (sources.size === 0)
		throw new CommandFailure("input", "no-files", "there is no .dag file here", {
			where: given.length === 1 ? resolve(cwd, given[0] ?? ".") : currentRoot(cwd),
			next: "dag init writes one to start from",
		});
	return [...sources.values()];
}

function below(folder: string): readonly SourceFile[] {
	const { files, unreadable } = dagFilesBelow(folder);
	const [first] = unreadable;
	if (first !== undefined)
		throw new CommandFailure("input", "folder-unreadable", `cannot list a folder: ${first.reason}`, {
			where: first.path,
			next: "check its owner and mode, or name the files to use",
		});
	const root = findRoot(folder);
	return files.map((absolute) => {
		const own = root ?? dirname(absolute);
		return { root: own, absolute, file: toProject(own, absolute) };
	});
}

function isFolder(path: string): boolean {
	return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
