import { codeValues } from "./code-position.ts";
import type { ScriptPlace } from "./script-place.ts";
import { type CaseState, ScriptReader, type Word } from "./script-reader.ts";

/** A script as it stands in the text: `texts[0]`, value 0, `texts[1]`, value 1, …; one text more than values. */
export interface ScriptSource {
	readonly texts: readonly string[];
}

export interface ScriptProblem {
	/** Index of the value that cannot be data here. */
	readonly value: number;
	readonly place: ScriptPlace;
	/** For `code`: the command that would take it as code. */
	readonly command?: string;
}

export interface QuotedScript {
	/** The script with each interpolation replaced by the environment variable `DAG_VALUE_<index>`, quoted for its place. */
	readonly text: string;
	readonly problems: readonly ScriptProblem[];
}

/** Deeper nesting of substitutions than people write: the rest of the script is not followed. */
const MAX_NESTING = 64;

/** Which quoting surrounds the place that is read. */
type Quoting = "bare" | "double";

/**
 * Turns interpolations into environment variables, quoted by the rules of the POSIX shell (IEEE Std 1003.1, Shell
 * Command Language 2.2–2.10) so that each is one piece of data whatever its value; where that cannot hold it is a problem.
 * Constructs of bash are followed too (`[[`, `((`, `$'…'`, `<<<`, arrays), and where the shells differ it refuses.
 */
export function quoteScript(source: ScriptSource): QuotedScript {
	const scan = new ShellScan(source.texts);
	scan.script();
	const problems = [...scan.problems.values()].sort((a, b) => a.value - b.value);
	return { text: scan.reader.output.join(""), problems };
}

interface HereDocument {
	readonly delimiter: string;
	readonly quoted: boolean;
	readonly stripTabs: boolean;
}

/** One scanner of mutually recursive parts (a word may hold commands, which hold words), so it stays in one file. */
class ShellScan {
	readonly reader: ScriptReader;
	readonly problems = new Map<number, ScriptProblem>();
	private hereDocuments: HereDocument[] = [];
	private nesting = 0;
	/** Set once the scan can no longer know the quoting: every later value is refused for this reason. */
	private lost: ScriptPlace | undefined;

	constructor(texts: readonly string[]) {
		this.reader = new ScriptReader(texts);
	}

	script(): void {
		while (!this.reader.atEnd()) this.commands();
	}

	private refuse(value: number, place: ScriptPlace, command?: string): void {
		if (!this.problems.has(value))
			this.problems.set(value, { value, place, ...(command === undefined ? {} : { command }) });
	}

	/** Writes the variable of `value` as it must stand under `quoting`. */
	private value(value: number, quoting: Quoting | "single", word: Word | undefined): void {
		if (this.lost !== undefined) this.refuse(value, this.lost);
		const variable = `\${DAG_VALUE_${value}}`;
		this.reader.write(quoting === "double" ? variable : quoting === "bare" ? `"${variable}"` : `'"${variable}"'`);
		word?.value(value);
	}

	private refusedValue(value: number, place: ScriptPlace): void {
		this.refuse(value, this.lost ?? place);
		this.reader.write(`\${DAG_VALUE_${value}}`);
	}

	/** Runs `scan` one level deeper, or gives up where no person nests. */
	private nested(scan: () => void): void {
		if (this.nesting >= MAX_NESTING) {
			this.lost ??= "nesting";
			return;
		}
		this.nesting++;
		scan();
		this.nesting--;
	}

