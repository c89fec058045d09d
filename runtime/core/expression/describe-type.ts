import { assertNever } from "../result.ts";
import type { Type } from "./type.ts";

/** How many fields of a record a message names before it says `…`. */
const fieldsShown = 8;

/** The type as a user writes it: `float(0..1)`, `list<string>`, `{ accuracy: float, loss: float? }`. */
export function describeType(type: Type): string {
	switch (type.kind) {
		case "int":
		case "float":
			return type.min === undefined && type.max === undefined
				? type.kind
				: `${type.kind}(${type.min ?? ""}..${type.max ?? ""})`;
		case "enum":
			return `enum(${type.values.map((value) => JSON.stringify(value)).join(", ")})`;
		case "list":
			return `list<${describeType(type.element)}>`;
		case "map":
			return `map<${describeType(type.value)}>`;
		case "optional":
			return `${describeType(type.of)}?`;
		case "record":
			return type.name ?? describeFields(type.fields);
		case "fan_out":
			return `list<${describeType(type.element)}>`;
		case "string":
		case "bool":
		case "duration":
		case "size":
		case "percent":
		case "json":
		case "null":
		case "secret":
		case "file":
		case "dir":
		case "dataset":
		case "model":
		case "artifact":
		case "unknown":
			return type.kind;
		default:
			return assertNever(type);
	}
}

function describeFields(fields: Readonly<Record<string, Type>>): string {
	const all = Object.entries(fields);
	if (all.length === 0) return "{ }";
	const shown = all.slice(0, fieldsShown).map(([name, type]) => `${name}: ${describeType(type)}`);
	return `{ ${shown.join(", ")}${all.length > fieldsShown ? ", …" : ""} }`;
}
