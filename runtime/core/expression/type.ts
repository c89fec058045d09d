/** The types of the expression language, as plain data. A type travels in the Plan and in the job-type catalog. */
export type Type =
	| { readonly kind: "string" | "bool" | "duration" | "size" | "percent" | "json" | "null" | "secret" }
	/** `int(1..200)`: bounds are inclusive; an absent bound is open. */
	| { readonly kind: "int" | "float"; readonly min?: number; readonly max?: number }
	/** Values `{path, sha256, bytes}`; `dataset` and `model` may also be folders. */
	| { readonly kind: "file" | "dir" | "dataset" | "model" | "artifact" }
	| { readonly kind: "enum"; readonly values: readonly string[] }
	| { readonly kind: "list"; readonly element: Type }
	| { readonly kind: "map"; readonly value: Type }
	/** Structural. `name` is only for messages. `open` records (`shell` without `outputs`) have no further known fields. */
	| { readonly kind: "record"; readonly fields: Readonly<Record<string, Type>>; readonly name?: string }
	/** The value of a `for` job: a list of `element` (each with `for` bindings) that also has `.instances`. */
	| { readonly kind: "fan_out"; readonly element: Type; readonly bindings: Readonly<Record<string, Type>> }
	| { readonly kind: "optional"; readonly of: Type }
	/** The type of an expression that has a problem already reported: it fits everywhere, so one mistake gives one message. */
	| { readonly kind: "unknown" };
