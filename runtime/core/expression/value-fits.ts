import type { Json, JsonObject } from "../json.ts";
import { assertNever } from "../result.ts";
import { describeType } from "./describe-type.ts";
import { formatDuration, formatSize } from "./literals.ts";
import { Placeholder } from "./placeholder.ts";
import type { Type } from "./type.ts";
import { elementType, mayBeNull } from "./type-relations.ts";

const deepest = 64;

const exactInt = `int, exact only up to ${Number.MAX_SAFE_INTEGER}`;

/**
 * What is wrong with a value of the type, or undefined if it fits: `is 1.2, but must be float(0..1)`, or with the path
 * `metrics.accuracy is missing (float)`. Extra fields of records are not looked at. A file may be given as its path.
 * `path` is the name of the value itself, put before.
 */
export function valueFits(value: Json, type: Type, path = ""): string | undefined {
	return problemOf(value, type, path, 0);
}

function problemOf(value: Json, type: Type, path: string, depth: number): string | undefined {
	if (depth > deepest) return say(path, `is nested more than ${deepest} levels deep`);
	if (value === null && mayBeNull(type)) return undefined;
	if (value instanceof Placeholder) return undefined;
	switch (type.kind) {
		case "optional":
			return problemOf(value, type.of, path, depth);
		case "unknown":
			return undefined;
		case "json":
			return isShallow(value, deepest - depth) ? undefined : say(path, `is nested more than ${deepest} levels deep`);
		case "string":
		case "secret":
			return typeof value === "string" ? undefined : wrong(value, type, path);
		case "bool":
			return typeof value === "boolean" ? undefined : wrong(value, type, path);
		case "null":
			return wrong(value, type, path);
		case "int":
			if (Number.isInteger(value) && !Number.isSafeInteger(value)) return wrong(value, type, path, exactInt);
			return Number.isSafeInteger(value) && isWithin(value, type) ? undefined : wrong(value, type, path);
		case "float":
			return Number.isFinite(value) && isWithin(value, type) ? undefined : wrong(value, type, path);
		case "percent":
			return Number.isFinite(value) ? undefined : wrong(value, type, path, "a fraction such as 0.75");
		case "duration":
			return Number.isSafeInteger(value) ? undefined : wrong(value, type, path, "a duration in whole milliseconds");
		case "size":
			return Number.isSafeInteger(value) ? undefined : wrong(value, type, path, "a size in whole bytes");
		case "enum":
			if (typeof value === "string" && type.values.includes(value)) return undefined;
			return wrong(value, type, path, `one of ${type.values.join(", ")}`);
		case "file":
		case "dir":
		case "dataset":
		case "model":
		case "artifact":
			return isFile(value) ? undefined : wrong(value, type, path, `a ${type.kind} (its path)`);
		case "list":
		case "fan_out": {
			if (!Array.isArray(value)) return wrong(value, type, path);
			const element = type.kind === "list" ? type.element : elementType(type);
			return element && firstProblem(value, (item: Json, at) => problemOf(item, element, `${path}[${at}]`, depth + 1));
		}
		case "map":
			if (!isPlainObject(value)) return wrong(value, type, path);
			return firstProblem(Object.entries(value), ([key, item]) =>
				problemOf(item, type.value, join(path, key), depth + 1),
			);
		case "record":
			if (!isPlainObject(value)) return wrong(value, type, path);
			return firstProblem(Object.entries(type.fields), ([name, field]) => {
				const given = Object.hasOwn(value, name) ? value[name] : undefined;
				if (given !== undefined) return problemOf(given, field, join(path, name), depth + 1);
				return mayBeNull(field) ? undefined : say(join(path, name), `is missing (${describeType(field)})`);
			});
		default:
			return assertNever(type);
	}
}

function firstProblem<Item>(items: readonly Item[], problem: (item: Item, index: number) => string | undefined) {
	for (const [index, item] of items.entries()) {
		const found = problem(item, index);
		if (found !== undefined) return found;
	}
	return undefined;
}

function isWithin(value: Json, range: { readonly min?: number; readonly max?: number }): boolean {
	return typeof value === "number" && value >= (range.min ?? -Infinity) && value <= (range.max ?? Infinity);
}

function isFile(value: Json): boolean {
	return typeof value === "string" ? value !== "" : isPlainObject(value) && typeof value["path"] === "string";
}

function isPlainObject(value: Json): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isShallow(value: Json, levels: number): boolean {
	if (typeof value !== "object" || value === null) return true;
	return levels > 0 && Object.values(value).every((part: Json) => isShallow(part, levels - 1));
}

function join(path: string, name: string): string {
	return path === "" ? name : `${path}.${name}`;
}

function say(path: string, what: string): string {
	return path === "" ? what : `${path} ${what}`;
}

function wrong(value: Json, type: Type, path: string, wanted = describeType(type)): string {
	return say(path, `is ${shown(value, type)}, but must be ${wanted}`);
}

/** The value as a message shows it: short, and in the unit of the type. */
function shown(value: Json, type: Type): string {
	if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
	if (typeof value === "object" && value !== null) return "an object";
	if (typeof value === "number" && Number.isSafeInteger(value)) {
		if (type.kind === "duration") return formatDuration(value);
		if (type.kind === "size") return formatSize(value);
	}
	const text = typeof value === "string" ? JSON.stringify(value) : String(value);
	return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}
