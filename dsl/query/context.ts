/**
 * Where in the language a cursor stands, told from the text before it alone: the rest of the line may be half typed, and
 * the tree then says little. One pass over the text, with brackets and what opened them.
 */

/** A word, number or punctuation; a string is one token, `"`. */
export interface TextToken {
	readonly text: string;
	/** It is the first on its line. */
	readonly first: boolean;
	/** Number of brackets around it. */
	readonly depth: number;
}

/** An open bracket, with what stands before it. */
export interface Frame {
	readonly kind: BlockKind | "object" | "list" | "call" | "interpolation" | "names";
	/** Index of the first token inside. */
	readonly start: number;
	/** Index of the word that opened the block, such as `job`; -1 where there is none. */
	readonly head: number;
}

export type BlockKind =
	| "file"
	| "workflow"
	| "group"
	| "loop"
	| "hook"
	| "body"
	| "fields"
	| "defaults"
	| "environment"
	| "test";

export interface TextContext {
	readonly tokens: readonly TextToken[];
	/** Innermost last; the first is the file. */
	readonly frames: readonly Frame[];
	/** The cursor is inside a string or a comment, where nothing is offered. */
	readonly inert: boolean;
	/** The word that is being typed is the first on its line. */
	readonly first: boolean;
}

const blocks: Readonly<Record<string, BlockKind>> = {
	workflow: "workflow",
	group: "group",
	loop: "loop",
	job: "body",
	fallback: "body",
	rollback: "body",
	on: "hook",
	type: "fields",
	outputs: "fields",
	defaults: "defaults",
	environment: "environment",
	test: "test",
};

const file: Frame = { kind: "file", start: 0, head: -1 };

/** Reads the text before a word that is being typed. */
export function contextOf(before: string): TextContext {
	const text = before.replace(/[A-Za-z_]\w*$/, "");
	const tokens: TextToken[] = [];
	const frames: Frame[] = [file];
	/** Strings that are open around an interpolation, by their quote. */
	const strings: string[] = [];
	let at = 0;
	let newLine = true;
	const push = (token: string): void => {
		tokens.push({ text: token, first: newLine, depth: frames.length - 1 });
		newLine = false;
	};
	/** Reads on in a string; false where it does not end before the cursor. */
	const string = (quote: string): boolean => {
		for (; at < text.length; at++) {
			if (text[at] === "\\") at++;
			else if (text.startsWith("${", at)) {
				at += 2;
				strings.push(quote);
				frames.push({ kind: "interpolation", start: tokens.length, head: -1 });
				return true;
			} else if (text.startsWith(quote, at)) {
				at += quote.length;
				push('"');
				return true;
			} else if (quote === '"' && text[at] === "\n") return true;
		}
		return false;
	};
	const inert = { tokens, frames, inert: true, first: false };
	while (at < text.length) {
		const rest = text.slice(at, at + 64);
		const character = text[at] ?? "";
		if (character === "\n") {
			newLine = true;
			at++;
		} else if (/\s/.test(character)) at++;
		else if (rest.startsWith("//")) {
			const end = text.indexOf("\n", at);
			if (end < 0) return inert;
			at = end;
		} else if (rest.startsWith("/*")) {
			const end = text.indexOf("*/", at + 2);
			if (end < 0) return inert;
			at = end + 2;
		} else if (character === '"') {
			const quote = rest.startsWith('"""') ? '"""' : '"';
			at += quote.length;
			if (!string(quote)) return inert;
		} else if (character === "}" && frames.at(-1)?.kind === "interpolation") {
			at++;
			frames.pop();
			if (!string(strings.pop() ?? '"')) return inert;
		} else if ("{([".includes(character)) {
			const { kind, head } = character === "(" ? call : character === "[" ? list : blockOf(tokens, frames.length - 1);
			push(character);
			frames.push({ kind, start: tokens.length, head });
			at++;
		} else if ("})]".includes(character)) {
			if (frames.length > 1) frames.pop();
			push(character);
			at++;
		} else {
			const word = /^(?:[A-Za-z_]\w*|\d[\w.%]*|=>|==|!=|<=|>=|&&|\|\||\?\?|\.\.|[^\s])/.exec(rest)?.[0] ?? character;
			push(word);
			at += word.length;
		}
	}
	return { tokens, frames, inert: false, first: newLine };
}

const call = { kind: "call", head: -1 } as const;
const list = { kind: "list", head: -1 } as const;

/** What a `{` opens: the block of the nearest word before it that opens one, or an object. */
function blockOf(tokens: readonly TextToken[], depth: number): { readonly kind: Frame["kind"]; readonly head: number } {
	const last = tokens.at(-1)?.text ?? "";
	if (["=", "=>", ":", ",", "(", "[", "??", "?"].includes(last)) return { kind: "object", head: -1 };
	if (last === "import") return { kind: "names", head: tokens.length - 1 };
	const head = headOf(tokens, depth);
	const kind = head < 0 ? undefined : blocks[tokens[head]?.text ?? ""];
	return kind ? { kind, head } : { kind: "object", head: -1 };
}

/** Words that begin a statement. */
const heads = new Set(
	(
		"workflow group loop job fallback rollback on type outputs defaults environment test param secret let output next " +
		"import schedule checkpoint retry timeout cache limit succeed needs uses allow sources overlap with mock expect"
	).split(" "),
);

/** Index of the word that begins the unfinished statement at this depth; -1 where a new one may begin. */
export function headOf(tokens: readonly TextToken[], depth: number): number {
	for (let index = tokens.length - 1; index >= 0; index--) {
		const token = tokens[index];
		if (!token || token.depth < depth) return -1;
		if (token.depth > depth) continue;
		// A block ended here; an object or an index may go on.
		if (token.text === "}" && tokens[index + 1]?.first !== false) return -1;
		const next = tokens[index + 1]?.text;
		const previous = tokens[index - 1]?.text ?? "";
		const isName =
			next === "=" ||
			next === ":" ||
			next === "." ||
			[".", ":", "job", "group", "loop"].includes(previous) ||
			// `checkpoint on`
			(token.text === "on" && previous === "checkpoint");
		if (heads.has(token.text) && !(isName && !(token.text === "job" && next !== "="))) return index;
	}
	return -1;
}
