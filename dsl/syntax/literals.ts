import type { Amount, Expression, PlainText, Template, Text } from "../generated/ast.ts";

/** A number of the text with its unit taken into account: durations in ms, sizes in bytes, percents as a fraction. */
export interface AmountValue {
	readonly kind: "int" | "float" | "duration" | "size" | "percent";
	readonly value: number;
}

/** Reads a number, or says why it is none: unknown unit, or an int beyond what is exact. */
export function amountOf(amount: Amount): AmountValue | { readonly problem: string; readonly suggestion?: string } {
	const raw = amount.raw ?? "";
	switch (amount.$type) {
		case "NumberLiteral":
			return numberOf(raw);
		case "DurationLiteral":
			return finite("duration", sumOfUnits(raw, durationUnits), raw);
		case "SizeLiteral":
			return finite("size", sumOfUnits(raw, sizeUnits), raw);
		case "PercentLiteral":
			return finite("percent", Number(raw.slice(0, -1).replaceAll("_", "")) / 100, raw);
		case "MalformedNumber":
			return malformed(raw);
	}
}

/**
 * The text of a string or script: texts and expressions in turn, beginning and ending with a text. Escapes are
 * resolved; in `"""` the common indentation is removed, with a line break right after the opening and the blanks before
 * the closing. Line breaks are `\n`. An expression is undefined where the text is broken.
 */
export function textParts(text: Text): readonly (string | Expression | undefined)[] {
	if (text.$type === "PlainText") return [plainText(text)];
	return templateParts(text);
}

/** The value of a string without interpolations, or undefined if it has some. */
export function constantText(text: Text): string | undefined {
	return text.$type === "PlainText" ? plainText(text) : undefined;
}

/** Unescapes the image of a string token, quotes included. */
export function unquote(image: string): string {
	const triple = image.startsWith('"""');
	const quotes = triple ? 3 : 1;
	const ends = image.length >= 2 * quotes && image.endsWith(triple ? '"""' : image.charAt(0));
	return cooked([image.slice(quotes, ends ? -quotes : undefined)], triple)[0] ?? "";
}

function plainText(text: PlainText): string {
	return unquote(text.raw ?? "");
}

function templateParts(template: Template): readonly (string | Expression | undefined)[] {
	const images = template.pieces;
	const triple = (images[0] ?? "").startsWith('"""');
	const quotes = triple ? 3 : 1;
	const texts = images.map((image, index) => {
		const start = index === 0 ? quotes : 1;
		if (image.endsWith("${")) return image.slice(start, -2);
		return image.endsWith(triple ? '"""' : '"') ? image.slice(start, -quotes) : image.slice(start);
	});
	// A tail may be missing in a broken text.
	while (texts.length <= template.expressions.length) texts.push("");
	const values = cooked(texts, triple);
	return values.flatMap((value, index) => (index < values.length - 1 ? [value, template.expressions[index]] : [value]));
}

function cooked(texts: readonly string[], triple: boolean): readonly string[] {
	const unified = texts.map((text) => text.replaceAll("\r\n", "\n"));
	if (triple) return withoutIndentation(unified).map((text) => text.replaceAll("\\${", "${"));
	return unified.map(withoutEscapes);
}

function withoutEscapes(text: string): string {
	return text.replace(
		/\\(?:u\{([0-9A-Fa-f]{1,6})\}|([\s\S]))/g,
		(whole, code: string | undefined, character: string) => {
			if (code !== undefined) {
				const point = Number.parseInt(code, 16);
				return point <= 0x10ffff ? String.fromCodePoint(point) : "\ufffd";
			}
			if (character === "n") return "\n";
			if (character === "t") return "\t";
			return '\\"$'.includes(character) ? character : whole;
		},
	);
}

/** The parts count as one text, in which an interpolation is a character that is not blank. */
function withoutIndentation(texts: readonly string[]): readonly string[] {
	const mark = "\0";
	const lines = texts.join(mark).split("\n");
	const indents = lines
		.filter((line, index) => index > 0 && line.trim() !== "")
		.map((line) => /^[ \t]*/.exec(line)?.[0] ?? "");
	const common = indents.reduce((shared, indent) => sharedPrefix(shared, indent), indents[0] ?? "");
	const stripped = lines.map((line, index) => {
		if (index === 0) return line;
		return line.startsWith(common) ? line.slice(common.length) : line.trimStart();
	});
	if (lines.length > 1 && stripped[0]?.trim() === "") stripped.shift();
	if (stripped.length > 1 && stripped.at(-1)?.trim() === "") stripped[stripped.length - 1] = "";
	return stripped.join("\n").split(mark);
}

