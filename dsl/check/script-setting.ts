import type { FormattedExpression, ScriptPlan, TypedExpression } from "@dagwright/core";
import type { AstNode } from "langium";
import type * as ast from "../generated/ast.ts";
import { type QuotedScript, quoteScript, type ScriptProblem } from "../script/quote-script.ts";
import { textParts } from "../syntax/literals.ts";
import type { Checker } from "./checker.ts";
import { originOf } from "./findings.ts";
import type { SettingModel } from "./model.ts";
import { environmentAt, type PlaceOptions } from "./place.ts";

/** Checks a setting that holds a script: its text is written in place, and each interpolation can be data there. */
export function checkScript(check: Checker, setting: SettingModel, place: PlaceOptions): void {
	const { findings } = check.context;
	const { path } = check.workflow.file;
	const text = textOf(setting);
	check.site(setting.value, place, { kind: "string" }, true);
	if (text === undefined) {
		// A missing value is a mistake of syntax, which is told already.
		if (setting.node.value !== undefined) {
			findings.report("dag/script-text", originOf(path, setting.value.node), { key: setting.key });
		}
		return;
	}
	const { problems, values } = quoted(text);
	for (const problem of problems) {
		const node = values[problem.value] ?? text;
		// What is no value at all is told as that.
		if (
			node.$type === "NameReference" &&
			!environmentAt(place).names.get((node as ast.NameReference).target?.$refText ?? "")
		) {
			continue;
		}
		findings.report("dag/script-interpolation", originOf(path, node), { message: explain(problem) });
	}
}

/** The script of a setting with its interpolations taken out; undefined where it is no text or has a problem. */
export function lowerScript(setting: SettingModel): ScriptPlan | undefined {
	const text = textOf(setting);
	const { typed } = setting.value;
	if (text === undefined || typed === undefined) return undefined;
	// A value is a template of one part, so that it is written as text by the same rules as in a string.
	const values = typed.op === "template" ? typed.parts.filter((part) => typeof part !== "string") : [];
	return {
		text: quoted(text).text,
		values: values.map((part): TypedExpression => asText(part)),
	};
}

/** A file is left as it is: only the host knows the path by which a process finds it. */
export function asText(part: FormattedExpression): TypedExpression {
	return part.format === "path" ? part.value : { op: "template", parts: [part] };
}

function textOf(setting: SettingModel): ast.Text | undefined {
	const { value } = setting.node;
	return value?.$type === "PlainText" || value?.$type === "Template" ? value : undefined;
}

interface QuotedText extends QuotedScript {
	readonly values: readonly (AstNode | undefined)[];
}

/** The check and the lowering ask for the same script. */
const quotedTexts = new WeakMap<ast.Text, QuotedText>();

function quoted(text: ast.Text): QuotedText {
	const known = quotedTexts.get(text);
	if (known !== undefined) return known;
	const parts = textParts(text);
	const texts = parts.filter((_, index) => index % 2 === 0).map((part) => (typeof part === "string" ? part : ""));
	const values = parts
		.filter((_, index) => index % 2 === 1)
		.map((part) => (typeof part === "string" ? undefined : part));
	const script = values.length === 0 ? { text: texts.join(""), problems: [] } : quoteScript({ texts });
	const made = { ...script, values };
	quotedTexts.set(text, made);
	return made;
}

/** A program of one line that takes a value as its argument, for the interpreter that is called. */
function withArgument(command: string | undefined): string {
	const name = command?.replace(/^.*\//, "") ?? "sh";
	if (/^python[\d.]*$/.test(name)) return `${name} -c 'import sys; print(sys.argv[1])' \${value}`;
	if (name === "node" || name === "bun") return `${name} -e 'console.log(process.argv[1])' \${value}`;
	if (name === "perl") return `perl -e 'print $ARGV[0]' \${value}`;
	if (name === "ruby") return `ruby -e 'puts ARGV[0]' \${value}`;
	return `sh -c 'echo "$1"' _ \${value}`;
}

/** Why a value cannot be data there, and what to write instead. */
function explain({ place, command }: ScriptProblem): string {
	switch (place) {
		case "backticks":
			return "Inside backticks a value would become part of the command: write `$(…)` instead of the backticks.";
		case "arithmetic":
			return "In the shell's arithmetic a value would be computed as code: compute it inside `${…}` instead, as `${count + 1}`.";
		case "quoted_here_document":
			return "A here-document with a quoted delimiter expands nothing: take the quotes off the delimiter, and escape the shell's own `$`.";
		case "here_document_word":
			return "The delimiter of a here-document is fixed text: write a word such as `EOF`.";
		case "code":
			return command === "ssh"
				? "`ssh` hands this to a shell on the other side as code: send the value on standard input instead."
				: `\`${command}\` would run this value as code: pass it as an argument after the script, as \`${withArgument(command)}\`.`;
		case "variable_name":
			return "The name of a shell variable is fixed text: a value in it could run commands.";
		case "parameter_expansion":
			return "Inside the shell's `${…}` a value would be a pattern or a name: put it into a variable first, as `v=${value}`.";
		case "after_backslash":
			return "The backslash would escape the value's quotes: write `\\\\` for a backslash.";
		case "after_dollar":
			return "The `$` before the value would be read as part of it: write `\\$` for a dollar sign.";
		case "ansi_quotes":
			return "In `$'…'` a value is not expanded: write `'…'`, or `\"…\"`.";
		case "ambiguous":
			return "The shells disagree on the quotes before this value: write `$'…\\'…'` and quotes within `\"${…}\"` another way.";
		case "nesting":
			return "The substitutions before this value nest too deeply to be followed.";
	}
}
