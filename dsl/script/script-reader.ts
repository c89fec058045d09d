/** Where a `case` stands: before `in`, before the `)` of a pattern, or in the commands after it. */
export type CaseState = "subject" | "pattern" | "body";

/** Stands for a value in `Word.pattern`. */
export const VALUE = "\u0000";
/** Stands for any other expansion in `Word.pattern`. */
export const EXPANSION = "\u0001";

/** Reserved words after which a command begins anew (POSIX Shell Command Language 2.4). */
const RESERVED = new Set(["!", "{", "}", "if", "then", "elif", "else", "fi", "while", "until", "do", "done", "time"]);

const PLAIN = /[\w./:,@%+-]+/y;

/** One word of a command, as the shell would see it after quote removal. */
export class Word {
	/** Its text, with `VALUE` for each interpolation and `EXPANSION` for each expansion of the shell. */
	pattern = "";
	quoted = false;
	readonly values: number[] = [];

	text(text: string): void {
		this.pattern += text;
	}

	value(index: number): void {
		this.pattern += VALUE;
		this.values.push(index);
	}

	expansion(): void {
		this.pattern += EXPANSION;
	}

	quote(): void {
		this.quoted = true;
	}

	isReserved(): boolean {
		return !this.quoted && RESERVED.has(this.pattern);
	}

	/** Whether `((` after it is arithmetic. */
	precedesArithmetic(): boolean {
		return this.isReserved() || (!this.quoted && this.pattern === "for");
	}

	/** The number before a redirection (`2>`). */
	isFileDescriptor(): boolean {
		return !this.quoted && /^\d+$/.test(this.pattern);
	}
}

/** Reads a script of texts and values one character or value at a time, and collects what is written for it. */
export class ScriptReader {
	readonly output: string[] = [];
	private readonly texts: readonly string[];
	private text = 0;
	private offset = 0;

	constructor(texts: readonly string[]) {
		this.texts = texts;
	}

	atEnd(): boolean {
		return this.next() === undefined;
	}

	/** The next character, or the index of the value that stands here, or nothing at the end. */
	next(): string | number | undefined {
		const text = this.texts[this.text] ?? "";
		if (this.offset < text.length) return text[this.offset];
		return this.text < this.texts.length - 1 ? this.text : undefined;
	}

	/** Whether these characters follow, with no value between them. */
	sees(characters: string): boolean {
		return (this.texts[this.text] ?? "").startsWith(characters, this.offset);
	}

	/** Takes the next character over into the output. */
	take(): string {
		const character = (this.texts[this.text] ?? "")[this.offset] ?? "";
		this.offset++;
		this.write(character);
		return character;
	}

	/** Takes over what means nothing to the shell by itself, at least one character. */
	takePlain(): string {
		PLAIN.lastIndex = this.offset;
		const run = PLAIN.exec(this.texts[this.text] ?? "")?.[0];
		if (run === undefined) return this.take();
		this.offset += run.length;
		this.write(run);
		return run;
	}

	takeWhile(character: string): void {
		while (this.next() === character) this.take();
	}

	/** Steps over the value that stands here and returns its index; the caller writes what stands for it. */
	skipValue(): number {
		this.offset = 0;
		return this.text++;
	}

	write(text: string): void {
		this.output.push(text);
	}

	lastWritten(): string | undefined {
		return this.output.at(-1);
	}

	startWord(): Word {
		return new Word();
	}

	atLineStart(): boolean {
		const text = this.texts[this.text] ?? "";
		return this.offset === 0 ? this.text === 0 : text[this.offset - 1] === "\n";
	}

	/** Takes the line that ends a here-document, if it is the one that stands here. */
	takeDelimiterLine(delimiter: string, stripTabs: boolean): boolean {
		const text = this.texts[this.text] ?? "";
		let start = this.offset;
		if (stripTabs) while (text[start] === "\t") start++;
		if (!text.startsWith(delimiter, start)) return false;
		const end = start + delimiter.length;
		const closes = text[end] === "\n" || (end === text.length && this.text === this.texts.length - 1);
		if (!closes) return false;
		while (this.offset < end) this.take();
		if (this.next() === "\n") this.take();
		return true;
	}

	/** Follows `case … in … esac`, whose patterns end with a `)` that closes nothing. */
	followCase(cases: CaseState[], before: readonly Word[], word: Word): void {
		if (word.quoted) return;
		const first = before.every((each) => each.isReserved());
		const state = cases.at(-1);
		if (first && word.pattern === "esac" && (state === "body" || state === "pattern")) cases.pop();
		else if (first && word.pattern === "case" && state !== "pattern") cases.push("subject");
		else if (state === "subject" && word.pattern === "in") cases[cases.length - 1] = "pattern";
	}

	/** `;;` ends the commands of one pattern. */
	endCaseBody(cases: CaseState[]): void {
		if (cases.at(-1) === "body") cases[cases.length - 1] = "pattern";
	}
}
