import { statSync } from "node:fs";
import { resolve } from "node:path";
import { InvalidArgumentError, Option } from "commander";
import { CommandFailure } from "./failure.ts";
import { parseDuration } from "./terminal/quantity.ts";
import type { Terminal } from "./terminal/terminal.ts";

/** `--json`, with what it prints. */
export function json(description = "print JSON for scripts"): Option {
	return new Option("--json", description);
}

/** For runs of another project than the one around the current folder. */
export function project(): Option {
	return new Option("-C, --project <folder>", "work in the project of this folder");
}

/** The terminal as seen from the project that `--project` names; refuses what is no folder. */
export function inProject(terminal: Terminal, options: { readonly project?: string }): Terminal {
	if (options.project === undefined) return terminal;
	const cwd = resolve(terminal.cwd, options.project);
	if (statSync(cwd, { throwIfNoEntry: false })?.isDirectory() !== true)
		throw new CommandFailure("input", "no-folder", `there is no folder ${options.project}`, {
			where: cwd,
			next: "--project takes a folder of the project whose runs are meant",
		});
	return { ...terminal, cwd };
}

/** `--no-wait`. */
export function noWait(): Option {
	return new Option("--no-wait", "end, with code 7, once only people are waited for; dag resume goes on");
}

/** `--workflow`. */
export function workflow(): Option {
	return new Option("--workflow <name>", "which workflow, where the file has more than one");
}

/** Gathers the values of a flag that may be repeated. */
export function collect(value: string, previous: readonly string[] = []): readonly string[] {
	return [...previous, value];
}

/** Reads a whole number from 1. */
export function positiveInteger(text: string): number {
	const value = nonNegativeInteger(text);
	if (value === 0) throw new InvalidArgumentError("It must be 1 or more.");
	return value;
}

/** Reads a whole number from 0. */
export function nonNegativeInteger(text: string): number {
	if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
	return Number(text);
}

/** Reads a duration such as `7d`, as ms. */
export function duration(text: string): number {
	const ms = parseDuration(text);
	if (ms === undefined) throw new InvalidArgumentError("It must be a duration such as 30m, 12h or 7d.");
	return ms;
}
