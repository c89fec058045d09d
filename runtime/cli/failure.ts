import { type ExitName, exitCodes } from "./exit-codes.ts";

/** An expected end of a command with something to tell: what happened, where, and what to do next. */
export class CommandFailure extends Error {
	readonly exit: ExitName;
	/** Stable, for `--json`: `file-missing`, `unknown-param`, … */
	readonly code: string;
	/** The file, run or flag it is about. */
	readonly where: string | undefined;
	/** What to do next, one line each. */
	readonly next: readonly string[];

	constructor(
		exit: ExitName,
		code: string,
		message: string,
		details: { readonly where?: string; readonly next?: string | readonly string[] } = {},
	) {
		super(message);
		this.name = "CommandFailure";
		this.exit = exit;
		this.code = code;
		this.where = details.where;
		this.next = typeof details.next === "string" ? [details.next] : (details.next ?? []);
	}

	/** The process's exit code. */
	get exitCode(): number {
		return exitCodes[this.exit].code;
	}
}

/** A command that already said what was wrong, and only has to end with this code. */
export class SilentExit extends Error {
	readonly exitCode: number;

	constructor(exit: ExitName | number) {
		super(`exit ${exit}`);
		this.name = "SilentExit";
		this.exitCode = typeof exit === "number" ? exit : exitCodes[exit].code;
	}
}
