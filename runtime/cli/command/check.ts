import { join, resolve } from "node:path";
import type { Diagnostic } from "@dagwright/dsl";
import { renderDiagnostic, summariseDiagnostics } from "../diagnostic/render-diagnostic.ts";
import { SilentExit } from "../failure.ts";
import { collectSources } from "../project/collect-sources.ts";
import { checkFile } from "../project/compile-file.ts";
import { shownPath } from "../project/project.ts";
import { createSourceReader, type SourceReader } from "../project/source-reader.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface CheckOptions {
	readonly json?: true;
	readonly warningsAsErrors?: true;
}

interface Finding {
	readonly root: string;
	readonly diagnostic: Diagnostic;
}

/** `dag check`: diagnostics of files and all that they import, each told once. */
export async function check(terminal: Terminal, given: readonly string[], options: CheckOptions): Promise<void> {
	const sources = collectSources(terminal.cwd, given);
	const readers = new Map<string, SourceReader>();
	const findings = new Map<string, Finding>();
	for (const { root, file } of sources) {
		const reader = readers.get(root) ?? createSourceReader(root);
		readers.set(root, reader);
		const { diagnostics } = await checkFile(root, file, reader);
		for (const diagnostic of diagnostics) {
			const { at, code, message } = diagnostic;
			findings.set(`${root}\0${at.file}\0${at.start.line}:${at.start.character}\0${code}\0${message}`, {
				root,
				diagnostic,
			});
		}
	}
	const all = [...findings.values()];
	const failed = all.some(
		({ diagnostic: { severity } }) =>
			severity === "error" || (options.warningsAsErrors === true && severity === "warning"),
	);
	// For a program that reads it, what is printed is one value.
	if (options.json === true) await checkProjects(sources.map(({ root }) => root));
	if (options.json === true) printJson(terminal, all, sources.length);
	else {
		for (const { root, diagnostic } of all)
			terminal.out.write(
				`${renderDiagnostic(diagnostic, {
					style: terminal.out.style,
					columns: terminal.out.size().columns,
					source: (file) => readers.get(root)?.text(file),
					shown: (file) => shownPath(terminal.cwd, join(root, file)),
				})}\n`,
			);
		const diagnostics = all.map(({ diagnostic }) => diagnostic);
		terminal.out.write(`${summariseDiagnostics(diagnostics, sources.length, terminal.out.style)}\n`);
	}
	if (options.json !== true) await checkProjects(sources.map(({ root }) => root));
	if (failed) throw new SilentExit("failed");
}

/** Refuses a `dagwright.json` with mistakes, with which no run would begin. */
async function checkProjects(roots: readonly string[]): Promise<void> {
	const { findProject } = await import("@dagwright/engine/config");
	for (const root of new Set(roots)) await findProject(root);
}

function printJson(terminal: Terminal, findings: readonly Finding[], files: number): void {
	const count = (severity: Diagnostic["severity"]) =>
		findings.filter(({ diagnostic }) => diagnostic.severity === severity).length;
	const diagnostics = findings.map(({ root, diagnostic }) => ({
		...diagnostic,
		path: resolve(root, diagnostic.at.file),
	}));
	terminal.out.write(
		`${JSON.stringify({ files, errors: count("error"), warnings: count("warning"), hints: count("hint"), diagnostics })}\n`,
	);
}
