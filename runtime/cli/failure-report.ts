import { type Command, CommanderError } from "commander";
import type { ExitName } from "./exit-codes.ts";
import { CommandFailure } from "./failure.ts";
import { shellWord } from "./terminal/shell-word.ts";
import type { Channel } from "./terminal/terminal.ts";
import { wrap } from "./terminal/width.ts";

/** Engine errors by the end of their code; whatever else the engine refuses is about the machine. */
const engineExits: Readonly<Record<string, ExitName>> = {
	"run-locked": "held",
	overlap: "held",
	"not-found": "input",
	"run-not-found": "input",
	"unknown-run": "input",
	"run-finished": "input",
	unsupported: "refused",
	"never-fits": "refused",
	"secret-missing": "refused",
	"secrets-mode": "refused",
	"secrets-syntax": "input",
	"run-not-begun": "input",
	"unknown-checkpoint": "input",
	"plan-changed": "input",
	"artifact-gone": "input",
	"never-ran": "input",
	"unknown-job": "usage",
	"bad-output": "usage",
	"wrong-type": "usage",
	refused: "input",
	"not-retried": "input",
	param: "usage",
};

/** Turns whatever a command threw into a failure to tell; a bug is told as one. */
export function toFailure(error: unknown, argv: readonly string[], program: Command): CommandFailure {
	if (error instanceof CommandFailure) return error;
	if (error instanceof CommanderError) return usageFailure(error, argv, program);
	if (isUserError(error)) {
		const suffix = error.code.split("/").at(-1) ?? "";
		const otherwise = error.code.startsWith("config/") ? "input" : suffix.includes("param") ? "usage" : "host";
		const exit = engineExits[suffix] ?? otherwise;
		return new CommandFailure(exit, error.code, sentence(error.message), {
			...(error.where === undefined ? {} : { where: error.where }),
			...(error.remedy === undefined ? {} : { next: error.remedy }),
		});
	}
	const system = systemFailure(error);
	if (system !== undefined) return system;
	const message = error instanceof Error ? error.message : String(error);
	return new CommandFailure("bug", "bug", `dag made a mistake: ${message}`, {
		next: "run it again with DAG_DEBUG=1 and report what it prints",
	});
}

/** The failure as text: `error: …`, where, and what to do next; a stack only with DAG_DEBUG=1. */
export function renderFailure(failure: CommandFailure, channel: Channel, cause: unknown): string {
	const { style } = channel;
	const { columns } = channel.size();
	const [first = "", ...rest] = wrap(`error: ${failure.message}`, columns - 1);
	const lines = [
		`${style.fail(style.bold(first.slice(0, 6)))}${style.bold(first.slice(6))}`,
		...rest.map((line) => style.bold(line)),
	];
	if (failure.where !== undefined) lines.push(`  ${style.hint("-->")} ${failure.where}`);
	for (const next of failure.next) {
		const [head = "", ...more] = wrap(next, Math.max(20, columns - 11));
		lines.push(`  ${style.hint("=")} ${style.bold("help:")} ${head}`, ...more.map((line) => `          ${line}`));
	}
	if (process.env["DAG_DEBUG"] === "1" && cause instanceof Error) lines.push("", style.dim(cause.stack ?? ""));
	return `${lines.join("\n")}\n`;
}

interface UserErrorLike extends Error {
	readonly code: string;
	readonly where: string | undefined;
	readonly remedy: string | undefined;
}

/** The engine's own error for people, known by its shape so that the engine need not be loaded to recognise it. */
function isUserError(error: unknown): error is UserErrorLike {
	return error instanceof Error && error.name === "UserError" && "code" in error && typeof error.code === "string";
}

function usageFailure(error: CommanderError, argv: readonly string[], program: Command): CommandFailure {
	const [message = "", ...hints] = error.message.replace(/^error: /, "").split("\n");
	const command = program.commands.find((candidate) => argv.includes(candidate.name()));
	const help = command === undefined ? "dag --help" : `dag ${command.name()} --help`;
	const suggestion = hints.map((hint) => hint.replace(/^\(|\)$/g, "").replace(/^Did you mean/, "did you mean"));
	const [file] = argv;
	if (error.code === "commander.unknownCommand" && file?.endsWith(".dag") === true)
		suggestion.unshift(`did you mean dag run ${shellWord(file)}?`);
	return new CommandFailure("usage", error.code.replace("commander.", "usage-"), sentence(message), {
		next: [...suggestion, `${help} shows how it is called`],
	});
}

function systemFailure(error: unknown): CommandFailure | undefined {
	if (!(error instanceof Error) || !("code" in error) || !("syscall" in error)) return undefined;
	const where = "path" in error && typeof error.path === "string" ? { where: error.path } : {};
	switch (error.code) {
		case "ENOSPC":
		case "EDQUOT":
			return new CommandFailure("host", "disk-full", "the disk is full", {
				...where,
				next: "free some space and try again",
			});
		case "EACCES":
		case "EPERM":
			return new CommandFailure("input", "no-permission", "no permission for a file or folder", {
				...where,
				next: "check its owner and mode with ls -ld",
			});
		case "EROFS":
			return new CommandFailure("host", "read-only", "the file system is read-only", where);
		case "ENOENT":
			return new CommandFailure("input", "file-missing", "a file or folder is missing", where);
		case "ENOTDIR":
			return new CommandFailure("input", "no-folder", "a part of the path is not a folder", where);
		case "EISDIR":
			return new CommandFailure("input", "is-folder", "it is a folder, not a file", where);
		case "ENAMETOOLONG":
			return new CommandFailure("input", "name-too-long", "the name of a file or folder is too long", where);
		default:
			return undefined;
	}
}

/** Error messages begin small and have no full stop. */
function sentence(text: string): string {
	return text.replace(/\.$/, "");
}
