import type { FunctionDefinition } from "./definition.ts";
import { jsonFunctions } from "./json-functions.ts";
import { listFunctions } from "./list-functions.ts";
import { numberFunctions } from "./number-functions.ts";
import { orderFunctions } from "./order-functions.ts";
import { parseSignature, type Signature } from "./signature.ts";
import { textFunctions } from "./text-functions.ts";
import type { FunctionCode } from "./work.ts";

/** A function of the language. */
export interface ExpressionFunction {
	readonly name: string;
	readonly signatures: readonly Signature[];
	readonly documentation: string;
	readonly example: readonly [expression: string, result: string];
	readonly code: FunctionCode;
	readonly computes: boolean;
}

/** The sections of the reference, in its order. */
export const functionSections: readonly {
	readonly title: string;
	readonly functions: readonly ExpressionFunction[];
}[] = [
	section("Lists", listFunctions),
	section("Order and sums", orderFunctions),
	section("Text", textFunctions),
	section("Numbers", numberFunctions),
	section("Records, maps and JSON", jsonFunctions),
];

/** All functions by name. Every one can be written as a method of its first argument: `xs.len()` is `len(xs)`. */
export const functions: ReadonlyMap<string, ExpressionFunction> = new Map(
	functionSections.flatMap((each) => each.functions.map((entry) => [entry.name, entry] as const)),
);

function section(title: string, definitions: Readonly<Record<string, FunctionDefinition>>) {
	const entries = Object.entries(definitions).map(([name, definition]) => ({
		name,
		signatures: definition.signatures.map((text) => parseSignature(`${name}${text}`)),
		documentation: definition.documentation,
		example: definition.example,
		code: definition.code,
		computes: definition.computes ?? false,
	}));
	return { title, functions: entries };
}
