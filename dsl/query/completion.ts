import type { Origin } from "@dagwright/core";
import { type AstNode, AstUtils } from "langium";
import * as ast from "../generated/ast.ts";
import { type Analysis, type Cursor, cursorAt } from "./analysis.ts";
import { contextOf, type Frame, headOf, type TextToken } from "./context.ts";
import { keywords } from "./keywords.ts";
import { type Completion, fromKeywords, type Place } from "./offer.ts";
import {
	configKeys,
	enumValues,
	expectedValues,
	jobTypes,
	typeOfKey,
	types,
	valuesOfKey,
	workflows,
} from "./offer-config.ts";
import { members, typeOfPath } from "./offer-members.ts";
import { carries, expression, importable, nodes, secrets } from "./offer-names.ts";
import { fieldsOf, insideTested, mockAnswers, mockedOutputs, mockGoesOn, tested, typeOfGiven } from "./offer-tests.ts";
import { typeOfName } from "./type-of.ts";

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
	if (previous === "." && tokens.length > frame.start) {
		const words = frame.kind === "test" ? statement(place, frame) : [];
		const isPath = words.slice(1).every((word) => /^[A-Za-z_.[\]]/.test(word));
		if (words[0] === "mock" && isPath) return insideTested(place, words);
		return words[0] === "expect" && isPath ? [...members(place), ...insideTested(place, words)] : members(place);
	}
	if (previous === ".." || (/^\d/.test(previous) && !startsStatement(place))) return continuing(place, frame);
	switch (frame.kind) {
		case "interpolation":
		case "call":
			return expression(place);
		case "list":
			return [...expectedValues(place, frame), ...expression(place)];
		case "object":
			return previous === ":" ? expression(place) : fields(place, frame);
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
	const head = headOf(own, place.context.frames.length - 1);
	const words = statement(place, frame);
	const previous = own.at(-1)?.text ?? "";
	if (previous === "=" && (frame.kind === "body" || words[0] === undefined || !heads.has(words[0]))) {
		return [...valuesOfKey(place, own.at(-2)?.text ?? ""), ...expression(place)];
	}
	if (head < 0 && previous === "}") return [...afterBraces(place, own), ...starting(place, frame)];
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
	if ((clause === "for" || clause === "carry") && listGoesOn && previous !== "in") return [];
	if (clause === "for" && ["for", ","].includes(own.at(-2)?.text ?? "")) return fromKeywords(keywords.in, 0);
	if (clause === "after" && listGoesOn) return nodes(place);
	if (clause === "after") return [...fromKeywords(keywords.outcome, 0), ...continuing(place, frame)];
	if (clause === "uses" && listGoesOn) return secrets(place);
	if (clause === "uses") return [...fromKeywords(keywords.uses, 0), ...continuing(place, frame)];
	if (clause === "needs" && listGoesOn) return fromKeywords(keywords.needs, 0);
	if (first === "on" && previous === "on") return fromKeywords(keywords.hookEvents, 0);
	if (first === "checkpoint") return checkpoint(previous);
	if (previous === "overlap") return fromKeywords(keywords.overlap, 0);
	if (previous === "allow") return fromKeywords(keywords.allow, 0);
	if (first === "schedule" && previous === '"') {
		const goesOn = keywords.schedule.filter(({ word }) => !words.includes(word));
		return [...fromKeywords(goesOn, 0), ...continuing(place, frame)];
	}
	if (previous === "of") return workflows(place);
	if (first === "next" && previous === "next") return carries(place);
	if (first === "test" && previous === '"') return fromKeywords(keywords.testOf, 0);
	if (first === "mock" && previous !== first) {
		if (previous === "=>") return [...mockAnswers(place, words), ...expression(place)];
		return continuing(place, frame);
	}
	const isAssigned = previous === "=" && (first === "with" || first === "param");
	if (isAssigned) return [...valuesGiven(place, first, own.at(-2)?.text ?? "", words[1]), ...expression(place)];
	if (["==", "!="].includes(previous)) return [...comparedWith(place), ...comparing(place, first)];
	if (["mock", "with", "expect"].includes(first) && (previous === first || isOperator(previous)))
		return tested(place, first);
	if (first === "expect" && /^[A-Za-z_\]]/.test(previous)) {
		return [...fromKeywords(keywords.expected, 0), ...continuing(place, frame)];
	}
	if (["fallback", "rollback"].includes(previous)) return jobTypes(place);
	if (isOperator(previous) || expressionFollows.has(previous)) return expression(place);
	return continuing(place, frame);
}

