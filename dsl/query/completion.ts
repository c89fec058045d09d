import type { Origin, Type } from "@dagwright/core";
import { describeType, type ExpressionFunction, functionSections } from "@dagwright/core/expression";
import { type AstNode, AstUtils } from "langium";
import { resolveJobType } from "../check/job-types.ts";
import { builtinTypes } from "../check/types.ts";
import * as ast from "../generated/ast.ts";
import { visibleDeclarations } from "../syntax/scope.ts";
import { type Analysis, type Cursor, cursorAt } from "./analysis.ts";
import { contextOf, type Frame, headOf, type TextContext, type TextToken } from "./context.ts";
import { configKeyMarkdown, declarationMarkdown, functionMarkdown, jobTypeMarkdown } from "./hover.ts";
import { type Keyword, keywords } from "./keywords.ts";
import { typeNameOf, workflowOf } from "./resolve.ts";
import { elementType, membersOf, memberType, specialNames, typeOfName } from "./type-of.ts";

/** Something that may be typed at a place. */
export interface Completion {
	readonly label: string;
	readonly kind:
		| "keyword"
		| "name"
		| "job"
		| "type"
		| "job type"
		| "config key"
		| "member"
		| "function"
		| "value"
		| "secret";
	readonly detail?: string;
	/** Markdown. */
	readonly documentation?: string;
	/** What to insert, with `$1` as stops; the label itself where absent. */
	readonly snippet?: string;
	/** Lower comes first; within a rank by name. */
	readonly rank: number;
}

/** All that may stand at a position, whatever part of it is typed already. */
export function completionsAt(analysis: Analysis, position: Origin["start"]): readonly Completion[] {
	const cursor = cursorAt(analysis, position);
	if (!cursor) return [];
	const context = contextOf(cursor.file.text.slice(0, cursor.offset));
	if (context.inert) return [];
	const place: Place = { cursor, context, from: scopeNode(cursor) };
	const found = offersAt(place);
	return [...new Map(found.map((each) => [each.label, each] as const).reverse()).values()].reverse();
}

interface Place {
	readonly cursor: Cursor;
	readonly context: TextContext;
	/** The node whose names are visible. */
	readonly from: AstNode;
}

/** Half-typed text may lie outside of any node; then it belongs to the workflow that began last before it. */
function scopeNode({ node, file, offset }: Cursor): AstNode {
	if (AstUtils.getContainerOfType(node, ast.isWorkflow) || AstUtils.getContainerOfType(node, ast.isTest)) return node;
	const before = file.tree.declarations.filter(({ $cstNode }) => ($cstNode?.offset ?? offset) < offset);
	return before.at(-1) ?? node;
}

function offersAt(place: Place): readonly Completion[] {
	const { tokens, frames } = place.context;
	const frame = frames.at(-1);
	const previous = tokens.at(-1)?.text ?? "";
	if (!frame) return [];
	if (previous === "." && tokens.length > frame.start) return members(place);
	if (previous === ".." || (/^\d/.test(previous) && !startsStatement(place))) return continuing(place, frame);
	switch (frame.kind) {
		case "interpolation":
		case "call":
			return expression(place);
		case "list":
			return [...expectedValues(place, frame), ...expression(place)];
		case "object":
			return previous === ":" ? expression(place) : [];
		case "names":
			return importable(place);
		case "environment":
			return previous === "=" || isOperator(previous) ? expression(place) : [];
		default:
			return inBlock(place, frame);
	}
}

/** In a block a statement may begin, or one that is begun goes on. */
function inBlock(place: Place, frame: Frame): readonly Completion[] {
	const { tokens } = place.context;
	const own = tokens.slice(frame.start);
	const depth = place.context.frames.length - 1;
	const head = headOf(own, depth);
	const words = own
		.slice(Math.max(0, head))
		.filter((token) => token.depth === depth)
		.map((token) => token.text);
	const previous = own.at(-1)?.text ?? "";
	if (previous === "=" && (frame.kind === "body" || words[0] === undefined || !heads.has(words[0]))) {
		return [...valuesOfKey(place, own.at(-2)?.text ?? ""), ...expression(place)];
	}
	if (head < 0) return isOperator(previous) ? expression(place) : starting(place, frame);
	const [first = ""] = words;
	// A new name is the writer's.
	if (previous === first && naming.has(first)) return [];
	const clause = words.findLast((word) => clauses.has(word)) ?? first;
	if (first === "job" && previous === ":") return words.length === 3 ? jobTypes(place) : [];
	if (previous === ":" && ["param", "let", "output"].includes(first)) return types(place);
	if (previous === "<") return types(place);
	if (frame.kind === "fields") return previous === ":" ? types(place) : [];
	const listGoesOn = previous === clause || previous === ",";
	if (clause === "after" && listGoesOn) return nodes(place);
	if (clause === "after") return [...fromKeywords(keywords.outcome, 0), ...continuing(place, frame)];
	if (clause === "uses" && listGoesOn) return secrets(place);
	if (clause === "needs" && listGoesOn) return fromKeywords(keywords.needs, 0);
	if (first === "on" && previous === "on") return fromKeywords(keywords.hookEvents, 0);
	if (first === "checkpoint") return checkpoint(previous);
	if (previous === "of") return workflows(place);
	if (first === "next" && previous === "next") return carries(place);
	if (["mock", "with", "expect"].includes(first) && (previous === first || isOperator(previous)))
		return tested(place, first);
	if (["fallback", "rollback"].includes(previous)) return jobTypes(place);
	if (isOperator(previous) || expressionFollows.has(previous)) return expression(place);
	return continuing(place, frame);
}

