import { nearestName } from "@dagwright/core/expression";
import { z } from "zod";

/** What is wrong with a value of `dagwright.json`, for who wrote it; undefined where the words of zod or of the schema do. */
export function configWords(issue: z.core.$ZodRawIssue): string | undefined {
	switch (issue.code) {
		case "invalid_type":
			return expected(`${article(issue.expected)} ${issue.expected}`, issue.input);
		case "unrecognized_keys":
			return unknownKeys(issue.keys, issue.inst);
		case "invalid_value":
			return expectedOneOf(issue.values, issue.input);
		case "invalid_union": {
			const { discriminator, input, options } = issue as z.core.$ZodIssueInvalidUnion & { options?: unknown[] };
			if (discriminator === undefined || options === undefined) return undefined;
			return expectedOneOf(options, (input as Readonly<Record<string, unknown>>)[discriminator]);
		}
		case "too_small":
			return expected(`${issue.inclusive ? "at least" : "more than"} ${issue.minimum}`, issue.input);
		default:
			return undefined;
	}
}

function unknownKeys(keys: readonly string[], schema: unknown): string {
	const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
	const meant = keys.flatMap((key) => nearestName(key, known) ?? []);
	const guess = meant.length === 0 ? "" : `; did you mean ${meant.map((key) => `\`${key}\``).join(", ")}?`;
	return `there is no setting ${keys.map((key) => `\`${key}\``).join(", ")} here${guess}`;
}

function expectedOneOf(options: readonly unknown[], given: unknown): string {
	const names = options.map(String);
	const meant = typeof given === "string" ? nearestName(given, names) : undefined;
	const guess = meant === undefined ? "" : `; did you mean \`${meant}\`?`;
	return `${expected(`one of ${names.map((name) => `\`${name}\``).join(", ")}`, given)}${guess}`;
}

function expected(what: string, given: unknown): string {
	if (given === undefined) return `it is missing, and takes ${what}`;
	const kind = Array.isArray(given) ? "array" : typeof given;
	const shown = given === null || kind === "boolean" || kind === "number" || kind === "string";
	return `it takes ${what}, not ${shown ? JSON.stringify(given) : `${article(kind)} ${kind}`}`;
}

function article(noun: string): string {
	return /^[aeiou]/.test(noun) ? "an" : "a";
}
