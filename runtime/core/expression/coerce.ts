import type { Json } from "../json.ts";
import { ok, type Result, refused } from "../result.ts";
import { describeType } from "./describe-type.ts";
import { parseDuration, parsePercent, parseSize } from "./literals.ts";
import { nearestName } from "./nearest-name.ts";
import { setOwn } from "./own-property.ts";
import type { Type } from "./type.ts";
import { fieldOf, isFileLike } from "./type-relations.ts";
import { valueFits } from "./value-fits.ts";

/**
 * The value that text from a command line or an environment variable means for a type: `10`, `1e-3`, `true`, `5m`,
 * `512MB`, `75%`, a bare enum value, a path; lists, maps, records and json as JSON, in which strings may hold units.
 * The problem is a clause to follow the name: `is "x", but must be int`.
 */
export function coerceText(text: string, type: Type): Result<Json, string> {
	if (type.kind === "optional") {
		const keepsText = type.of.kind === "string" || type.of.kind === "json";
		return !keepsText && (text === "" || text === "null") ? ok(null) : coerceText(text, type.of);
	}
	switch (type.kind) {
		case "list":
		case "fan_out":
		case "map":
		case "record":
		case "json":
			return coerceJson(text, type);
		case "int":
		case "float":
			return fitting(/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) + 0 : text, type);
		case "bool":
			return fitting(text === "true" ? true : text === "false" ? false : text, type);
		case "null":
			return fitting(text === "null" ? null : text, type);
		default:
			return adoptValue(text, type);
	}
}

function coerceJson(text: string, type: Type): Result<Json, string> {
	let value: Json;
	try {
		value = JSON.parse(text);
	} catch {
		// The parser's own words are about positions in JSON; the user needs to know what to write.
		if (type.kind === "json") return refused('is not JSON; text goes in quotes, as "text"');
		const example = type.kind === "list" ? ", such as [1, 2]" : ', such as {"name": 1}';
		return refused(`is not JSON, but must be ${describeType(type)} as JSON${example}`);
	}
	return adoptValue(value, type);
}

/**
 * A JSON value from outside (a params file, `$DAG_OUTPUT`) as the runtime keeps it: strings with units become numbers
 * of milliseconds, bytes or fractions, paths become file values. The problem is a clause to follow the name.
 */
export function adoptValue(value: Json, type: Type): Result<Json, string> {
	// Checked first, for its depth bounds the recursion of the adoption.
	const tooDeep = valueFits(value, { kind: "json" });
	return tooDeep === undefined ? fitting(adopt(value, type), type) : refused(tooDeep);
}

function adopt(value: Json, type: Type): Json {
	if (type.kind === "optional") return value === null ? null : adopt(value, type.of);
	if (typeof value === "string") {
		if (type.kind === "duration") return parseDuration(value) ?? value;
		if (type.kind === "size") return parseSize(value) ?? value;
		if (type.kind === "percent") return parsePercent(value) ?? fraction(value) ?? value;
		return isFileLike(type) && value !== "" ? { path: value } : value;
	}
	if (typeof value !== "object" || value === null) return value;
	if (Array.isArray(value)) return type.kind === "list" ? value.map((item: Json) => adopt(item, type.element)) : value;
	if (type.kind !== "record" && type.kind !== "map") return value;
	const adopted: Record<string, Json> = {};
	for (const [name, field] of Object.entries(value)) {
		const of = type.kind === "map" ? type.value : fieldOf(type.fields, name);
		setOwn(adopted, name, of ? adopt(field, of) : field);
	}
	return adopted;
}

function fraction(text: string): number | undefined {
	return /^\d*\.?\d+$/.test(text.trim()) ? Number(text) : undefined;
}

function fitting(value: Json, type: Type): Result<Json, string> {
	const wrong = valueFits(value, type);
	if (wrong === undefined) return ok(value);
	const near = type.kind === "enum" && typeof value === "string" ? nearestName(value, type.values) : undefined;
	const unit = type.kind === "duration" ? ", such as 5m or 1h30m" : type.kind === "size" ? ", such as 512MB" : "";
	return refused(`${wrong}${near === undefined ? unit : `; did you mean ${near}?`}`);
}
