import { exitCodes } from "../exit-codes.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { wrap } from "../terminal/width.ts";

/** Pages of help that belong to no single command, by name. */
export function helpTopics(terminal: Terminal): ReadonlyMap<string, () => string> {
	const table = (title: string, rows: readonly (readonly [string, string])[]) => (): string => {
		const { style } = terminal.out;
		const columns = Math.min(terminal.out.size().columns, 100);
		const width = Math.max(...rows.map(([name]) => name.length));
		const lines = rows.flatMap(([name, text]) =>
			wrap(text, Math.max(20, columns - width - 5)).map(
				(line, index) => `  ${style.hint((index === 0 ? name : "").padEnd(width))}  ${line}`,
			),
		);
		return `${style.bold(title)}\n${lines.join("\n")}\n`;
	};
	return new Map([
		[
			"exit-codes",
			table(
				"Exit codes",
				Object.values(exitCodes).map(({ code, meaning }) => [String(code), meaning] as const),
			),
		],
		[
			"environment",
			table("Environment", [
				["DAG_PARAM_<NAME>", "the value of a param that neither --param nor --params gives"],
				["DAG_DEBUG=1", "print the stack of an error"],
				["DAG_ASCII=1", "draw with ASCII only"],
				["NO_COLOR", "no colours, when it is set to anything"],
				["FORCE_COLOR", "colours also into a pipe; 0 turns them off"],
				["CI", "print a line per event instead of redrawing, also on a terminal"],
				["COLUMNS", "the width, where the output is no terminal"],
			]),
		],
	]);
}
