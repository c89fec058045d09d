import type { Json } from "@dagwright/core";
import { Placeholder, printValue } from "@dagwright/core/expression";
import type { Outcome } from "./outcomes.ts";

/** How something ended, to follow its name: `was skipped, as its condition is false`. */
export function inWords({ status, cause, error }: Outcome): string {
	switch (status) {
		case "succeeded":
			return "succeeded";
		case "failed":
			return error === undefined ? "failed" : `failed: ${withoutStop(error.message)}`;
		case "cancelled":
			return "was cancelled";
		case "skipped":
			return `was skipped, ${why(cause)}`;
	}
}

/** A message as a part of a sentence that goes on. */
export function withoutStop(message: string): string {
	return message.replace(/\.$/, "");
}

function why(cause: Outcome["cause"]): string {
	switch (cause) {
		case "condition":
			return "as its condition is false";
		case "upstream":
			return "as what it waits for did not end as it asks";
		case "not_selected":
			return "as it was not selected";
		default:
			return "as the run did not come to it";
	}
}

/** A value as `.dag` text on one line, without what nobody gave, cut where nobody reads on. */
export function shownValue(value: Json, most = 80): string {
	if (value instanceof Placeholder) return "a placeholder";
	const text = printValue(given(value));
	return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

/** The value without the fields that are placeholders. */
export function given(value: Json): Json {
	if (value instanceof Placeholder) return value.toJSON();
	if (Array.isArray(value)) return value.map((item: Json) => given(item));
	if (typeof value !== "object" || value === null) return value;
	const entries = Object.entries(value).filter(([, item]) => !(item instanceof Placeholder));
	return Object.fromEntries(entries.map(([key, item]) => [key, given(item)]));
}
