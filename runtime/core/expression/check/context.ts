import type { Environment, EnvironmentEntry } from "../environment.ts";
import type { Expression, TypedExpression } from "../expression.ts";
import { nearestName } from "../nearest-name.ts";
import { nullCause } from "../null-cause.ts";
import type { ExpressionProblem, ExpressionProblemCode } from "../problem.ts";
import type { Type } from "../type.ts";
import { unknownType } from "../type-relations.ts";

/** What `check` found out about one node. */
export interface Inferred {
	readonly type: Type;
	readonly typed: TypedExpression;
}

/** Where a node stands: which names and which facts hold there. */
export interface Place {
	readonly locals: ReadonlyMap<string, EnvironmentEntry>;
	readonly nonNull: ReadonlySet<string>;
}

/** One run of `check`. The two functions are those of the checker, handed down so that its parts need not import it. */
export interface Context {
	readonly environment: Environment;
	readonly problems: ExpressionProblem[];
	/** The source of each typed node. */
	readonly origins: Map<TypedExpression, Expression>;
	/** The type of the expression; `hint` is what is wanted there, and only lets enum values, `[]` and `{}` be understood. */
	infer(expression: Expression, place: Place, hint?: Type): Inferred;
	/** The type of the expression, which must fit. */
	expect(expression: Expression, place: Place, expected: Type): Inferred;
}

/** What a node with a reported problem becomes: it fits everywhere, so nothing else is said about it. */
export const nothing: Inferred = { type: unknownType, typed: { op: "literal", value: null } };

/** Records a problem; the node has no known type from then on. */
export function report(
	context: Context,
	code: ExpressionProblemCode,
	at: Expression,
	message: string,
	more: Partial<Omit<ExpressionProblem, "code" | "at" | "message">> = {},
): Inferred {
	context.problems.push({ code, at, message, candidates: [], ...more });
	return nothing;
}

/** Records an unknown name, with those that could have been meant. */
export function reportUnknown(
	context: Context,
	code: ExpressionProblemCode,
	at: Expression,
	name: string,
	message: string,
	names: Iterable<string>,
	field?: string,
): Inferred {
	const candidates = [...names];
	const suggestion = nearestName(name, candidates);
	return report(context, code, at, message, {
		candidates,
		...(suggestion !== undefined && { suggestion }),
		...(field !== undefined && { field }),
	});
}

/** The entry of a name where the node stands. */
export function entryOf(context: Context, place: Place, name: string): EnvironmentEntry | undefined {
	return place.locals.get(name) ?? context.environment.names.get(name);
}

/** The place within a branch in which those paths are known not to be null. */
export function proving(place: Place, paths: readonly string[]): Place {
	return paths.length === 0 ? place : { ...place, nonNull: new Set([...place.nonNull, ...paths]) };
}

/** Why the expression may be null, where that can be told: ` because gate may be skipped`. */
export function nullClause(context: Context, place: Place, expression: Expression): string {
	const reason = nullCause(expression, {
		names: { get: (name) => entryOf(context, place, name), keys: () => context.environment.names.keys() },
	});
	return reason === undefined ? "" : ` because ${reason}`;
}