	/** Reads commands up to the `)` that closes this level, which it takes, or the end. */
	private commands(): void {
		const { reader } = this;
		const level = { words: [] as Word[], cases: [] as CaseState[], redirect: false };
		let word: Word | undefined;
		const inWord = () => {
			word ??= reader.startWord();
			return word;
		};
		const endWord = () => {
			if (word === undefined) return;
			if (level.redirect) level.redirect = false;
			else {
				reader.followCase(level.cases, level.words, word);
				level.words.push(word);
			}
			word = undefined;
		};
		const endCommand = () => {
			endWord();
			for (const { value, place, command } of codeValues(level.words)) this.refuse(value, place, command);
			level.words = [];
			level.redirect = false;
		};

		while (!reader.atEnd()) {
			const next = reader.next();
			if (typeof next === "number") {
				this.value(reader.skipValue(), "bare", inWord());
				continue;
			}
			switch (next) {
				case " ":
				case "\t":
					reader.take();
					endWord();
					break;
				case "\n":
					endCommand();
					reader.take();
					this.hereDocumentBodies();
					break;
				case "#":
					if (word === undefined) this.comment();
					else inWord().text(reader.take());
					break;
				case ";":
				case "&":
				case "|": {
					const afterRedirect = reader.lastWritten();
					if (next !== ";" && (afterRedirect === ">" || afterRedirect === "<")) {
						reader.take();
						break;
					}
					endCommand();
					reader.take();
					if (next === ";" && (reader.sees(";") || reader.sees("&"))) {
						reader.take();
						reader.endCaseBody(level.cases);
					}
					break;
				}
				case "(": {
					if (reader.sees("((") && word === undefined && level.words.every((each) => each.precedesArithmetic())) {
						this.arithmetic(inWord());
						break;
					}
					reader.take();
					if (level.cases.at(-1) === "pattern") break;
					endWord();
					this.nested(() => this.commands());
					break;
				}
				case ")":
					endCommand();
					reader.take();
					if (level.cases.at(-1) === "pattern") {
						level.cases[level.cases.length - 1] = "body";
						break;
					}
					return;
				case "<":
				case ">":
					if (word?.isFileDescriptor()) word = undefined;
					endWord();
					if (reader.sees("<<") && !reader.sees("<<<")) this.hereDocumentStart();
					else {
						reader.takeWhile(next);
						level.redirect = !reader.sees("(");
					}
					break;
				default:
					this.wordPart(inWord(), "bare");
			}
		}
		endCommand();
	}

	/** One character, quoted part or expansion of a word. */
	private wordPart(word: Word, quoting: Quoting): void {
		const { reader } = this;
		switch (reader.next()) {
			case "\\":
				this.backslash(word, quoting);
				break;
			case "'":
				if (quoting === "bare") this.singleQuoted(word);
				else word.text(reader.take());
				break;
			case '"':
				this.doubleQuoted(word);
				break;
			case "`":
				this.blocked("`", "backticks", word);
				break;
			case "$":
				this.dollar(word, quoting);
				break;
			default:
				word.text(reader.takePlain());
		}
	}

	private backslash(word: Word, quoting: Quoting | "here_document"): void {
		const { reader } = this;
		reader.take();
		const next = reader.next();
		if (typeof next === "number") {
			reader.skipValue();
			this.refusedValue(next, "after_backslash");
			word.expansion();
			return;
		}
		if (next === undefined) return;
		const escaped = reader.take();
		if (quoting === "bare") {
			if (escaped !== "\n") word.text(escaped);
		} else word.text('$`"\\'.includes(escaped) ? escaped : `\\${escaped}`);
		word.quote();
	}

	private singleQuoted(word: Word): void {
		const { reader } = this;
		reader.take();
		word.quote();
		while (!reader.atEnd()) {
			const next = reader.next();
			if (typeof next === "number") this.value(reader.skipValue(), "single", word);
			else if (reader.take() === "'") return;
			else word.text(next ?? "");
		}
	}

	private doubleQuoted(word: Word): void {
		const { reader } = this;
		reader.take();
		word.quote();
		while (!reader.atEnd()) {
			const next = reader.next();
			if (typeof next === "number") this.value(reader.skipValue(), "double", word);
			else if (next === '"') {
				reader.take();
				return;
			} else this.wordPart(word, "double");
		}
	}

	private dollar(word: Word, quoting: Quoting | "here_document"): void {
		const { reader } = this;
		if (reader.sees("$((")) {
			reader.take();
			this.arithmetic(word);
		} else if (reader.sees("$(")) {
			reader.take();
			reader.take();
			word.expansion();
			this.nested(() => this.commands());
		} else if (reader.sees("${")) {
			word.expansion();
			this.nested(() => this.parameterExpansion(quoting === "bare" ? "bare" : "double"));
		} else if (reader.sees("$[")) {
			this.blocked("]", "arithmetic", word);
		} else if (reader.sees("$'") && quoting === "bare") {
			this.ansiQuoted(word);
		} else {
			word.text(reader.take());
			const next = reader.next();
			if (typeof next === "number") {
				reader.skipValue();
				this.refusedValue(next, "after_dollar");
			}
			word.expansion();
		}
	}

	/** `$'…'` is a string with escapes to bash, and `$` before a string without any to the plain shell. */
	private ansiQuoted(word: Word): void {
		const { reader } = this;
		reader.take();
		reader.take();
		word.quote();
		while (!reader.atEnd()) {
			const next = reader.next();
			if (typeof next === "number") this.refusedValue(reader.skipValue(), "ansi_quotes");
			else if (reader.take() === "'") return;
			else if (next === "\\" && reader.next() === "'") this.lost ??= "ambiguous";
			else word.text(next ?? "");
		}
	}