const heads: ReadonlySet<string> = new Set([
	"param",
	"let",
	"output",
	"next",
	"with",
	"job",
	"group",
	"loop",
	"expect",
]);
const naming: ReadonlySet<string> = new Set("workflow job group loop type param secret let output test".split(" "));
const clauses: ReadonlySet<string> = new Set(
	"for where when after critical carry max until uses needs in backoff".split(" "),
);
const expressionFollows: ReadonlySet<string> = new Set(["when", "where", "until", "in", "expect"]);

/** The statement is complete enough to end here: its header may go on, or another begins. */
function continuing(place: Place, frame: Frame): readonly Completion[] {
	const { tokens, first } = place.context;
	const own = tokens.slice(frame.start);
	const head = own[headOf(own, place.context.frames.length - 1)]?.text;
	const header =
		head === "job" || head === "group"
			? fromKeywords(keywords.header, 0)
			: head === "loop"
				? [...fromKeywords(keywords.loopHeader, 0), ...fromKeywords(keywords.header, 0)]
				: [];
	const isHeader = header.length > 0;
	return [...header, ...(first || !isHeader ? starting(place, frame) : [])];
}

function startsStatement({ context }: Place): boolean {
	return context.first;
}

/** What may begin in a block. */
function starting(place: Place, { kind }: Frame): readonly Completion[] {
	switch (kind) {
		case "file":
		case "group":
		case "loop":
		case "hook":
		case "defaults":
		case "test":
		case "workflow":
			return fromKeywords(keywords[kind], 0);
		case "body":
			return [...configKeys(place), ...fromKeywords(keywords.body, 1)];
		default:
			return [];
	}
}

function fromKeywords(words: readonly Keyword[], rank: number): readonly Completion[] {
	return words.map(({ word, documentation, snippet }) => ({
		label: word,
		kind: "keyword",
		documentation,
		...(snippet === undefined ? {} : { snippet }),
		rank,
	}));
}

// ── Names ────────────────────────────────────────────────────────────────────────────────────────────────────────

function expression(place: Place): readonly Completion[] {
	const special = [...specialNames(place.from)].map(([label, type]) => named(label, "name", describeType(type), 0));
	return [
		...visible(place, (node) => !ast.isWorkflow(node) && !ast.isTypeDeclaration(node) && !ast.isImportItem(node)),
		...special,
		...functionSections.flatMap(({ functions }) => functions.map((each) => fromFunction(each, false))),
		...["true", "false", "null"].map((label): Completion => ({ label, kind: "value", rank: 3 })),
	];
}

function nodes(place: Place): readonly Completion[] {
	const own = AstUtils.getContainerOfType(place.from, ast.isJob);
	return visible(place, (node) => node !== own && (ast.isJob(node) || ast.isGroup(node) || ast.isLoop(node)));
}

function secrets(place: Place): readonly Completion[] {
	return visible(place, ast.isSecret);
}

function carries(place: Place): readonly Completion[] {
	return visible(place, ast.isCarry);
}

function visible({ cursor, from }: Place, wanted: (node: AstNode) => boolean): readonly Completion[] {
	const { analysis } = cursor;
	return [...visibleDeclarations(from)].flatMap(([label, node]) => {
		if (!wanted(node)) return [];
		const type = typeOfName(analysis, from, label);
		return [
			{
				label,
				kind: ast.isSecret(node) ? "secret" : ast.isJob(node) || ast.isGroup(node) || ast.isLoop(node) ? "job" : "name",
				...(type && type.kind !== "unknown" ? { detail: describeType(type) } : {}),
				documentation: declarationMarkdown(analysis, node),
				rank: 0,
			} satisfies Completion,
		];
	});
}

