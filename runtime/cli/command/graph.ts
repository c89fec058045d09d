import { resolve } from "node:path";
import { type GraphView, graphView } from "@dagwright/core";
import { SilentExit } from "../failure.ts";
import { resolveSource, shownPath } from "../project/project.ts";
import { writeTextFile } from "../project/write-text-file.ts";
import { isRunName } from "../run/run-name.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface GraphOptions {
	readonly format: "mermaid" | "dot" | "svg";
	readonly theme: "light" | "dark";
	readonly output?: string;
	readonly workflow?: string;
	readonly json?: true;
}

/**
 * `dag graph`: a workflow, or a run with its statuses, as Mermaid, DOT, SVG or data. Of a file with mistakes it draws
 * all that could be understood, tells the mistakes on stderr and fails.
 */
export async function graph(terminal: Terminal, target: string, options: GraphOptions): Promise<void> {
	const { view, broken } = isRunName(target)
		? { view: await viewRun(terminal, target), broken: undefined }
		: await viewFile(terminal, target, options);
	const text = await print(view, options);
	if (options.output === undefined) terminal.out.write(text);
	else {
		const path = resolve(terminal.cwd, options.output);
		writeTextFile(path, text);
		terminal.err.write(`${terminal.err.style.ok(terminal.symbols.succeeded)} ${shownPath(terminal.cwd, path)}\n`);
	}
	if (broken !== undefined) throw broken;
}

async function print(view: GraphView, options: GraphOptions): Promise<string> {
	if (options.json === true) return `${JSON.stringify(view)}\n`;
	switch (options.format) {
		case "mermaid":
			return (await import("../graph/mermaid.ts")).toMermaid(view);
		case "dot":
			return (await import("../graph/dot.ts")).toDot(view);
		case "svg":
			return (await import("../graph/svg.ts")).toSvg(view, { theme: options.theme, now: Date.now() });
	}
}

async function viewFile(
	terminal: Terminal,
	given: string,
	options: GraphOptions,
): Promise<{ readonly view: GraphView; readonly broken: SilentExit | undefined }> {
	const { compileFile } = await import("../project/compile-file.ts");
	const { requirePlan } = await import("../project/require-plan.ts");
	const { createSourceReader } = await import("../project/source-reader.ts");
	const source = resolveSource(terminal.cwd, given);
	const reader = createSourceReader(source.root);
	const compiled = await compileFile(source.root, source.file, options.workflow, reader);
	const { workflow, json } = options;
	try {
		const plan = requirePlan(terminal, source, compiled, reader, {
			...(workflow === undefined ? {} : { workflow }),
			...(json === undefined ? {} : { json }),
		});
		return { view: graphView(plan), broken: undefined };
	} catch (error) {
		if (!(error instanceof SilentExit) || compiled.plan === undefined || json === true) throw error;
		return { view: graphView(compiled.plan), broken: error };
	}
}

async function viewRun(terminal: Terminal, name: string): Promise<GraphView> {
	const { loadRun } = await import("../run/load-run.ts");
	const { plan, state } = loadRun(terminal, name);
	return graphView(plan, state);
}