	/** Reads up to the character that ends a construct in which no value is data. */
	private blocked(end: string, place: ScriptPlace, word: Word): void {
		const { reader } = this;
		reader.take();
		word.expansion();
		while (!reader.atEnd()) {
			const next = reader.next();
			if (typeof next === "number") this.refusedValue(reader.skipValue(), place);
			else if (reader.take() === end) return;
			else if (next === "\\" && typeof reader.next() === "string") reader.take();
		}
	}

	/** `((…))`: by counting parentheses, which also ends rightly where it is a subshell in a subshell. */
	private arithmetic(word: Word): void {
		const { reader } = this;
		word.expansion();
		let depth = 0;
		while (!reader.atEnd()) {
			const next = reader.next();
			if (typeof next === "number") {
				this.refusedValue(reader.skipValue(), "arithmetic");
				continue;
			}
			reader.take();
			if (next === "(") depth++;
			else if (next === ")" && --depth === 0) return;
			else if (next === "\\" && typeof reader.next() === "string") reader.take();
			else if (next === "'" || next === '"' || next === "`") this.skipQuoted(next);
		}
	}

	private skipQuoted(quote: string): void {
		const { reader } = this;
		while (!reader.atEnd()) {
			const next = reader.next();
			if (typeof next === "number") this.refusedValue(reader.skipValue(), "arithmetic");
			else if (reader.take() === quote) return;
			else if (next === "\\" && quote !== "'" && typeof reader.next() === "string") reader.take();
		}
	}

	/** `${name}`, `${name:-word}`, …: a value may stand only in the word of a default, which is text and no pattern. */
	private parameterExpansion(quoting: Quoting): void {
		const { reader } = this;
		reader.take();
		reader.take();
		let head = "";
		const word = reader.startWord();
		while (!reader.atEnd()) {
			const next = reader.next();
			const isText = /^(\w+|[@*#?$!-]):?[-=+?]/.test(head);
			if (typeof next === "number") {
				reader.skipValue();
				if (isText) this.value(next, quoting, undefined);
				else this.refusedValue(next, "parameter_expansion");
			} else if (next === "}") {
				reader.take();
				return;
			} else {
				if (quoting === "double" && (next === "'" || next === '"')) {
					// Whether a quote counts inside "${…}" differs between shells and operators.
					this.lost ??= "ambiguous";
				}
				if (/[\w:@*#?$!+=-]/.test(next ?? "") && head.length < 200) {
					head += reader.take();
				} else {
					head += "\0";
					this.wordPart(word, quoting);
				}
			}
		}
	}

	private comment(): void {
		const { reader } = this;
		while (!reader.atEnd() && reader.next() !== "\n") {
			const next = reader.next();
			if (typeof next === "number") reader.write(`\${DAG_VALUE_${reader.skipValue()}}`);
			else reader.take();
		}
	}

	private hereDocumentStart(): void {
		const { reader } = this;
		reader.take();
		reader.take();
		const stripTabs = reader.sees("-");
		if (stripTabs) reader.take();
		while (reader.next() === " " || reader.next() === "\t") reader.take();
		const word = reader.startWord();
		while (!reader.atEnd()) {
			const next = reader.next();
			if (typeof next === "number") this.refusedValue(reader.skipValue(), "here_document_word");
			else if (" \t\n;&|<>()".includes(next ?? "")) break;
			else if (next === "\\" || next === "'" || next === '"') this.wordPart(word, "bare");
			else word.text(reader.take());
		}
		this.hereDocuments.push({ delimiter: word.pattern, quoted: word.quoted, stripTabs });
	}

	private hereDocumentBodies(): void {
		const pending = this.hereDocuments;
		this.hereDocuments = [];
		for (const document of pending) this.hereDocumentBody(document);
	}

	private hereDocumentBody({ delimiter, quoted, stripTabs }: HereDocument): void {
		const { reader } = this;
		const word = reader.startWord();
		while (!reader.atEnd()) {
			if (reader.atLineStart() && reader.takeDelimiterLine(delimiter, stripTabs)) return;
			const next = reader.next();
			if (typeof next === "number") {
				reader.skipValue();
				if (quoted) this.refusedValue(next, "quoted_here_document");
				else this.value(next, "double", undefined);
			} else if (!quoted && next === "\\") this.backslash(word, "here_document");
			else if (!quoted && next === "`") this.blocked("`", "backticks", word);
			else if (!quoted && next === "$") this.dollar(word, "here_document");
			else reader.take();
		}
	}
}