function named(label: string, kind: Completion["kind"], detail: string, rank: number): Completion {
	return { label, kind, detail, rank };
}

function fromFunction(known: ExpressionFunction, method: boolean): Completion {
	const takesMore = known.signatures.some(({ parameters }) => parameters.length > (method ? 1 : 0));
	return {
		label: known.name,
		kind: "function",
		detail: known.signatures[0]?.text ?? known.name,
		documentation: functionMarkdown(known),
		snippet: takesMore ? `${known.name}($1)` : `${known.name}()`,
		rank: 2,
	};
}

// ── Members ──────────────────────────────────────────────────────────────────────────────────────────────────────

function members(place: Place): readonly Completion[] {
	const { tokens } = place.context;
	const type = typeOfPath(place, tokens.slice(0, -1));
	if (!type) return [];
	const own = [...membersOf(type)].map(([label, member]) => named(label, "member", describeType(member), 0));
	const titles = methodSections(type);
	return [
		...own,
		...functionSections
			.filter(({ title }) => titles.includes(title))
			.flatMap(({ functions }) => functions.map((each) => fromFunction(each, true))),
	];
}

function methodSections(type: Type): readonly string[] {
	switch (type.kind) {
		case "optional":
			return methodSections(type.of);
		case "list":
		case "fan_out":
			return ["Lists", "Order and sums"];
		case "string":
			return ["Text"];
		case "int":
		case "float":
		case "percent":
		case "duration":
		case "size":
			return ["Numbers"];
		default:
			return [];
	}
}

/** The type of the path that the tokens end with: `clean.metrics`, `sweep[0]`, `xs.first()`, `r` in `sweep.map(r => r`. */
function typeOfPath(place: Place, tokens: readonly TextToken[]): Type | undefined {
	const last = tokens.at(-1);
	if (!last) return undefined;
	if (last.text === "]" || last.text === ")") {
		const open = tokens.findLastIndex((token) => token.depth === last.depth && "([".includes(token.text));
		const before = tokens.slice(0, Math.max(0, open));
		if (last.text === "]") return elementType(typeOfPath(place, before));
		return before.at(-2)?.text === "." ? elementType(typeOfPath(place, before.slice(0, -2))) : undefined;
	}
	const rest = tokens.slice(0, -1);
	if (rest.at(-1)?.text === ".") {
		const target = typeOfPath(place, rest.slice(0, -1));
		return target && memberType(target, last.text);
	}
	return typeOfName(place.cursor.analysis, place.from, last.text) ?? typeOfParameter(place, rest, last.text);
}

/** The parameter of a lambda is an element of the list that its function is called on. */
function typeOfParameter(place: Place, tokens: readonly TextToken[], name: string): Type | undefined {
	const arrow = tokens.findLastIndex((token, index) => token.text === "=>" && tokens[index - 1]?.text === name);
	if (arrow < 4 || tokens[arrow - 2]?.text !== "(" || tokens[arrow - 4]?.text !== ".") return undefined;
	return elementType(typeOfPath(place, tokens.slice(0, arrow - 4)));
}

// ── Types, job types and their config ────────────────────────────────────────────────────────────────────────────

function types({ cursor }: Place): readonly Completion[] {
	const declared = [...cursor.file.names].flatMap(([label, { kind }]) => (kind === "type" ? [label] : []));
	return [
		...declared.map((label): Completion => ({ label, kind: "type", rank: 0 })),
		...[...builtinTypes].map(
			(label): Completion => ({
				label,
				kind: "type",
				...(typeSnippets[label] === undefined ? {} : { snippet: typeSnippets[label] }),
				rank: 1,
			}),
		),
	];
}

const typeSnippets: Readonly<Record<string, string>> = {
	list: "list<$1>",
	map: "map<$1>",
	enum: 'enum("$1")',
};

function jobTypes(place: Place): readonly Completion[] {
	const { catalog } = place.cursor.analysis;
	const builtIn = Object.values(catalog.types).map(
		(type): Completion => ({
			label: type.name,
			kind: "job type",
			detail: type.documentation.split("\n")[0] ?? "",
			documentation: jobTypeMarkdown(type),
			rank: 1,
		}),
	);
	return [...workflows(place), ...builtIn];
}

function workflows({ cursor }: Place): readonly Completion[] {
	return [...cursor.file.names].flatMap(([label, declaration]) =>
		declaration.kind === "workflow"
			? [
					{
						label,
						kind: "job type",
						detail: "workflow",
						documentation: declarationMarkdown(cursor.analysis, declaration.workflow.node),
						rank: 0,
					} as const,
				]
			: [],
	);
}