/** The unfinished statement of a block, without what is in brackets. */
function statement(place: Place, frame: Frame): readonly string[] {
	const own = place.context.tokens.slice(frame.start);
	const depth = place.context.frames.length - 1;
	const words = own.slice(Math.max(0, headOf(own, depth))).filter((token) => token.depth === depth);
	return words.map((token) => token.text);
}

/** In an object, the fields that are wanted there: the outputs of a mocked job, or those of a setting's record. */
function fields(place: Place, frame: Frame): readonly Completion[] {
	const { tokens, frames } = place.context;
	const before = tokens.slice(0, frame.start - 1);
	const own = tokens.slice(frame.start).filter(({ depth }) => depth === frames.length - 1);
	const given = new Set(own.filter((_, index) => own[index + 1]?.text === ":").map(({ text }) => text));
	const depth = frames.length - 2;
	const head = headOf(before, depth);
	if (before[head]?.text === "mock" && before.at(-1)?.text === "=>") {
		const words = before.slice(head).filter((token) => token.depth === depth);
		const names = words.map(({ text }) => text);
		return mockedOutputs(place, names, given);
	}
	if (before.at(-1)?.text !== "=" || frames.at(-2)?.kind !== "body") return [];
	return fieldsOf(typeOfKey(place, before.at(-2)?.text ?? ""), given);
}

/** Behind a closing brace on its line: an import goes on with its file, a mock with its next outcome. */
function afterBraces({ context }: Place, own: readonly TextToken[]): readonly Completion[] {
	const depth = context.frames.length - 1;
	const head = own.slice(headOf(own.slice(0, -1), depth));
	if (head[0]?.text === "import") return fromKeywords(keywords.from, 0);
	return head[0]?.text === "mock"
		? mockGoesOn(head.filter((token) => token.depth === depth).map(({ text }) => text))
		: [];
}

/** The values of the enum that a param of a test, or the default of a param, may be. */
function valuesGiven(place: Place, first: string, given: string, name = ""): readonly Completion[] {
	const { cursor, from } = place;
	return enumValues(first === "with" ? typeOfGiven(place, given) : typeOfName(cursor.analysis, from, name));
}

/** What a value of an enum may be compared with. */
function comparedWith(place: Place): readonly Completion[] {
	return enumValues(typeOfPath(place, place.context.tokens.slice(0, -1)));
}

function comparing(place: Place, first: string): readonly Completion[] {
	return first === "expect" ? tested(place, first) : expression(place);
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
	const words = statement(place, frame);
	const more =
		head === "retry"
			? fromKeywords(keywords.retry, 0)
			: head === "mock"
				? mockGoesOn(words)
				: isHeader && words.includes("for")
					? fromKeywords(keywords.where, 0)
					: [];
	if (head === "mock" && !first) return more;
	return [...more, ...header, ...(first || !isHeader ? starting(place, frame) : [])];
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

function checkpoint(previous: string): readonly Completion[] {
	if (previous === "checkpoint") return fromKeywords(keywords.checkpoint, 0);
	return previous === "on" || previous === ","
		? fromKeywords(keywords.triggers, 0)
		: [...fromKeywords(keywords.keep, 0), ...fromKeywords(keywords.workflow, 0)];
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
