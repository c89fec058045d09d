import type { Json, JsonObject, Type } from "@dagwright/core";
import { formatDuration, formatPercent, formatSize, isFileLike, printValue } from "@dagwright/core/expression";

/** A value as `.dag` text of its type: enum values bare, durations, sizes and percents with their unit. */
export function dagValue(value: Json, type: Type): string {
	if (value === null) return "null";
	switch (type.kind) {
		case "optional":
			return dagValue(value, type.of);
		case "enum":
			return String(value);
		case "duration":
			return typeof value === "number" ? formatDuration(value) : printValue(value);
		case "size":
			return typeof value === "number" ? formatSize(value) : printValue(value);
		case "percent":
			return typeof value === "number" ? formatPercent(value) : printValue(value);
		case "list":
			if (!Array.isArray(value)) return printValue(value);
			return `[${value.map((item: Json) => dagValue(item, type.element)).join(", ")}]`;
		case "map":
			return isObject(value) ? fields(value, () => type.value) : printValue(value);
		case "record":
			return isObject(value) ? fields(value, (name) => type.fields[name]) : printValue(value);
		default:
			return isFileLike(type) && isObject(value) ? printValue(value["path"] ?? "") : printValue(value);
	}
}

function fields(value: JsonObject, typeOf: (name: string) => Type | undefined): string {
	const written = Object.entries(value).map(([name, field]) => {
		const key = /^[A-Za-z_]\w*$/.test(name) ? name : printValue(name);
		return `${key}: ${dagValue(field, typeOf(name) ?? { kind: "json" })}`;
	});
	return written.length === 0 ? "{}" : `{ ${written.join(", ")} }`;
}

function isObject(value: Json): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
