import { type Command, CommanderError } from "commander";
import { exitCodes } from "./exit-codes.ts";
import { SilentExit } from "./failure.ts";
import { renderFailure, toFailure } from "./failure-report.ts";
import type { Terminal } from "./terminal/terminal.ts";

/** Runs one command line of a program; resolves to the exit code. Every error ends here as what, where and what next. */
export async function runCommandLine(argv: readonly string[], program: Command, terminal: Terminal): Promise<number> {
	try {
		await program.parseAsync(argv.length === 0 ? ["help"] : argv, { from: "user" });
		return exitCodes.ok.code;
	} catch (error) {
		if (error instanceof SilentExit) return error.exitCode;
		if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.ok.code;
		const failure = toFailure(error, argv, program);
		if (argv.includes("--json"))
			terminal.out.write(
				`${JSON.stringify({
					type: "error",
					code: failure.code,
					message: failure.message,
					...(failure.where === undefined ? {} : { where: failure.where }),
					...(failure.next.length === 0 ? {} : { next: failure.next }),
				})}\n`,
			);
		else terminal.err.write(renderFailure(failure, terminal.err, error));
		return failure.exitCode;
	}
}
