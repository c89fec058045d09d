import type { Json } from "../json.ts";
import type { Type } from "./type.ts";

/** A value as text to begin with in a form: what `coerceText` reads back to the same value. */
export function inputText(value: Json, type: Type): string {
	if (value === null && type.kind === "optional") return "";
	const { kind } = type.kind === "optional" ? type.of : type;
	if (typeof value === "string" && kind !== "json") return value;
	if (typeof value === "number") {
		if (kind === "duration") return `${value}ms`;
		if (kind === "size") return `${value}B`;
		// Percents are told to the digits that people give.
		if (kind === "percent") return `${Number((value * 100).toPrecision(12))}%`;
	}
	return JSON.stringify(value);
}
