import type { Json } from "../json.ts";
import type { Type } from "./type.ts";

/** Binary operators by rising precedence; all are pure and total except for the errors that `evaluate` names. */
export type BinaryOperator =
	| "??"
	| "||"
	| "&&"
	| "=="
	| "!="
	| "<"
	| "<="
	| ">"
	| ">="
	| "in"
	| "+"
	| "-"
	| "*"
	| "/"
	| "%";

/**
 * An expression as the language front end hands it to `check`. Names are resolved by name: the language has one
 * namespace per workflow and no shadowing, so a name means one thing wherever it stands.
 * Method calls are normalised (`list.map(f)` is `map(list, f)`).
 */
export type Expression =
	| { readonly op: "literal"; readonly value: Json; readonly type: Type }
	| { readonly op: "name"; readonly name: string }
	| { readonly op: "list"; readonly items: readonly Expression[] }
	| { readonly op: "object"; readonly fields: readonly { readonly name: string; readonly value: Expression }[] }
	/** An interpolated string: texts and expressions in turn. */
	| { readonly op: "template"; readonly parts: readonly (string | Expression)[] }
	| { readonly op: "member"; readonly target: Expression; readonly name: string }
	| { readonly op: "index"; readonly target: Expression; readonly index: Expression }
	| { readonly op: "call"; readonly function: string; readonly arguments: readonly Expression[] }
	/** Only as an argument of a call. */
	| { readonly op: "lambda"; readonly parameters: readonly string[]; readonly body: Expression }
	| { readonly op: "unary"; readonly operator: "!" | "-"; readonly operand: Expression }
	| { readonly op: "binary"; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression }
	| {
			readonly op: "conditional";
			readonly test: Expression;
			readonly then: Expression;
			readonly otherwise: Expression;
	  };

/**
 * A checked expression, as it stands in a Plan: what `check` returns and `evaluate` takes. It is the same tree with
 * what evaluation needs to know of the types written into it (`number` on arithmetic, `format` on template parts),
 * so that evaluation never guesses from a value.
 */
export type TypedExpression =
	/** `format` is how it was written (`5m`, `512MB`, a bare enum value), for printing only. */
	| { readonly op: "literal"; readonly value: Json; readonly format?: "duration" | "size" | "percent" | "enum" }
	| { readonly op: "name"; readonly name: string }
	| { readonly op: "list"; readonly items: readonly TypedExpression[] }
	| { readonly op: "object"; readonly fields: readonly { readonly name: string; readonly value: TypedExpression }[] }
	| { readonly op: "template"; readonly parts: readonly (string | FormattedExpression)[] }
	| { readonly op: "member"; readonly target: TypedExpression; readonly name: string }
	| { readonly op: "index"; readonly target: TypedExpression; readonly index: TypedExpression }
	| {
			readonly op: "call";
			readonly function: string;
			readonly arguments: readonly TypedExpression[];
			/** On a function that gives a number: what the result must be, as with arithmetic. */
			readonly number?: "int" | "float" | "whole";
	  }
	| { readonly op: "lambda"; readonly parameters: readonly string[]; readonly body: TypedExpression }
	| { readonly op: "unary"; readonly operator: "!" | "-"; readonly operand: TypedExpression }
	| {
			readonly op: "binary";
			readonly operator: BinaryOperator;
			readonly left: TypedExpression;
			readonly right: TypedExpression;
			/**
			 * On arithmetic: `int` results must be safe integers, `float` results finite; `whole` results (durations, sizes)
			 * are rounded to safe integers; `text` and `list` concatenate.
			 */
			readonly number?: "int" | "float" | "whole" | "text" | "list";
	  }
	| {
			readonly op: "conditional";
			readonly test: TypedExpression;
			readonly then: TypedExpression;
			readonly otherwise: TypedExpression;
	  };

/** How a value becomes text inside a string: as itself, as `1h30m`, as `512MB`, as `75%`, or as compact JSON. */
export interface FormattedExpression {
	readonly value: TypedExpression;
	readonly format: "plain" | "duration" | "size" | "percent" | "json" | "path";
}
