import type { Environment } from "./environment.ts";
import type { Expression } from "./expression.ts";
import { printShort } from "./print.ts";

/** Why an expression may be null, as a clause for messages: `gate may be skipped`; undefined where that cannot be told. */
export function nullCause(expression: Expression, environment: Environment): string | undefined {
	const inner = (part: Expression) => nullCause(part, environment);
	switch (expression.op) {
		case "literal":
			return expression.value === null ? "it is `null`" : undefined;
		case "name": {
			const entry = environment.names.get(expression.name);
			if (entry?.nullReason !== undefined) return entry.nullReason;
			return entry?.what === "param" && entry.type.kind === "optional" ? `${expression.name} is optional` : undefined;
		}
		case "member":
			return inner(expression.target);
		case "index":
			return (
				inner(expression.target) ??
				(expression.index.op === "literal" && typeof expression.index.value === "string"
					? `\`${printShort(expression.target)}\` may have no such key`
					: `\`${printShort(expression.target)}\` may have no element there`)
			);
		case "call": {
			const [first] = expression.arguments;
			const given = first && inner(first);
			if (given !== undefined || first === undefined) return given;
			return emptied.has(expression.function) ? `\`${printShort(first)}\` may be empty` : undefined;
		}
		case "conditional":
			return inner(expression.then) ?? inner(expression.otherwise);
		case "binary":
			return expression.operator === "??" ? inner(expression.right) : undefined;
		default:
			return undefined;
	}
}

/** Functions that give null for an empty list. */
const emptied = new Set(["first", "last"]);
