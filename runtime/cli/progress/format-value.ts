import type { Json } from "@dagwright/core";
import { count, formatBytes, formatNumber } from "../terminal/quantity.ts";

/** A value on one line: text as it is, files by path and size, records and lists as compact JSON. */
export function formatValue(value: Json, shown: (path: string) => string): string {
	if (typeof value === "string") return value;
	if (typeof value === "number") return formatNumber(value);
	if (isFile(value)) return `${shown(value.path)} (${formatBytes(value.bytes)})`;
	if (Array.isArray(value) && value.length > 8)
		return `${JSON.stringify(value.slice(0, 3)).slice(0, -1)}, … ${count(value.length, "item")}]`;
	return JSON.stringify(value);
}

/** Whether a value is a file that a job produced. */
export function isFile(value: Json): value is { path: string; bytes: number } {
	return (
		typeof value === "object" &&
		value !== null &&
		!Array.isArray(value) &&
		"path" in value &&
		typeof value["path"] === "string" &&
		"bytes" in value &&
		typeof value["bytes"] === "number"
	);
}