function configKeys(place: Place): readonly Completion[] {
	const { analysis, file } = place.cursor;
	const body = AstUtils.getContainerOfType(place.from, ast.isBody);
	const written = new Set((body?.members ?? []).filter(ast.isSetting).map(({ key }) => key));
	const name = bodyTypeName(place, body);
	const type = resolveJobType(file, analysis.catalog, name);
	if (type?.kind === "workflow") {
		return type.workflow.params
			.filter((param) => !written.has(param.name))
			.map((param) => ({
				...named(param.name, "config key", describeType(param.type), 0),
				documentation: declarationMarkdown(analysis, param.node),
				snippet: `${param.name} = $0`,
			}));
	}
	if (type?.kind !== "catalog") return [];
	return Object.entries(type.type.config).flatMap(([key, config]) =>
		written.has(key)
			? []
			: [
					{
						label: key,
						kind: "config key",
						detail: `${describeType(config.type)}${config.required ? ", required" : ""}`,
						documentation: configKeyMarkdown(key, config),
						snippet: key === "run" && config.script ? 'run "$0"' : `${key} = $0`,
						rank: config.required ? -1 : 0,
					} as const,
				],
	);
}

/** The tree knows the type; where the body is too broken for one, the text does. */
function bodyTypeName({ context }: Place, body: ast.Body | undefined): string | undefined {
	const known = body && typeNameOf(body.$container);
	if (known) return known;
	const head = context.frames.findLast(({ kind }) => kind === "body")?.head ?? -1;
	const words = context.tokens.slice(head).map((token) => token.text);
	return words[0] === "job" && words[2] === ":" ? words[3] : words[1];
}

/** The values that a config key may have, where there are only some. */
function valuesOfKey(place: Place, key: string): readonly Completion[] {
	const { analysis, file } = place.cursor;
	const name = bodyTypeName(place, AstUtils.getContainerOfType(place.from, ast.isBody));
	const type = resolveJobType(file, analysis.catalog, name);
	const expected =
		type?.kind === "catalog"
			? type.type.config[key]?.type
			: type?.kind === "workflow"
				? type.workflow.params.find((param) => param.name === key)?.type
				: undefined;
	return enumValues(expected);
}

/** In a list, those of its elements. */
function expectedValues(place: Place, frame: Frame): readonly Completion[] {
	const { tokens } = place.context;
	return tokens[frame.start - 2]?.text === "=" ? valuesOfKey(place, tokens[frame.start - 3]?.text ?? "") : [];
}

function enumValues(type: Type | undefined): readonly Completion[] {
	if (type?.kind === "optional") return enumValues(type.of);
	if (type?.kind === "list") return enumValues(type.element);
	return type?.kind === "enum" ? type.values.map((label) => ({ label, kind: "value", rank: -1 })) : [];
}

// ── Other lists ──────────────────────────────────────────────────────────────────────────────────────────────────

function checkpoint(previous: string): readonly Completion[] {
	return previous === "on" || previous === ","
		? fromKeywords(keywords.triggers, 0)
		: fromKeywords(keywords.workflow, 0);
}

/** What the imported file offers; its address stands after the names, so it is known once it is typed. */
function importable({ cursor }: Place): readonly Completion[] {
	const others = cursor.analysis.files.filter((file) => file !== cursor.file);
	return others.flatMap((file) =>
		[...file.names].flatMap(([label, { kind }]) =>
			kind === "unresolved" ? [] : [named(label, kind === "type" ? "type" : "job type", file.path, 0)],
		),
	);
}

/** In a test, the names of the workflow that it is about. */
function tested(place: Place, first: string): readonly Completion[] {
	const { analysis, file } = place.cursor;
	const test = AstUtils.getContainerOfType(place.from, ast.isTest);
	const workflow = workflowOf(analysis, file, test?.workflow?.$refText)?.node;
	if (!workflow) return [];
	return workflow.members.flatMap((node): readonly Completion[] => {
		const isWanted = first === "with" ? ast.isParam(node) : ast.isJob(node) || ast.isGroup(node) || ast.isLoop(node);
		if (!isWanted || !("name" in node) || typeof node.name !== "string") return [];
		return [
			{
				label: node.name,
				kind: first === "with" ? "name" : "job",
				documentation: declarationMarkdown(analysis, node),
				rank: 0,
			},
		];
	});
}

function isOperator(text: string): boolean {
	return [
		"=",
		"==",
		"!=",
		"<",
		"<=",
		">",
		">=",
		"+",
		"-",
		"*",
		"/",
		"%",
		"&&",
		"||",
		"??",
		"?",
		"!",
		",",
		"=>",
	].includes(text);
}
