import { newestRun } from "@dagwright/engine/requests";
import { CommandFailure } from "../failure.ts";
import { currentRoot } from "../project/project.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { isRunName } from "./run-name.ts";

/** A run as the command line names it: by number, or `last`. */
export interface RunAddress {
	readonly root: string;
	readonly run: string;
}

/** Finds a run of the project around the current folder; says what there is when it does not exist. */
export function findRun(terminal: Terminal, name: string): RunAddress {
	const root = currentRoot(terminal.cwd);
	if (!isRunName(name))
		throw new CommandFailure("usage", "run-name", `${name} is not a run`, {
			next: "a run is named by its number, or last; dag runs lists them",
		});
	if (name !== "last") return { root, run: name.replace(/^#/, "") };
	const newest = newestRun(root);
	if (newest === undefined)
		throw new CommandFailure("input", "no-runs", "this project has no runs yet", {
			where: root,
			next: "dag run FILE makes one",
		});
	return { root, run: newest };
}
