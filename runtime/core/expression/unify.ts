import type { Type } from "./type.ts";
import {
	elementType,
	fieldOf,
	holdsSecret,
	isAssignable,
	isFileLike,
	isNumber,
	mayBeNull,
	optional,
} from "./type-relations.ts";

/** The least type that holds the values of both, or undefined if there is none (`int` and `string`). */
export function unify(a: Type, b: Type): Type | undefined {
	if (a.kind === "unknown" || a === b) return b;
	if (b.kind === "unknown") return a;
	if (a.kind === "null") return optional(b);
	if (b.kind === "null") return optional(a);
	if (a.kind === "json" || b.kind === "json") return holdsSecret(a) || holdsSecret(b) ? undefined : { kind: "json" };
	if (a.kind === "optional" || b.kind === "optional") {
		const inner = unify(a.kind === "optional" ? a.of : a, b.kind === "optional" ? b.of : b);
		return inner && optional(inner);
	}
	if (isNumber(a) && isNumber(b)) return unifyNumbers(a, b);
	if (a.kind === "enum" && b.kind === "enum") return { kind: "enum", values: [...new Set([...a.values, ...b.values])] };
	if (isFileLike(a) && isFileLike(b)) return isAssignable(a, b) ? b : isAssignable(b, a) ? a : { kind: "artifact" };
	if (a.kind === "record" && b.kind === "record") return unifyRecords(a, b);
	if (a.kind === "map" || b.kind === "map") return unifyMaps(a, b);
	const left = elementType(a);
	const right = elementType(b);
	if (left && right) {
		const element = unify(left, right);
		return element && { kind: "list", element };
	}
	return a.kind === b.kind ? a : undefined;
}

/** The least type of all, `unknown` for none; undefined if there is no common one. */
export function unifyAll(types: readonly Type[]): Type | undefined {
	let common: Type | undefined = { kind: "unknown" };
	for (const type of types) {
		common = unify(common, type);
		if (!common) return undefined;
	}
	return common;
}

function unifyNumbers(a: Type, b: Type): Type {
	if (a.kind === "percent" && b.kind === "percent") return a;
	if (a.kind === "percent" || b.kind === "percent") return { kind: "float" };
	const kind = a.kind === "int" && b.kind === "int" ? "int" : "float";
	const min = bound(Math.min, "min" in a ? a.min : undefined, "min" in b ? b.min : undefined);
	const max = bound(Math.max, "max" in a ? a.max : undefined, "max" in b ? b.max : undefined);
	return { kind, ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
}

function bound(choose: (a: number, b: number) => number, a: number | undefined, b: number | undefined) {
	return a === undefined || b === undefined ? undefined : choose(a, b);
}

type RecordType = Extract<Type, { kind: "record" }>;

function unifyRecords(a: RecordType, b: RecordType): Type | undefined {
	const fields: [string, Type][] = [];
	for (const [name, left] of Object.entries(a.fields)) {
		const right = fieldOf(b.fields, name);
		const field = right ? unify(left, right) : optional(left);
		if (!field) return undefined;
		fields.push([name, field]);
	}
	for (const [name, right] of Object.entries(b.fields)) {
		if (!fieldOf(a.fields, name)) fields.push([name, optional(right)]);
	}
	const same = a.name !== undefined && a.name === b.name;
	return { kind: "record", fields: Object.fromEntries(fields), ...(same && { name: a.name }) };
}

function unifyMaps(a: Type, b: Type): Type | undefined {
	const left = valueOfMap(a);
	const right = valueOfMap(b);
	const value = left && right && unify(left, right);
	return value && { kind: "map", value };
}

/** The type of the values of a map, or of a record taken as one; `json` where its fields have nothing in common. */
export function valueOfMap(type: Type): Type | undefined {
	if (type.kind === "map") return type.value;
	if (type.kind !== "record") return undefined;
	return unifyAll(Object.values(type.fields)) ?? { kind: "json" };
}

/** Whether `==` between the two makes sense: they have a common type, and enums a common value. */
export function areComparable(a: Type, b: Type): boolean {
	const left = a.kind === "optional" ? a.of : a;
	const right = b.kind === "optional" ? b.of : b;
	if (left.kind === "enum" && right.kind === "enum") {
		return mayBeNull(a) && mayBeNull(b) ? true : left.values.some((value) => right.values.includes(value));
	}
	return unify(a, b) !== undefined;
}
