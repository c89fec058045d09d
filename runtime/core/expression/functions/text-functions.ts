import type { FunctionDefinition } from "./definition.ts";
import { asList, asText } from "./work.ts";

/** Functions of text. All are plain text, none takes a regular expression. */
export const textFunctions: Readonly<Record<string, FunctionDefinition>> = {
	contains: {
		signatures: ["(text: string, part: string): bool", "(items: list<T>, item: T): bool"],
		documentation: "Whether a string has the part in it, or a list the element.",
		example: ['"hello".contains("ell")', "true"],
		code: (work, value, part) => {
			if (typeof value === "string") {
				work.spend(value.length >> 4);
				return value.includes(asText(work, part));
			}
			return asList(work, value).some(
				(item) => part !== undefined && typeof part !== "function" && work.equal(item, part),
			);
		},
	},
	starts_with: {
		signatures: ["(text: string, start: string): bool"],
		documentation: "Whether the text begins with the other.",
		example: ['"hello".starts_with("he")', "true"],
		code: (work, text, start) => asText(work, text).startsWith(asText(work, start)),
	},
	ends_with: {
		signatures: ["(text: string, end: string): bool"],
		documentation: "Whether the text ends with the other.",
		example: ['"model.json".ends_with(".json")', "true"],
		code: (work, text, end) => asText(work, text).endsWith(asText(work, end)),
	},
	split: {
		signatures: ["(text: string, separator: string): list<string>"],
		documentation: "The parts between the separators; with an empty separator, the characters.",
		example: ['"a,b".split(",")', '["a", "b"]'],
		code: (work, text, separator) => {
			const all = asText(work, text);
			work.spend(all.length);
			const mark = asText(work, separator);
			return mark === "" ? [...all] : all.split(mark);
		},
	},
	join: {
		signatures: ["(parts: list<string>, separator: string): string"],
		documentation: "The texts with the separator between them.",
		example: ['["a", "b"].join("-")', '"a-b"'],
		code: (work, parts, separator) => {
			const texts = asList(work, parts).map((part) => asText(work, part));
			const mark = asText(work, separator);
			let length = mark.length * texts.length;
			for (const text of texts) length += text.length;
			if (length > 1_000_000) return work.fail("too-large", "would make a text of more than a million characters");
			work.spend(texts.length);
			return work.text(texts.join(mark));
		},
	},
	replace: {
		signatures: ["(text: string, part: string, by: string): string"],
		documentation: "The text with every occurrence of the part replaced. The part is plain text.",
		example: ['"a-b-c".replace("-", "+")', '"a+b+c"'],
		code: (work, text, part, by) => {
			const all = asText(work, text);
			const wanted = asText(work, part);
			const replacement = asText(work, by);
			work.spend(all.length);
			if (wanted === "") return all;
			const parts = all.split(wanted);
			if (all.length + (parts.length - 1) * replacement.length > 1_000_000) {
				return work.fail("too-large", "would make a text of more than a million characters");
			}
			return work.text(parts.join(replacement));
		},
	},
	trim: {
		signatures: ["(text: string): string"],
		documentation: "The text without white space at its ends.",
		example: ['" a ".trim()', '"a"'],
		code: (work, text) => work.text(asText(work, text).trim()),
	},
	lower: {
		signatures: ["(text: string): string"],
		documentation: "The text in lower case, the same on every machine.",
		example: ['"Ab".lower()', '"ab"'],
		code: (work, text) => work.text(asText(work, text).toLowerCase()),
	},
	upper: {
		signatures: ["(text: string): string"],
		documentation: "The text in upper case, the same on every machine.",
		example: ['"Ab".upper()', '"AB"'],
		code: (work, text) => work.text(asText(work, text).toUpperCase()),
	},
	to_string: {
		signatures: ["(value: T): string"],
		documentation: "The value as it appears in a string: `90s` becomes `1m30s`, a file its path, a list JSON.",
		example: ["to_string(90s)", '"1m30s"'],
		// The checker writes it as a template, which knows the type; this serves plain values only.
		code: (work, value) => work.text(typeof value === "string" ? value : JSON.stringify(value ?? null)),
	},
};
