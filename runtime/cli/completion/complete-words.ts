import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command, Option } from "commander";
import type { Candidate } from "./candidate.ts";
import { baselineNames, checkpointNames, instanceNames, jobNames, recentRuns } from "./run-names.ts";

/** Candidates for the last word of a command line, `dag` itself left out. Reads file and run names; starts nothing. */
export async function completeWords(
	program: Command,
	given: readonly string[],
	here: string,
): Promise<readonly Candidate[]> {
	const words = given[0] === "--" ? given.slice(1) : given;
	const current = words.at(-1) ?? "";
	const before = words.slice(0, -1);
	const command = program.commands.find((candidate) => candidate.name() === before[0]);
	const flag = before.findLastIndex((word) => word === "-C" || word === "--project");
	const cwd = flag < 0 ? here : resolve(here, before[flag + 1] ?? "");
	const found =
		before.length === 0
			? [...commandNames(program), ...flags(program, current)]
			: before[0] === "help" && before.length === 1
				? [...commandNames(program), plain("exit-codes"), plain("environment"), plain("json")]
				: command === undefined
					? []
					: await completeCommand(command, before.slice(1), current, cwd);
	return found.filter(({ value }) => value.startsWith(current));
}

async function completeCommand(
	command: Command,
	before: readonly string[],
	current: string,
	cwd: string,
): Promise<readonly Candidate[]> {
	const [, flag, value] = /^(--[a-z-]+)=(.*)$/s.exec(current) ?? [];
	if (flag !== undefined && value !== undefined) {
		const option = optionAwaitingValue(command, flag);
		if (option === undefined) return [];
		const found = optionValues(command, option, before, value, cwd);
		return found.map((candidate) => ({ ...candidate, value: `${flag}=${candidate.value}` }));
	}
	const option = optionAwaitingValue(command, before.at(-1));
	if (option !== undefined) return optionValues(command, option, before, current, cwd);
	if (current.startsWith("-")) return flags(command, current);
	const positional = positionals(command, before);
	const argument = command.registeredArguments[Math.min(positional.length, command.registeredArguments.length - 1)];
	if (argument === undefined || (positional.length >= command.registeredArguments.length && !argument.variadic))
		return [];
	if (argument.argChoices !== undefined) return argument.argChoices.map(plain);
	switch (argument.name()) {
		case "file":
		case "files":
			return paths(cwd, current, (name) => name.endsWith(".dag"));
		case "folder":
			return paths(cwd, current, () => false);
		case "file|run":
			return [...paths(cwd, current, (name) => name.endsWith(".dag")), ...recentRuns(cwd)];
		case "run":
		case "runs":
			return recentRuns(cwd);
		case "name":
			return command.name() === "baseline" ? baselineNames(cwd).map(plain) : [];
		case "job":
			if (command.name() === "approve")
				return (await import("./asking-jobs.ts")).askingJobs(cwd, positional[0] ?? "last");
			return instanceNames(
				cwd,
				(command.name() === "baseline" ? givenTo("--from", before) : positional[0]) ?? "last",
			).map(plain);
		default:
			return [];
	}
}

function commandNames(program: Command): readonly Candidate[] {
	const help: Candidate = { value: "help", description: "show help" };
	return [
		...program
			.createHelp()
			.visibleCommands(program)
			.filter((command) => command.name() !== "help")
			.map((command) => ({ value: command.name(), description: command.summary() })),
		help,
	];
}

function flags(command: Command, current: string): readonly Candidate[] {
	if (!current.startsWith("-")) return [];
	return command
		.createHelp()
		.visibleOptions(command)
		.flatMap((option) => {
			const name = option.long ?? option.short;
			return name === undefined || name === null ? [] : [{ value: name, description: option.description }];
		});
}

function optionAwaitingValue(command: Command, word: string | undefined): Option | undefined {
	if (word === undefined || !word.startsWith("-")) return undefined;
	return command.options.find(
		(option) => (option.long === word || option.short === word) && (option.required || option.optional),
	);
}

