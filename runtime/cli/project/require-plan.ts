import { join } from "node:path";
import type { Plan } from "@dagwright/core";
import { nearestName } from "@dagwright/core/expression";
import type { CompileResult } from "@dagwright/dsl";
import { renderDiagnostic, summariseDiagnostics } from "../diagnostic/render-diagnostic.ts";
import { CommandFailure, SilentExit } from "../failure.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { type SourceFile, shownPath } from "./project.ts";
import type { SourceReader } from "./source-reader.ts";

/** The plan of a file that compiled; tells what is wrong, on stderr, and ends the command where there is none to use. */
export function requirePlan(
	terminal: Terminal,
	source: SourceFile,
	compiled: Omit<CompileResult, "origins">,
	reader: SourceReader,
	options: { readonly workflow?: string; readonly json?: true },
): Plan {
	const errors = compiled.diagnostics.filter(({ severity }) => severity === "error");
	if (options.json !== true) {
		// Hints are for the editor and `dag check`; they would only stand in the way of a run.
		const shown = compiled.diagnostics.filter(({ severity }) => severity !== "hint");
		for (const diagnostic of shown)
			terminal.err.write(
				`${renderDiagnostic(diagnostic, {
					style: terminal.err.style,
					columns: terminal.err.size().columns,
					source: reader.text,
					shown: (file) => shownPath(terminal.cwd, join(source.root, file)),
				})}\n`,
			);
		if (errors.length > 0) terminal.err.write(`${summariseDiagnostics(shown, 1, terminal.err.style)}\n`);
	}
	if (errors.length > 0) {
		if (options.json === true)
			terminal.out.write(
				`${JSON.stringify({ type: "error", code: "diagnostics", message: errors[0]?.message ?? "", diagnostics: compiled.diagnostics })}\n`,
			);
		throw new SilentExit("failed");
	}
	const undecided = compiled.workflows.length > 1 && options.workflow === undefined;
	if (compiled.plan === undefined || !compiled.runnable || undecided) throw noPlan(source, compiled, options.workflow);
	return compiled.plan;
}

function noPlan(
	source: SourceFile,
	{ workflows }: Pick<CompileResult, "workflows">,
	wanted: string | undefined,
): CommandFailure {
	const where = { where: source.absolute };
	if (wanted !== undefined && !workflows.includes(wanted)) {
		const near = nearestName(wanted, workflows);
		return new CommandFailure("usage", "unknown-workflow", `the file has no workflow ${wanted}`, {
			...where,
			next: near === undefined ? `it has: ${workflows.join(", ") || "none"}` : `did you mean ${near}?`,
		});
	}
	if (workflows.length > 1)
		return new CommandFailure("usage", "which-workflow", `the file has ${workflows.length} workflows`, {
			...where,
			next: `say which: --workflow ${workflows.join(" or --workflow ")}`,
		});
	return new CommandFailure("failed", "no-workflow", "the file has no workflow", {
		...where,
		next: "dag init writes one to start from",
	});
}
