import { isKeywordHere, type WordList, type WordPlace } from "./keyword-context.ts";
import { unitOf } from "./literals.ts";
import { MistypedWords } from "./mistyped-words.ts";
import { scanNumber } from "./numbers.ts";
import { endOfShellExpansion } from "./shell-expansion.ts";
import type { LexicalProblem, Scan, Token, TokenTypes } from "./token.ts";

/** An open bracket, or an open `${` of a string. */
interface Frame {
	readonly kind: "{" | "(" | "[" | "interpolation";
	/** Of an interpolation: its string begins with `"""` and may span lines. */
	readonly triple: boolean;
	readonly offset: number;
}

const word = /[A-Za-z_]\w*/y;
const foreignWord = /[\p{L}\p{N}\p{M}_]+/uy;
/** Longest first. */
const symbol = /=>|==|!=|<=|>=|&&|\|\||\?\?|\.\.|[{}()[\],:.=<>+\-*/%!?]/y;
/** Signs of other languages, and doubled ones, with what they are here. */
const foreignSymbol = /===|!==|:=|::|\.\.\.|->|=<|<>|&(?!&)|\|(?!\|)/y;
const foreignSymbols: Readonly<Record<string, string>> = {
	"===": "==",
	"!==": "!=",
	":=": "=",
	"::": ":",
	"...": "..",
	"->": "=>",
	"=<": "<=",
	"<>": "!=",
	"&": "&&",
	"|": "||",
};
/** `int | null`, as other languages write what may be missing. */
const orNull = /\|[ \t]*(?:null|None)\b/y;
const conditionsFollow = new Set(["when", "until", "where"]);
/** A line that begins a block's neighbour or ends a block. */
const neighbour = /([ \t]*)(?=\}|(?:job|let|group|loop|output|on|param|workflow|test|type)[ \t]+["\w])/y;
const quoted = /'[^'\r\n]*'?|`[^`\r\n]*`?/y;
const stringEscape = /\\(?:[nt\\"]|u\{[0-9A-Fa-f]{1,6}\}|\$)/y;

/**
 * Reads one text into tokens. Never recurses and never throws, whatever the text. Longer than other files: each kind of token
 * is read by a few lines, and all of them share the place in the text and what is open there.
 */
export class Scanner {
	readonly #text: string;
	readonly #types: TokenTypes;
	readonly #tokens: Token[] = [];
	readonly #hidden: Token[] = [];
	readonly #problems: LexicalProblem[] = [];
	readonly #frames: Frame[] = [];
	readonly #mistyped = new MistypedWords();
	#offset = 0;
	#line = 1;
	#lineStart = 0;
	/** A line break was passed since the last token. */
	#newLine = false;
	#list: WordList = "none";
	/** Open `<` of type arguments, where `>=` is two tokens. */
	#typeArguments = 0;
	/** Open single-line interpolations, which end with their line. */
	#inline = 0;
	/** Some `"""` of the file has no partner; undefined until the first one is met. */
	#openTriples: boolean | undefined;
	/** From this offset on, no block comment is closed. */
	#unclosed: number | undefined;

	constructor(text: string, types: TokenTypes) {
		this.#text = text;
		this.#types = types;
	}

	/** Reads the whole text. */
	scan(): Scan {
		while (this.#offset < this.#text.length) this.#scanOne();
		while (this.#frames.some((frame) => frame.kind === "interpolation")) this.#abandonInterpolation();
		return { tokens: this.#tokens, hidden: this.#hidden, problems: this.#problems };
	}

	#scanOne(): void {
		const text = this.#text;
		const code = text.charCodeAt(this.#offset);
		if (code === 10 || code === 13) {
			if (this.#inline > 0) this.#abandonInterpolation();
			else this.#passLineBreak();
		} else if (code === 32 || code === 9 || code === 0xfeff || code === 0xa0) {
			this.#offset++;
		} else if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95) {
			this.#scanWord();
		} else if (code >= 48 && code <= 57) {
			const { token, end } = scanNumber(text, this.#offset);
			this.#emit(token, end);
		} else if (code === 34) {
			const triple = text.startsWith('"""', this.#offset);
			this.#scanText("TEXT", "TEMPLATE_HEAD", this.#offset + (triple ? 3 : 1), triple);
		} else if (code === 47 && (text.startsWith("//", this.#offset) || text.startsWith("/*", this.#offset))) {
			this.#scanComment();
		} else if (code === 125) {
			this.#closeBrace();
		} else {
			this.#scanSymbol();
		}
	}

	#passLineBreak(): void {
		if (this.#text.startsWith("\r\n", this.#offset)) this.#offset++;
		this.#offset++;
		this.#line++;
		this.#lineStart = this.#offset;
		this.#newLine = true;
	}

	#scanWord(): void {
		const end = matchEnd(word, this.#text, this.#offset);
		if (this.#text.charCodeAt(end) > 127) {
			this.#scanForeignWord();
			return;
		}
		const image = this.#text.slice(this.#offset, end);
		const type = this.#types[image];
		const isKeyword = type !== undefined && Object.hasOwn(this.#types, image) && isKeywordHere(this.#place(image, end));
		if (isKeyword) this.#followList(image);
		else if (this.#scanMistyped(image, end)) return;
		this.#emit(isKeyword ? image : "ID", end);
	}

	/** A word that can only mean a keyword, though it is none: one problem, and the keyword for the parser to go on with. */
	#scanMistyped(image: string, end: number): boolean {
		if (this.#joinUnit(image, end)) return true;
		const isPlain = () => this.#nextSign(end) === "other" && !".(".includes(this.#text.charAt(end) || " ");
		const isImported = this.#list === "import" && this.#previousName() !== "}";
		const meant = isImported ? undefined : this.#mistyped.meaning(image, this.#newLine, isPlain);
		if (meant === undefined) return false;
		const isWord = /^\w/.test(meant);
		const message = isWord
			? `\`${image}\` means nothing here. Did you mean \`${meant}\`?`
			: `In this language \`${image}\` is written \`${meant}\`.`;
		this.#followList(meant);
		this.#takeFor(meant, end, message);
		return true;
	}

	/** `4 GB` is read as `4GB`. */
	#joinUnit(image: string, end: number): boolean {
		const number = this.#newLine ? undefined : this.#tokens.at(-1);
		const unit = number?.tokenType.name === "NUMBER" ? unitOf(image) : undefined;
		if (number === undefined || unit === undefined || this.#nextSign(end) !== "other") return false;
		const meant = number.image + unit;
		const { token } = scanNumber(meant, 0);
		const offset = number.startOffset;
		const message = `A number and its unit stand together: \`${meant}\`.`;
		this.#problems.push({ code: "dag/unknown-word", message, suggestion: meant, offset, length: end - offset });
		this.#tokens.pop();
		this.#offset = offset;
		this.#emit(token, end, this.#tokens, meant);
		return true;
	}

	/** Reads on as if the text up to `end` were the keyword or sign that was surely meant. */
	#takeFor(meant: string, end: number, message: string): void {
		const { code, offset } = { code: "dag/unknown-word" as const, offset: this.#offset };
		this.#problems.push({ code, message, suggestion: meant, offset, length: end - offset });
		this.#emit(meant, end, this.#tokens, meant);
	}

	#place(image: string, end: number): WordPlace {
		return {
			word: image,
			previous: this.#previousName(),
			newLine: this.#newLine,
			next: this.#nextSign(end),
			list: this.#list,
			inBrackets: ["(", "["].includes(this.#frames.at(-1)?.kind ?? "{"),
		};
	}

	#previousName(): string {
		return this.#tokens.at(-1)?.tokenType.name ?? "";
	}

	#nextSign(end: number): WordPlace["next"] {
		let offset = this.#passBlanks(end);
		while (this.#text.startsWith("/*", offset)) {
			const close = this.#commentEnd(offset);
			if (close < 0) break;
			offset = this.#passBlanks(close);
		}
		const first = this.#text.charAt(offset);
		if (first === ":") return "colon";
		if (first !== "=") return "other";
		const second = this.#text.charAt(offset + 1);
		if (second === ">") return "arrow";
		return second === "=" ? "other" : "assign";
	}

	#passBlanks(from: number): number {
		let offset = from;
		while (this.#text.charAt(offset) === " " || this.#text.charAt(offset) === "\t") offset++;
		return offset;
	}

	/** Where the block comment that begins at `start` ends; -1 if it is never closed, and then none after it is. */
	#commentEnd(start: number): number {
		if (this.#unclosed !== undefined && start >= this.#unclosed) return -1;
		const close = this.#text.indexOf("*/", start + 2);
		if (close < 0) this.#unclosed = start;
		return close < 0 ? -1 : close + 2;
	}

	#followList(keyword: string): void {
		if (keyword === "import" || keyword === "needs" || keyword === "checkpoint") this.#list = keyword;
		else if (keyword === "from" || this.#list === "import") {
			if (keyword !== "as") this.#list = "none";
		}
	}

	/** A name with letters beyond ASCII: one problem, and a name for the parser to go on with. */
	#scanForeignWord(): void {
		const end = matchEnd(foreignWord, this.#text, this.#offset);
		const image = this.#text.slice(this.#offset, end);
		this.#report(`\`${image}\` is not a name: names are made of the letters a–z, digits and \`_\``, this.#offset, end);
		this.#emit("ID", end);
	}

	#scanSymbol(): void {
		const optional = matchEnd(orNull, this.#text, this.#offset);
		if (optional > this.#offset) {
			this.#takeFor("?", optional, "A type whose value may be missing is written with `?`, as `int?`.");
			return;
		}
		const foreign = matchEnd(foreignSymbol, this.#text, this.#offset);
		const meant = foreignSymbols[this.#text.slice(this.#offset, foreign)];
		if (meant !== undefined) {
			this.#takeFor(
				meant,
				foreign,
				`In this language \`${this.#text.slice(this.#offset, foreign)}\` is written \`${meant}\`.`,
			);
			return;
		}
		let end = matchEnd(symbol, this.#text, this.#offset);
		if (end === this.#offset) {
			this.#scanUnknown();
			return;
		}
		if (this.#typeArguments > 0 && this.#text.charAt(this.#offset) === ">") end = this.#offset + 1;
		const image = this.#text.slice(this.#offset, end);
		this.#trackTypeArguments(image);
		if (image === "{") this.#dropEmptyCondition();
		if (image === "{" || image === "(" || image === "[") {
			this.#frames.push({ kind: image, triple: false, offset: this.#offset });
		} else if (image === ")" || image === "]") {
			const open = image === ")" ? "(" : "[";
			if (this.#frames.at(-1)?.kind === open) this.#frames.pop();
		}
		// The braces of an import list belong to it; anything else that nests or assigns ends a list of words.
		if (this.#list !== "import" && "{([=".includes(image)) this.#list = "none";
		this.#emit(image, end);
	}

	/** `when {`: the condition is missing, and this begins the body; the clause is passed over. */
	#dropEmptyCondition(): void {
		const previous = this.#tokens.at(-1);
		if (previous === undefined || !conditionsFollow.has(previous.tokenType.name)) return;
		const end = (previous.endOffset ?? previous.startOffset) + 1;
		this.#report(`expected a condition after \`${previous.image}\``, end, end);
		this.#tokens.pop();
	}

	#trackTypeArguments(image: string): void {
		if (image === "<") {
			const name = this.#tokens.at(-1)?.image;
			if (name === "list" || name === "map") this.#typeArguments++;
		} else if (image === ">") this.#typeArguments = Math.max(0, this.#typeArguments - 1);
		else if (!"{}:,()?".includes(image)) this.#typeArguments = 0;
	}

	/** A character that begins nothing, with the advice that fits it. */
	#scanUnknown(): void {
		const text = this.#text;
		const first = text.charAt(this.#offset);
		if (first === "'" || first === "`") {
			const end = matchEnd(quoted, text, this.#offset);
			const inner = text.slice(this.#offset + 1, text.charAt(end - 1) === first ? end - 1 : end);
			const fixed = /["\\]/.test(inner) ? undefined : `"${inner}"`;
			this.#report('strings stand in double quotes: `"…"`', this.#offset, end, fixed);
			this.#emit("TEXT", end);
		} else if (first === "#" && this.#inline === 0) {
			const end = this.#lineEnd(this.#offset);
			this.#report("a comment begins with `//`", this.#offset, end, text.slice(this.#offset, end).replace(/^#+/, "//"));
			this.#offset = end;
		} else if (matchEnd(foreignWord, text, this.#offset) > this.#offset) {
			this.#scanForeignWord();
		} else {
			const end = this.#offset + String.fromCodePoint(text.codePointAt(this.#offset) ?? 0).length;
			this.#report(unknownCharacter(text.slice(this.#offset, end)), this.#offset, end);
			this.#offset = end;
		}
	}

	#scanComment(): void {
		const text = this.#text;
		const start = this.#offset;
		if (text.charAt(start + 1) === "/") {
			// `////…` is a ruler, not documentation.
			const documents = text.charAt(start + 2) === "/" && text.charAt(start + 3) !== "/";
			this.#emit(documents ? "DOC_COMMENT" : "LINE_COMMENT", this.#lineEnd(start), this.#hidden);
			return;
		}
		const close = this.#commentEnd(start);
		if (close < 0) this.#report("this comment is never closed: `*/` is missing", start, start + 2);
		const newLine = this.#newLine;
		this.#emit("BLOCK_COMMENT", close < 0 ? this.#lineEnd(start) : close, this.#hidden);
		this.#newLine = newLine || text.slice(start, this.#offset).includes("\n");
	}

	/** `}` closes a block, or goes on with the string around an interpolation. */
	#closeBrace(): void {
		while (["(", "["].includes(this.#frames.at(-1)?.kind ?? "")) this.#frames.pop();
		const frame = this.#frames.pop();
		this.#typeArguments = 0;
		if (frame?.kind === "interpolation") {
			if (!frame.triple) this.#inline--;
			this.#scanText("TEMPLATE_TAIL", "TEMPLATE_MIDDLE", this.#offset + 1, frame.triple);
			return;
		}
		if (this.#list !== "import") this.#list = "none";
		this.#emit("}", this.#offset + 1);
	}

	/**
	 * Where a `"""` text must be over, if one of the file is never closed: before a line that closes a block or declares
	 * something, and stands no deeper than the line where the text begins. Else the end of the file.
	 */
	#tripleLimit(opening: number): number {
		const text = this.#text;
		this.#openTriples ??= (text.split('"""').length - 1) % 2 === 1;
		if (!this.#openTriples) return text.length;
		const line = text.slice(text.lastIndexOf("\n", opening) + 1, opening);
		const indent = /^[ \t]*/.exec(line)?.[0].length ?? 0;
		const close = text.indexOf('"""', opening + 3);
		const end = close < 0 ? text.length : close;
		for (let at = text.indexOf("\n", opening); at >= 0 && at < end; at = text.indexOf("\n", at + 1)) {
			neighbour.lastIndex = at + 1;
			const match = neighbour.exec(text);
			if (match !== null && (match[1] ?? "").length <= indent) return at;
		}
		return text.length;
	}

	/** Reads the text of a string from `from`, up to its end (`whole`) or to the next `${` (`open`). */
	#scanText(whole: string, open: string, from: number, triple: boolean): void {
		const text = this.#text;
		const limit = triple ? this.#tripleLimit(this.#offset) : text.length;
		let offset = from;
		for (;;) {
			const character = text.charAt(offset);
			if (offset >= limit || (!triple && (character === "\n" || character === "\r"))) {
				if (this.#inline > 0 && whole === "TEXT") {
					// The quote that ends the string around was taken for the beginning of another one inside.
					this.#emit(whole, offset);
					return;
				}
				const what = triple
					? 'this text is never closed: `"""` is missing'
					: 'this string is not closed: `"` is missing';
				this.#report(what, this.#offset, triple ? this.#offset + 3 : offset);
				this.#emit(whole, offset);
				return;
			}
			if (triple ? text.startsWith('"""', offset) : character === '"') {
				this.#emit(whole, offset + (triple ? 3 : 1));
				return;
			}
			if (character === "$" && text.charAt(offset + 1) === "{") {
				const expansion = endOfShellExpansion(text, offset);
				if (expansion !== undefined) {
					this.#reportShellExpansion(offset, expansion);
					offset = expansion;
					continue;
				}
				this.#frames.push({ kind: "interpolation", triple, offset });
				if (!triple) this.#inline++;
				this.#emit(open, offset + 2);
				return;
			}
			if (character === "\\") offset = this.#passEscape(offset, triple);
			else offset++;
		}
	}

	/** `${NAME:-x}` and the like are the shell's own and read as text, as if they were escaped. */
	#reportShellExpansion(offset: number, end: number): void {
		const written = this.#text.slice(offset, end);
		const escaped = written.replaceAll("${", "\\${");
		const message = `\`${written}\` is an expansion of the shell's own: write \`${escaped}\` to leave it to the shell.`;
		const problem = { code: "dag/script-interpolation", message, suggestion: escaped } as const;
		this.#problems.push({ ...problem, offset, length: end - offset });
	}

	#passEscape(offset: number, triple: boolean): number {
		if (triple) return offset + (this.#text.startsWith("\\${", offset) ? 3 : 1);
		const end = matchEnd(stringEscape, this.#text, offset);
		if (end > offset) return end;
		const escaped = this.#text.charAt(offset + 1);
		if (escaped === "" || escaped === "\n" || escaped === "\r") return offset + 1;
		this.#report(
			`\`\\${escaped}\` means nothing in a string: use \`\\n\`, \`\\t\`, \`\\\\\`, \`\\"\`, \`\\u{…}\` or \`\\\${\``,
			offset,
			offset + 2,
		);
		return offset + 2;
	}

	/** The line or the file ends within `${…`: closes the innermost interpolation with a token that has no text. */
	#abandonInterpolation(): void {
		for (;;) {
			const frame = this.#frames.pop();
			if (frame === undefined) return;
			if (frame.kind !== "interpolation") continue;
			if (!frame.triple) this.#inline--;
			this.#report("this interpolation is not closed: `}` is missing", frame.offset, frame.offset + 2);
			const type = this.#types["TEMPLATE_TAIL"];
			if (type !== undefined) this.#tokens.push({ ...this.#token(type, "", this.#offset), isInsertedInRecovery: true });
			this.#mistyped.note("TEMPLATE_TAIL");
			return;
		}
	}

	#lineEnd(from: number): number {
		let offset = from;
		while (offset < this.#text.length && !"\r\n".includes(this.#text.charAt(offset))) offset++;
		return offset;
	}

	#report(message: string, offset: number, end: number, suggestion?: string): void {
		const meant = suggestion === undefined ? {} : { suggestion };
		this.#problems.push({ code: "dag/syntax", message, offset, length: end - offset, ...meant });
	}

	#emit(name: string, end: number, into: Token[] = this.#tokens, image = this.#text.slice(this.#offset, end)): void {
		const type = this.#types[name];
		if (type === undefined) throw new Error(`the grammar has no token ${name}`);
		into.push(this.#token(type, image, end));
		this.#offset = end;
		if (into !== this.#tokens) return;
		this.#newLine = false;
		this.#mistyped.note(name);
	}

	/** Lines and columns from 1, the end column inclusive, as the parser wants them. Passes the line breaks within. */
	#token(tokenType: TokenTypes[string], image: string, end: number): Token {
		const startOffset = this.#offset;
		const startLine = this.#line;
		const startColumn = startOffset - this.#lineStart + 1;
		for (let at = image.indexOf("\n"); at >= 0; at = image.indexOf("\n", at + 1)) {
			this.#line++;
			this.#lineStart = startOffset + at + 1;
		}
		return {
			image,
			startOffset,
			startLine,
			startColumn,
			endOffset: end - 1,
			endLine: this.#line,
			endColumn: end - this.#lineStart,
			tokenTypeIdx: tokenType.tokenTypeIdx ?? 0,
			tokenType,
		};
	}
}

function matchEnd(pattern: RegExp, text: string, offset: number): number {
	pattern.lastIndex = offset;
	return offset + (pattern.exec(text)?.[0].length ?? 0);
}

function unknownCharacter(character: string): string {
	if (character === ";") return "no `;` is needed: a line break or a blank separates";
	if (character === "$") return '`${…}` stands only inside a string: `"…${name}…"`';
	return `\`${printable(character)}\` begins nothing in this language`;
}

function printable(character: string): string {
	const code = character.codePointAt(0) ?? 0;
	return code < 32 || code === 127 || (code >= 0xd800 && code <= 0xdfff) || code === 0xfffd
		? `U+${code.toString(16).toUpperCase().padStart(4, "0")}`
		: character;
}
