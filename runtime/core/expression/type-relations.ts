import type { Type } from "./type.ts";

/** What cannot be known because a problem was reported already; also the element of `[]`. */
export const unknownType: Type = { kind: "unknown" };

/** The record that a file-like value is to an expression. */
export const fileFields: Readonly<Record<string, Type>> = {
	path: { kind: "string" },
	sha256: { kind: "optional", of: { kind: "string" } },
	bytes: { kind: "optional", of: { kind: "size" } },
};

type FileKind = "file" | "dir" | "dataset" | "model" | "artifact";

/** Whether values of the type are files or folders. */
export function isFileLike(type: Type): type is Extract<Type, { kind: FileKind }> {
	return fileKinds.has(type.kind);
}

const fileKinds: ReadonlySet<string> = new Set(["file", "dir", "dataset", "model", "artifact"]);

/** Whether arithmetic treats the type as a plain number. */
export function isNumber(type: Type): boolean {
	return type.kind === "int" || type.kind === "float" || type.kind === "percent";
}

/** `T?`, without nesting; `json` and `null` are already as optional as they can be. */
export function optional(type: Type): Type {
	return mayBeNull(type) ? type : { kind: "optional", of: type };
}

/** The type without null: `T` of `T?`; `unknown` for `null` itself. `json` stays. */
export function withoutNull(type: Type): Type {
	if (type.kind === "optional") return type.of;
	return type.kind === "null" ? unknownType : type;
}

/** Whether null is one of the type's values. */
export function mayBeNull(type: Type): boolean {
	return type.kind === "optional" || type.kind === "null" || type.kind === "json";
}

/** The type of one element of a list or of a `for` job (whose elements also have `.for`); undefined for what is no list. */
export function elementType(type: Type): Type | undefined {
	if (type.kind === "list") return type.element;
	if (type.kind === "unknown") return unknownType;
	if (type.kind !== "fan_out") return undefined;
	if (type.element.kind !== "record") return type.element;
	return { kind: "record", fields: { ...type.element.fields, for: { kind: "record", fields: type.bindings } } };
}

/** The type of `sweep.instances`: bindings, outcome and outputs of every instance of a `for` job. */
export function instancesType(type: Extract<Type, { kind: "fan_out" }>): Type {
	return {
		kind: "list",
		element: {
			kind: "record",
			fields: {
				for: { kind: "record", fields: type.bindings },
				outcome: { kind: "enum", values: ["succeeded", "failed", "skipped", "cancelled"] },
				outputs: optional(type.element),
			},
		},
	};
}

/** Whether the type is a secret or holds one. */
export function holdsSecret(type: Type): boolean {
	switch (type.kind) {
		case "secret":
			return true;
		case "optional":
			return holdsSecret(type.of);
		case "list":
		case "fan_out":
			return holdsSecret(type.element);
		case "map":
			return holdsSecret(type.value);
		case "record":
			return Object.values(type.fields).some(holdsSecret);
		default:
			return false;
	}
}

/**
 * Whether a value of `from` may stand where `to` is wanted. Ranges need only overlap: a known value is checked when the
 * expression is folded, any other when the run has it. `int` widens to `float`, a percent is a fraction; a record may
 * have more fields than asked for, and may lack those that are optional.
 */
export function isAssignable(from: Type, to: Type): boolean {
	if (from === to || from.kind === "unknown" || to.kind === "unknown") return true;
	if (to.kind === "json") return !holdsSecret(from);
	if (from.kind === "null") return to.kind === "null" || to.kind === "optional";
	if (to.kind === "optional") return isAssignable(from.kind === "optional" ? from.of : from, to.of);
	switch (from.kind) {
		case "optional":
		case "json":
			return false;
		case "int":
			return (to.kind === "int" || to.kind === "float") && rangesOverlap(from, to);
		case "float":
			return to.kind === "percent" || (to.kind === "float" && rangesOverlap(from, to));
		case "percent":
			return to.kind === "percent" || to.kind === "float";
		case "enum":
			return to.kind === "enum" && from.values.every((value) => to.values.includes(value));
		case "list":
		case "fan_out": {
			if (to.kind === "fan_out") return from.kind === "fan_out" && isAssignable(from.element, to.element);
			const element = elementType(from);
			return to.kind === "list" && element !== undefined && isAssignable(element, to.element);
		}
		case "map":
			return to.kind === "map" && isAssignable(from.value, to.value);
		case "record":
			return recordFits(from.fields, to);
		case "file":
			return to.kind === "file" || to.kind === "dataset" || to.kind === "model" || to.kind === "artifact";
		case "dir":
			return to.kind === "dir" || to.kind === "dataset" || to.kind === "model" || to.kind === "artifact";
		case "dataset":
		case "model":
			return to.kind === from.kind || to.kind === "artifact";
		default:
			return from.kind === to.kind;
	}
}

function recordFits(fields: Readonly<Record<string, Type>>, to: Type): boolean {
	if (to.kind === "map") return Object.values(fields).every((field) => isAssignable(field, to.value));
	if (to.kind !== "record") return false;
	return Object.entries(to.fields).every(([name, wanted]) => {
		const given = fieldOf(fields, name);
		return given === undefined ? mayBeNull(wanted) : isAssignable(given, wanted);
	});
}

/** The field of that name, never one that every JavaScript object inherits. */
export function fieldOf(fields: Readonly<Record<string, Type>>, name: string): Type | undefined {
	return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

interface Range {
	readonly min?: number;
	readonly max?: number;
}

/** Whether some number lies within both ranges; bounds are inclusive. */
export function rangesOverlap(a: Range, b: Range): boolean {
	const low = Math.max(a.min ?? -Infinity, b.min ?? -Infinity);
	return low <= Math.min(a.max ?? Infinity, b.max ?? Infinity);
}