function optionValues(
	command: Command,
	option: Option,
	before: readonly string[],
	current: string,
	cwd: string,
): readonly Candidate[] {
	if (option.argChoices !== undefined) return option.argChoices.map(plain);
	const file = before.find((word) => word.endsWith(".dag"));
	switch (option.attributeName()) {
		case "params":
			return paths(cwd, current, (name) => name.endsWith(".json"));
		case "output":
			return paths(cwd, current, () => true);
		case "project":
			return paths(cwd, current, () => false);
		case "only":
			// Only what stands at the top of its workflow may be chosen.
			return declared(cwd, file, /^(?: {0,2}|\t)(?:job|group|loop)\s+([A-Za-z_]\w*)/gm).map(plain);
		case "workflow":
			return declared(cwd, file, /^\s*workflow\s+([A-Za-z_]\w*)/gm).map(plain);
		case "from": {
			if (command.name() === "baseline") return recentRuns(cwd);
			const positional = positionals(command, before);
			return command.name() === "resume"
				? checkpointNames(cwd, positional[0] ?? "last").map(plain)
				: jobNames(cwd, positional[0] ?? "last").map(plain);
		}
		case "set":
			return jobNames(cwd, positionals(command, before)[0] ?? "last").map((name) => plain(`${name}.`));
		case "param":
			return current.includes("=")
				? paramValues(cwd, file, current.slice(0, current.indexOf("=")))
				: declared(cwd, file, /^\s*param\s+([A-Za-z_]\w*)/gm).map((name) => plain(`${name}=`));
		default:
			return [];
	}
}

/** The value of an option: `--from last`, `--from=last`. */
function givenTo(flag: string, words: readonly string[]): string | undefined {
	const at = words.findIndex((word) => word === flag || word.startsWith(`${flag}=`));
	return at < 0 ? undefined : words[at] === flag ? words[at + 1] : words[at]?.slice(flag.length + 1);
}

/** Words that are neither flags nor their values. */
function positionals(command: Command, words: readonly string[]): readonly string[] {
	return words.filter(
		(word, index) => !word.startsWith("-") && optionAwaitingValue(command, words[index - 1]) === undefined,
	);
}

/** `mode=fast`, `mode=full`: of params that have few values. */
function paramValues(cwd: string, file: string | undefined, name: string): readonly Candidate[] {
	if (!/^\w+$/.test(name)) return [];
	const [type = ""] = declared(cwd, file, new RegExp(`^\\s*param\\s+${name}\\s*:\\s*(bool|enum\\([^)]*\\))`, "gm"));
	const values = type === "bool" ? ["true", "false"] : [...type.matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? "");
	return values.map((value) => plain(`${name}=${value}`));
}

/** Names that the file declares, read off its text: quick, and also from a file with mistakes. */
function declared(cwd: string, file: string | undefined, pattern: RegExp): readonly string[] {
	if (file === undefined) return [];
	try {
		const text = readFileSync(resolve(cwd, file), "utf8");
		return [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ""))];
	} catch {
		return []; // Completion never complains.
	}
}

/** Folders, and files that are wanted, below what has been typed of a path. */
function paths(cwd: string, typed: string, wanted: (name: string) => boolean): readonly Candidate[] {
	const folder = typed.includes("/") ? typed.slice(0, typed.lastIndexOf("/") + 1) : "";
	const hidden = typed.slice(folder.length).startsWith(".");
	try {
		return readdirSync(resolve(cwd, folder), { withFileTypes: true })
			.filter((entry) => hidden || !entry.name.startsWith("."))
			.filter((entry) => entry.isDirectory() || wanted(entry.name))
			.filter((entry) => entry.name !== "node_modules")
			.map((entry) => plain(folder + entry.name + (entry.isDirectory() ? "/" : "")));
	} catch {
		return []; // Completion never complains.
	}
}

function plain(value: string): Candidate {
	return { value, description: "" };
}