function sharedPrefix(a: string, b: string): string {
	let length = 0;
	while (length < a.length && a.charAt(length) === b.charAt(length)) length++;
	return a.slice(0, length);
}

function numberOf(raw: string): AmountValue | { readonly problem: string } {
	const value = Number(raw.replaceAll("_", ""));
	if (/[.eE]/.test(raw)) return finite("float", value, raw);
	if (!Number.isSafeInteger(value)) return { problem: `\`${shortened(raw)}\` is too large for an int` };
	return { kind: "int", value };
}

function finite(kind: AmountValue["kind"], value: number, raw: string): AmountValue | { readonly problem: string } {
	const fits = kind === "duration" || kind === "size" ? value <= Number.MAX_SAFE_INTEGER : Number.isFinite(value);
	if (!fits) return { problem: `\`${shortened(raw)}\` is too large` };
	return { kind, value: kind === "duration" || kind === "size" ? Math.round(value) : value };
}

const durationUnits: Readonly<Record<string, number>> = {
	ms: 1,
	s: 1000,
	m: 60_000,
	h: 3_600_000,
	d: 86_400_000,
	w: 604_800_000,
};

const sizeUnits: Readonly<Record<string, number>> = {
	B: 1,
	KB: 1e3,
	MB: 1e6,
	GB: 1e9,
	TB: 1e12,
	PB: 1e15,
	KiB: 2 ** 10,
	MiB: 2 ** 20,
	GiB: 2 ** 30,
	TiB: 2 ** 40,
	PiB: 2 ** 50,
};

function sumOfUnits(raw: string, units: Readonly<Record<string, number>>): number {
	let sum = 0;
	for (const [, digits, unit] of raw.matchAll(/([\d.]+)([A-Za-z]+)/g)) sum += Number(digits) * (units[unit ?? ""] ?? 0);
	return sum;
}

/** Units as other tools write them. */
const foreignUnits: Readonly<Record<string, string>> = {
	sec: "s",
	secs: "s",
	second: "s",
	seconds: "s",
	min: "m",
	mins: "m",
	minute: "m",
	minutes: "m",
	hr: "h",
	hrs: "h",
	hour: "h",
	hours: "h",
	day: "d",
	days: "d",
	week: "w",
	weeks: "w",
	msec: "ms",
	millis: "ms",
	k: "KB",
	b: "B",
	kb: "KB",
	mb: "MB",
	gb: "GB",
	g: "GB",
	tb: "TB",
	kib: "KiB",
	mib: "MiB",
	gib: "GiB",
	gi: "GiB",
	mi: "MiB",
	ki: "KiB",
	tib: "TiB",
};

/** The unit that a word means, here or in other tools; undefined where it is none. */
export function unitOf(word: string): string | undefined {
	if (Object.hasOwn(durationUnits, word) || Object.hasOwn(sizeUnits, word)) return word;
	const lower = word.toLowerCase();
	return Object.hasOwn(foreignUnits, lower) ? foreignUnits[lower] : undefined;
}

function malformed(raw: string): { readonly problem: string; readonly suggestion?: string } {
	const [, digits = "", unit] = /^([\d_.]*)([A-Za-z]+)$/.exec(raw) ?? [];
	if (unit === undefined) return { problem: `\`${shortened(raw)}\` is not a number` };
	const meant = unitOf(unit);
	if (meant !== undefined)
		return { problem: `\`${raw}\` is written \`${digits}${meant}\``, suggestion: digits + meant };
	return {
		problem: `\`${shortened(unit)}\` is not a unit: durations have \`ms s m h d w\`, sizes \`B KB MB GB TB KiB MiB GiB TiB\``,
	};
}

function shortened(raw: string): string {
	return raw.length > 24 ? `${raw.slice(0, 24)}…` : raw;
}
