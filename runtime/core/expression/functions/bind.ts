import { assertNever } from "../../result.ts";
import type { Type } from "../type.ts";
import { elementType, isAssignable, unknownType } from "../type-relations.ts";
import { unify, valueOfMap } from "../unify.ts";
import type { Pattern } from "./signature.ts";

/** What the variables of a signature stand for in one call. */
export type Bindings = Map<string, Type>;

const summable: ReadonlySet<string> = new Set(["int", "float", "percent", "duration", "size", "unknown"]);

/** Matches a type with a pattern and learns its variables; false if it does not fit. */
export function bind(pattern: Pattern, type: Type, bindings: Bindings): boolean {
	switch (pattern.kind) {
		case "type":
			return isAssignable(type, pattern.type);
		case "variable": {
			const allowed = pattern.name === "N" ? summable.has(type.kind) : pattern.name !== "C" || isOrdered(type);
			if (!allowed) return false;
			const known = bindings.get(pattern.name);
			const common = known ? unify(known, type) : type;
			if (!common) return false;
			bindings.set(pattern.name, pattern.name === "N" ? summandOf(common) : common);
			return true;
		}
		case "list": {
			const element = elementType(type);
			return element !== undefined && bind(pattern.element, element, bindings);
		}
		case "map": {
			const value = type.kind === "unknown" ? unknownType : valueOfMap(type);
			return value !== undefined && bind(pattern.value, value, bindings);
		}
		case "optional":
			return type.kind === "null" || bind(pattern.of, type.kind === "optional" ? type.of : type, bindings);
		case "record":
		case "lambda":
			return type.kind === "unknown";
		default:
			return assertNever(pattern);
	}
}

/** The pattern with its variables filled in; `unknown` for those not bound (and for lambdas, which are no values). */
export function substitute(pattern: Pattern, bindings: Bindings): Type {
	switch (pattern.kind) {
		case "type":
			return pattern.type;
		case "variable":
			return bindings.get(pattern.name) ?? unknownType;
		case "list":
			return { kind: "list", element: substitute(pattern.element, bindings) };
		case "map":
			return { kind: "map", value: substitute(pattern.value, bindings) };
		case "optional": {
			const of = substitute(pattern.of, bindings);
			return of.kind === "optional" || of.kind === "json" || of.kind === "null" ? of : { kind: "optional", of };
		}
		case "record":
			return {
				kind: "record",
				fields: Object.fromEntries(pattern.fields.map((field) => [field.name, substitute(field.pattern, bindings)])),
			};
		case "lambda":
			return unknownType;
		default:
			return assertNever(pattern);
	}
}

/** The pattern in words, for messages: `a list`, `a number or duration`. */
export function describePattern(pattern: Pattern): string {
	switch (pattern.kind) {
		case "type":
			return pattern.type.kind;
		case "variable":
			return pattern.name === "N"
				? "a number, duration or size"
				: pattern.name === "C"
					? "a number, string, duration or size"
					: "any value";
		case "list":
			return pattern.element.kind === "variable" && "TU".includes(pattern.element.name)
				? "a list"
				: `a list of ${describePattern(pattern.element).replace(/^an? /, "")}`;
		case "map":
			return "a map or record";
		case "optional":
			return `${describePattern(pattern.of)} or null`;
		case "record":
			return "a record";
		case "lambda":
			return `a function of ${pattern.parameters.length === 1 ? "one value" : `${pattern.parameters.length} values`}`;
		default:
			return assertNever(pattern);
	}
}

/** A sum leaves the range of its parts; that of `[]` is the int 0. */
function summandOf(type: Type): Type {
	if (type.kind === "unknown") return { kind: "int" };
	return type.kind === "int" || type.kind === "float" ? { kind: type.kind } : type;
}

/** Whether `<` is defined on the type. */
export function isOrdered(type: Type): boolean {
	return summable.has(type.kind) || type.kind === "string";
}
