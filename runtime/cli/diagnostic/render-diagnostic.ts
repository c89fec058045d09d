import type { Origin } from "@dagwright/core";
import type { Diagnostic } from "@dagwright/dsl";
import { count } from "../terminal/quantity.ts";
import type { Style } from "../terminal/style.ts";
import { wrap } from "../terminal/width.ts";
import { excerpt } from "./excerpt.ts";

export interface RenderOptions {
	readonly style: Style;
	/** Width of the terminal. */
	readonly columns: number;
	/** The text of a project-relative file, if it can still be read. */
	readonly source: (file: string) => string | undefined;
	/** How a project-relative path is shown: usually relative to the current folder. */
	readonly shown: (file: string) => string;
}

/** Draws one diagnostic as rustc does: what, where, the source with a caret below it, related places, help. */
export function renderDiagnostic(diagnostic: Diagnostic, options: RenderOptions): string {
	const { style } = options;
	const paint = severityPaint(diagnostic.severity, style);
	const places = [diagnostic.at, ...diagnostic.related.map((related) => related.at)];
	const gutter = Math.max(...places.map((place) => String(place.start.line + 1).length));
	const head = `${diagnostic.severity}[${diagnostic.code}]`;
	const [first = "", ...rest] = wrap(`${head}: ${printableMessage(diagnostic.message)}`, options.columns - 1);
	const lines = [
		`${paint(style.bold(first.slice(0, head.length)))}${style.bold(first.slice(head.length))}`,
		...rest.map((line) => style.bold(line)),
		...place(diagnostic.at, "-->", gutter, "^", paint, options),
	];
	for (const related of diagnostic.related) {
		lines.push(
			...hanging(
				`${" ".repeat(gutter + 1)}${style.hint("=")} ${style.bold("note:")} `,
				gutter + 9,
				related.message,
				options,
			),
			...place(related.at, ":::", gutter, "-", style.hint, options),
		);
	}
	// Some messages already ask.
	if (diagnostic.suggestion !== undefined && !diagnostic.message.includes("id you mean")) {
		const help = `did you mean ${style.bold(printableMessage(diagnostic.suggestion))}?`;
		lines.push(`${" ".repeat(gutter + 1)}${style.hint("=")} ${style.bold("help:")} ${help}`);
	}
	return `${lines.join("\n")}\n`;
}

/** `2 errors and 1 warning in 1 file`, or what was checked when nothing is wrong. */
export function summariseDiagnostics(diagnostics: readonly Diagnostic[], files: number, style: Style): string {
	const number = (severity: Diagnostic["severity"]) =>
		diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
	const errors = number("error");
	const warnings = number("warning");
	const hints = number("hint");
	const parts: string[] = [];
	if (errors > 0) parts.push(style.fail(style.bold(count(errors, "error"))));
	if (warnings > 0) parts.push(style.warn(count(warnings, "warning")));
	if (hints > 0) parts.push(style.hint(count(hints, "hint")));
	const where = `in ${count(files, "file")}`;
	if (parts.length === 0) return `${style.ok("No problems")} ${where}.`;
	const last = parts.pop() ?? "";
	return `${parts.length > 0 ? `${parts.join(", ")} and ` : ""}${last} ${where}.`;
}

function place(
	at: Origin,
	arrow: string,
	gutter: number,
	mark: string,
	paint: (text: string) => string,
	options: RenderOptions,
): readonly string[] {
	const { style } = options;
	const where = `${options.shown(at.file)}:${at.start.line + 1}:${at.start.character + 1}`;
	const lines = [`${" ".repeat(gutter)}${style.hint(arrow)} ${where}`];
	const text = options.source(at.file);
	const shown = text === undefined ? undefined : excerpt(text, at, options.columns - gutter - 4);
	if (shown === undefined) return lines;
	const bar = style.hint("|");
	const empty = `${" ".repeat(gutter)} ${bar}`;
	lines.push(empty);
	lines.push(`${style.hint(String(at.start.line + 1).padStart(gutter))} ${bar} ${shown.line}`);
	lines.push(`${empty} ${" ".repeat(shown.indent)}${paint(mark.repeat(shown.width))}`);
	return lines;
}

function hanging(head: string, indent: number, message: string, options: RenderOptions): readonly string[] {
	const lines = wrap(printableMessage(message), Math.max(20, options.columns - indent - 1));
	return lines.map((line, index) => (index === 0 ? head + line : " ".repeat(indent) + line));
}

function severityPaint(severity: Diagnostic["severity"], style: Style): (text: string) => string {
	if (severity === "error") return style.fail;
	return severity === "warning" ? style.warn : style.hint;
}

function printableMessage(message: string): string {
	return message.replace(/\p{Cc}+/gu, " ");
}
