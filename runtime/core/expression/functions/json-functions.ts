import type { FunctionDefinition } from "./definition.ts";
import { asObject, isObject } from "./work.ts";

/** Functions of records and maps, and the ways from untyped `json` to types. */
export const jsonFunctions: Readonly<Record<string, FunctionDefinition>> = {
	keys: {
		signatures: ["(map: map<T>): list<string>"],
		documentation: "The keys, in their order.",
		example: ["{ a: 1, b: 2 }.keys()", '["a", "b"]'],
		code: (work, map) => {
			const keys = Object.keys(asObject(work, map));
			work.spend(keys.length);
			return keys;
		},
	},
	values: {
		signatures: ["(map: map<T>): list<T>"],
		documentation: "The values, in the order of their keys.",
		example: ["{ a: 1, b: 2 }.values()", "[1, 2]"],
		code: (work, map) => {
			const values = Object.values(asObject(work, map));
			work.spend(values.length);
			return values;
		},
	},
	entries: {
		signatures: ["(map: map<T>): list<{ key: string, value: T }>"],
		documentation: "Keys and values as records, in their order.",
		example: ["{ a: 1 }.entries()", '[{ key: "a", value: 1 }]'],
		code: (work, map) => {
			const entries = Object.entries(asObject(work, map));
			work.spend(entries.length);
			return entries.map(([key, value]) => ({ key, value }));
		},
	},
	as_string: {
		signatures: ["(value: json): string?"],
		documentation: "The JSON value if it is a string, else null.",
		example: ['as_string("a") ?? "none"', '"a"'],
		code: (_work, value) => (typeof value === "string" ? value : null),
	},
	as_int: {
		signatures: ["(value: json): int?"],
		documentation: "The JSON value if it is a whole number, else null.",
		example: ["as_int(3) ?? 0", "3"],
		code: (_work, value) => (Number.isSafeInteger(value) && typeof value === "number" ? value : null),
	},
	as_float: {
		signatures: ["(value: json): float?"],
		documentation: "The JSON value if it is a number, else null.",
		example: ["as_float(0.5) ?? 0.0", "0.5"],
		code: (_work, value) => (typeof value === "number" && Number.isFinite(value) ? value : null),
	},
	as_bool: {
		signatures: ["(value: json): bool?"],
		documentation: "The JSON value if it is true or false, else null.",
		example: ["as_bool(true) ?? false", "true"],
		code: (_work, value) => (typeof value === "boolean" ? value : null),
	},
	as_list: {
		signatures: ["(value: json): list<json>?"],
		documentation: "The JSON value if it is a list, else null.",
		example: ["(as_list([1, 2]) ?? []).len()", "2"],
		code: (_work, value) => (Array.isArray(value) ? value : null),
	},
	as_map: {
		signatures: ["(value: json): map<json>?"],
		documentation: "The JSON value if it is an object, else null.",
		example: ["(as_map({ a: 1 }) ?? {}).keys()", '["a"]'],
		code: (_work, value) => (isObject(value) ? value : null),
	},
};
