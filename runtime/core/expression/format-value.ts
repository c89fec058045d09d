import type { Json } from "../json.ts";
import { assertNever } from "../result.ts";
import type { FormattedExpression } from "./expression.ts";
import { formatDuration, formatPercent, formatSize } from "./literals.ts";
import type { Type } from "./type.ts";

/** The way in which a value of the type stands in a string. */
export function formatOf(type: Type): FormattedExpression["format"] {
	switch (type.kind) {
		case "duration":
		case "size":
		case "percent":
			return type.kind;
		case "file":
		case "dir":
		case "dataset":
		case "model":
		case "artifact":
			return "path";
		case "list":
		case "map":
		case "record":
		case "fan_out":
			return "json";
		case "optional":
			return formatOf(type.of);
		case "string":
		case "bool":
		case "int":
		case "float":
		case "enum":
		case "null":
		case "secret":
		case "unknown":
		// Text within json stands as text, without quotes; all else in it as JSON.
		case "json":
			return "plain";
		default:
			return assertNever(type);
	}
}

/** A value as text. A value that is not of the format's type is written as JSON. */
export function formatValue(value: Json, format: FormattedExpression["format"]): string {
	if (typeof value === "string") return format === "json" ? JSON.stringify(value) : value;
	if (typeof value === "number") {
		if (format === "duration") return formatDuration(value);
		if (format === "size") return formatSize(value);
		if (format === "percent") return formatPercent(value);
	}
	if (format === "path" && typeof value === "object" && value !== null && "path" in value) {
		if (typeof value.path === "string") return value.path;
	}
	return JSON.stringify(value);
}
