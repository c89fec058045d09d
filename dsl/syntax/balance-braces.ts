import type { LexicalProblem, Token, TokenTypes } from "./token.ts";

/**
 * Gives the parser blocks that always close. Where the file has as many `{` as `}`, the tokens stay as they are. Where
 * it has not, the indentation tells which one is missing: a `}` without text is put where its block must have ended, a
 * `{` without text where a declaration goes on with what stands inside its braces, and any other `}` that closes nothing
 * is taken out. So a half-typed block costs itself and not the rest of the file.
 */
export function balanceBraces(
	tokens: readonly Token[],
	types: TokenTypes,
): { readonly tokens: Token[]; readonly problems: readonly LexicalProblem[] } {
	const excess = countExcess(tokens);
	if (excess === 0) return { tokens: tokens as Token[], problems: [] };
	return new Balance(types, excess).balance(tokens);
}

/** How many `{` are never closed; negative: how many `}` close nothing; of both, whatever is more certain. */
function countExcess(tokens: readonly Token[]): number {
	let open = 0;
	let stray = 0;
	for (const token of tokens) {
		if (token.tokenType.name === "{") open++;
		else if (token.tokenType.name === "}") {
			if (open > 0) open--;
			else stray++;
		}
	}
	return open > 0 ? open : -stray;
}

interface Opener {
	readonly token: Token;
	/** Column of the first token of its line. */
	readonly indent: number;
	/** A declaration and not a job's policy or setting begins its line. */
	readonly declares: boolean;
}

/** Words that begin a block's next neighbour; anything else on a shallow column may be a matter of taste. */
const starts = new Set(
	"job let group loop output next on param secret workflow type test schedule checkpoint defaults import".split(" "),
);

/** Words that begin a member of a job; they close a brace that was opened on a line like theirs. */
const members = new Set(
	"run retry timeout cache limit succeed needs uses allow environment sources outputs fallback rollback".split(" "),
);
/** Declarations that go on in braces. */
const headers = new Set("workflow job group loop on defaults test".split(" "));
/** What a declaration's braces hold, and its header cannot. */
const inside = new Set([...members, "job", "let", "group", "loop", "next", "param", "secret", "mock", "expect"]);

class Balance {
	readonly #types: TokenTypes;
	readonly #tokens: Token[] = [];
	readonly #problems: LexicalProblem[] = [];
	readonly #open: Opener[] = [];
	#missing: number;
	#stray: number;
	/** The declaration whose `{` is still to come. */
	#header: Token | undefined;
	/** The line of the last `}` that was taken out: its neighbours go with it. */
	#strayLine = 0;

	constructor(types: TokenTypes, excess: number) {
		this.#types = types;
		this.#missing = Math.max(0, excess);
		this.#stray = Math.max(0, -excess);
	}

	balance(tokens: readonly Token[]): { tokens: Token[]; problems: readonly LexicalProblem[] } {
		let line = 0;
		let indent = 0;
		let declares = false;
		for (const token of tokens) {
			const { name } = token.tokenType;
			const startsLine = token.startLine !== line;
			if (startsLine) {
				indent = token.startColumn ?? 1;
				declares = headers.has(name);
			}
			line = token.endLine ?? line;
			if (startsLine && this.#missing > 0) this.#closeForgotten(token, indent);
			if (this.#stray > 0) this.#openForgotten(token, indent);
			if (this.#isStray(token, startsLine, indent)) continue;
			if (name === "{") this.#open.push({ token, indent, declares });
			else if (name === "}") this.#open.pop();
			this.#tokens.push(token);
		}
		const last = tokens.at(-1);
		if (last !== undefined) while (this.#open.length > 0) this.#close(last, true);
		return { tokens: this.#tokens, problems: this.#problems };
	}

	/** A line that begins left of (or, for a neighbour, level with) the line of an open `{` shows that its `}` is missing. */
	#closeForgotten(token: Token, indent: number): void {
		const isClosing = token.tokenType.name === "}";
		const isMember = members.has(token.tokenType.name);
		if (!isClosing && !isMember && !starts.has(token.tokenType.name)) return;
		for (;;) {
			const opener = this.#open.at(-1);
			if (this.#missing === 0 || opener === undefined || (isMember && opener.declares)) return;
			if (isClosing ? opener.indent <= indent : opener.indent < indent) return;
			this.#close(token, false);
		}
	}

	/** A declaration that goes on with what only its braces hold has lost its `{`. */
	#openForgotten(token: Token, indent: number): void {
		const { name } = token.tokenType;
		const header = this.#header;
		if (header !== undefined && inside.has(name) && (header.image === "defaults" || this.#tokens.at(-1) !== header)) {
			const type = this.#types["{"];
			const before = this.#tokens.at(-1);
			if (type !== undefined && before !== undefined) {
				const offset = (before.endOffset ?? before.startOffset) + 1;
				this.#stray--;
				this.#problems.push({
					code: "dag/syntax",
					message: `expected \`{\` before \`${token.image}\``,
					offset,
					length: 0,
				});
				const brace = {
					...before,
					image: "",
					startOffset: offset,
					tokenType: type,
					tokenTypeIdx: type.tokenTypeIdx ?? 0,
				};
				this.#tokens.push({ ...brace, isInsertedInRecovery: true });
				this.#open.push({ token: brace, indent, declares: true });
			}
		}
		if (headers.has(name)) this.#header = token;
		else if (name === "{" || name === "}" || inside.has(name)) this.#header = undefined;
	}

	#close(next: Token, atEnd: boolean): void {
		const opener = this.#open.pop();
		const type = this.#types["}"];
		if (opener === undefined || type === undefined) return;
		this.#missing--;
		this.#problems.push({
			code: "dag/syntax",
			message: "this `{` is never closed: `}` is missing",
			offset: opener.token.startOffset,
			length: 1,
		});
		this.#tokens.push({
			...next,
			image: "",
			startOffset: atEnd ? (next.endOffset ?? next.startOffset) + 1 : next.startOffset,
			tokenType: type,
			tokenTypeIdx: type.tokenTypeIdx ?? 0,
			isInsertedInRecovery: true,
		});
	}

	#isStray(token: Token, startsLine: boolean, indent: number): boolean {
		if (token.tokenType.name !== "}" || this.#stray === 0) return false;
		const opener = this.#open.at(-1);
		const mayGo = startsLine || token.startLine === this.#strayLine || token.startLine !== opener?.token.startLine;
		if (opener !== undefined && !(mayGo && indent > opener.indent)) return false;
		this.#stray--;
		this.#strayLine = token.startLine ?? 0;
		this.#problems.push({
			code: "dag/syntax",
			message: "this `}` closes nothing: is a `{` missing before it?",
			offset: token.startOffset,
			length: 1,
		});
		return true;
	}
}
