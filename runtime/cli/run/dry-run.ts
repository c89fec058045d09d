import { criticalPath, type ParamValues, type Plan, type RunOptions } from "@dagwright/core";
import { printValue } from "@dagwright/core/expression";
import { describePlan } from "../plan/describe-plan.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { wrap } from "../terminal/width.ts";

/** Shows what a run would do with these params and options, and does nothing of it. */
export function dryRun(
	terminal: Terminal,
	plan: Plan,
	params: ParamValues,
	options: RunOptions,
	{ json, missing }: { readonly json?: true; readonly missing: readonly string[] },
): void {
	if (json === true) {
		terminal.out.write(`${JSON.stringify({ type: "dry_run", plan, params, options, warnings: missing })}\n`);
		return;
	}
	const { style } = terminal.out;
	const { columns } = terminal.out.size();
	terminal.out.write(describePlan(plan, { style, symbols: terminal.symbols, columns, critical: criticalPath(plan) }));
	const given = Object.entries(params);
	if (given.length > 0) {
		terminal.out.write(`\n${style.bold("Given")}\n`);
		for (const [name, value] of given) terminal.out.write(`  ${name} = ${printValue(value)}\n`);
	}
	if (options.only !== undefined) terminal.out.write(`\nOnly ${options.only.join(", ")} and what they need.\n`);
	const { symbols } = terminal;
	if (missing.length > 0) terminal.out.write("\n");
	for (const message of missing)
		for (const line of wrap(`${symbols.warning} ${message}`, columns - 1)) terminal.out.write(`${style.warn(line)}\n`);
	terminal.out.write(`\n${style.ok(terminal.symbols.succeeded)} It can run. Nothing was started.\n`);
}
