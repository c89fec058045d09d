import type { Json, JsonObject } from "../json.ts";
import type { Type } from "./type.ts";

/**
 * Stands for a value that nobody gave: an output of a job that a test does not mock. It goes wherever a value goes, and
 * what is computed from it is again a placeholder; only what a run hangs on (`when`, `until`, the list of a `for`) and
 * expectations may not read one. In a real run there are none.
 */
export class Placeholder {
	// Private, so that it has no keys of its own and no member of it can be read by mistake.
	readonly #of: string;

	constructor(of: string) {
		this.#of = of;
	}

	/** What it stands for, as `.dag` text: `stats.rows`. */
	get of(): string {
		return this.#of;
	}

	toJSON(): string {
		return `<${this.#of}>`;
	}
}

/** A placeholder as a value. */
export function placeholder(of: string): Json {
	// It takes the place of a value everywhere, though it is none.
	return new Placeholder(of) as unknown as Json;
}

/** What stands for a value of the type: for a record one placeholder for each field, so that its members can be read. */
export function placeholderOf(type: Type, of: string): Json {
	if (type.kind !== "record") return placeholder(of);
	return Object.fromEntries(
		Object.entries(type.fields).map(([name, field]) => [name, placeholderOf(field, `${of}.${name}`)]),
	);
}

/** The value with placeholders for the fields of records that it leaves out, in whatever depth. */
export function completed(value: Json, type: Type, of: string): Json {
	if (value instanceof Placeholder) return value;
	switch (type.kind) {
		case "optional":
			return value === null ? null : completed(value, type.of, of);
		case "list":
			if (!Array.isArray(value)) return value;
			return value.map((item: Json, index) => completed(item, type.element, `${of}[${index}]`));
		case "map":
			if (!isObject(value)) return value;
			return Object.fromEntries(
				Object.entries(value).map(([key, item]) => [key, completed(item, type.value, `${of}.${key}`)]),
			);
		case "record": {
			if (!isObject(value)) return value;
			const fields = Object.entries(type.fields).map(([name, field]): [string, Json] => {
				const path = `${of}.${name}`;
				const given = Object.hasOwn(value, name) ? value[name] : undefined;
				return [name, given === undefined ? placeholderOf(field, path) : completed(given, field, path)];
			});
			return { ...value, ...Object.fromEntries(fields) };
		}
		default:
			return value;
	}
}

/** Ends the evaluation of a part that computes with a placeholder: the part is that placeholder then. */
export class PlaceholderMet extends Error {
	readonly placeholder: Json;

	constructor(met: Json) {
		super("computes with a placeholder");
		this.placeholder = met;
	}
}

/** Thrown where a run hangs on a value that nobody gave; only a test can come to this, and it ends there. */
export class PlaceholderRead extends Error {
	/** What has no value: `stats.rows`. */
	readonly of: string;
	/** The text of what reads it. */
	readonly expression: string;

	constructor(of: string, expression: string) {
		super(`\`${expression}\` reads ${of}, which has no value in this test.`);
		this.of = of;
		this.expression = expression;
	}
}

function isObject(value: Json): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Refuses a placeholder where a value is needed. */
export function meet(value: unknown): void {
	if (value instanceof Placeholder) throw new PlaceholderMet(value as unknown as Json);
}
