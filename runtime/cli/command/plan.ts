import { criticalPath } from "@dagwright/core";
import { describePlan } from "../plan/describe-plan.ts";
import { compileFile } from "../project/compile-file.ts";
import { resolveSource } from "../project/project.ts";
import { requirePlan } from "../project/require-plan.ts";
import { createSourceReader } from "../project/source-reader.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** `dag plan`: the plan of a workflow, readable or as JSON. */
export async function plan(
	terminal: Terminal,
	given: string,
	options: { readonly workflow?: string; readonly json?: true },
): Promise<void> {
	const source = resolveSource(terminal.cwd, given);
	const reader = createSourceReader(source.root);
	const compiled = await compileFile(source.root, source.file, options.workflow, reader);
	const checked = requirePlan(terminal, source, compiled, reader, options);
	if (options.json === true) {
		terminal.out.write(`${JSON.stringify(checked)}\n`);
		return;
	}
	const { style } = terminal.out;
	const { columns } = terminal.out.size();
	const critical = criticalPath(checked);
	terminal.out.write(describePlan(checked, { style, symbols: terminal.symbols, columns, critical }));
}
