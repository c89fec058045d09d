import type { LexicalProblem, Token } from "./token.ts";

/** Bytes of UTF-8 that one file may have. */
export const maxFileBytes = 1_000_000;
/** How deep brackets, interpolations, type arguments, prefixes and conditionals may nest. */
export const maxNesting = 64;
/** Operators, members, indexes and calls in one expression: each makes the tree deeper, as brackets do. */
export const maxOperators = 500;

/** Refuses a text by its size or content alone, before it is read. */
export function refuseText(text: string): LexicalProblem | undefined {
	if (text.length > maxFileBytes || (text.length * 3 > maxFileBytes && utf8Length(text) > maxFileBytes)) {
		return { code: "dag/limit", message: "this file is larger than 1 MB: split it into several", offset: 0, length: 0 };
	}
	const nul = text.indexOf("\0");
	if (nul >= 0) {
		return { code: "dag/syntax", message: "this is not a text file: it holds a NUL byte", offset: nul, length: 1 };
	}
	return undefined;
}

/** Refuses tokens that would nest too deep for a recursive reader, before any of them recurses. */
export function refuseNesting(tokens: readonly Token[]): LexicalProblem | undefined {
	/** The open brackets. */
	const outer: Level[] = [];
	let level = newLevel(false);
	/** Levels of nesting around the innermost bracket. */
	let around = 0;
	let previous = "";
	let previousImage = "";
	for (const token of tokens) {
		const name = token.tokenType.name;
		if (opening.has(name)) {
			level.operators++;
			around += level.nested + 1;
			outer.push(level);
			level = newLevel(level.declares);
		} else if (closing.has(name)) {
			level = outer.pop() ?? newLevel(false);
			around = Math.max(0, around - level.nested - 1);
		} else if (nests(name, previous, previousImage)) {
			if (name === "?" && level.declares) continue;
			level.nested++;
			level.operators++;
			if (name === "?") level.conditionals++;
		} else if (operators.has(name)) {
			level.operators++;
		} else if (name === ":" && level.conditionals > 0) {
			level.conditionals--;
		} else if (!operands.has(name)) {
			level.nested = level.operators = level.conditionals = 0;
			if (!punctuation.has(name)) level.declares = declaring.has(name);
			else if (name === "=") level.declares = false;
		}
		if (around + level.nested > maxNesting) return tooDeep(token);
		if (level.operators > maxOperators) return tooLong(token);
		previous = name;
		previousImage = token.image;
	}
	return undefined;
}

/** What nests, or follows one another, within one bracket and one expression. */
interface Level {
	nested: number;
	operators: number;
	/** `?` whose `:` is still to come. */
	conditionals: number;
	/** Types stand here, where `?` means optional. */
	declares: boolean;
}

function newLevel(declares: boolean): Level {
	return { nested: 0, operators: 0, conditionals: 0, declares };
}

const opening = new Set(["{", "(", "[", "TEMPLATE_HEAD"]);
const closing = new Set(["}", ")", "]", "TEMPLATE_TAIL"]);
const operators = new Set("* / % + - < <= > >= in == != && || ?? . TEMPLATE_MIDDLE".split(" "));
const operands = new Set("ID TEXT NUMBER DURATION SIZE PERCENT MALFORMED_NUMBER true false null ..".split(" "));
const punctuation = new Set([":", "=", ","]);
const declaring = new Set(["param", "let", "output", "outputs", "type", "carry"]);

/** Each `?` of a conditional, `!`, prefix `-`, lambda and type argument nests what follows it. */
function nests(name: string, previous: string, previousImage: string): boolean {
	if (name === "-") return !operands.has(previous) && !closing.has(previous);
	if (name === "<") return previousImage === "list" || previousImage === "map";
	return name === "?" || name === "!" || name === "=>";
}

function tooDeep(token: Token): LexicalProblem {
	const remedy = "name a part of an expression with `let`, or make a block a workflow that is called";
	return refusal(token, `this nests deeper than ${maxNesting} levels: ${remedy}`);
}

function tooLong(token: Token): LexicalProblem {
	return refusal(token, `this expression has more than ${maxOperators} operators: name a part of it with \`let\``);
}

function refusal(token: Token, message: string): LexicalProblem {
	return { code: "dag/limit", message, offset: token.startOffset, length: token.image.length };
}

function utf8Length(text: string): number {
	return new TextEncoder().encode(text).length;
}
