import { assertNever } from "../result.ts";
import { inferCall, inferTemplate } from "./check/calls.ts";
import {
	type Context,
	entryOf,
	type Inferred,
	nothing,
	type Place,
	proving,
	report,
	reportUnknown,
} from "./check/context.ts";
import { fit, knownValues } from "./check/fit.ts";
import { inferIndex, inferMember } from "./check/members.ts";
import { inferBinary, inferDefault, inferUnary, refusesSecret, strengthened } from "./check/operators.ts";
import { conditional } from "./conditional.ts";
import { describeType } from "./describe-type.ts";
import type { Environment } from "./environment.ts";
import type { EvaluationErrorCode } from "./evaluation-error.ts";
import type { Expression, TypedExpression } from "./expression.ts";
import { foldConstants } from "./fold-constants.ts";
import { nodeBelow } from "./parts.ts";
import { provenPaths } from "./paths.ts";
import { printShort } from "./print.ts";
import type { ExpressionProblem, ExpressionProblemCode } from "./problem.ts";
import type { Type } from "./type.ts";
import { elementType, fieldOf, holdsSecret, mayBeNull, unknownType, withoutNull } from "./type-relations.ts";
import { unify, unifyAll, valueOfMap } from "./unify.ts";

/** What `check` says of an expression. `typed` may be evaluated only if there are no problems. */
export interface CheckResult {
	/** The type as inferred, before it is taken for the expected one; `unknown` after a problem. */
	readonly type: Type;
	readonly typed: TypedExpression;
	readonly problems: readonly ExpressionProblem[];
}

/** Deeper nesting is refused, so that neither checking nor evaluating can exhaust the stack. */
const deepest = 300;

/**
 * Checks an expression where its names mean what the environment says, and holds it to the expected type if there is
 * one. What it accepts, `evaluate` computes, apart from the errors that only values can show (`EvaluationErrorCode`).
 */
export function check(expression: Expression, environment: Environment, expected?: Type): CheckResult {
	const problems: ExpressionProblem[] = [];
	const context: Context = { environment, problems, origins: new Map(), infer: inferAt, expect: expectAt };
	const place: Place = { locals: new Map(), nonNull: environment.nonNull ?? new Set() };
	const tooDeep = nodeBelow(expression, deepest);
	if (tooDeep) {
		const message = `The expression is nested more than ${deepest} levels deep; name parts of it with \`let\`.`;
		return { ...report(context, "too-deep", tooDeep, message), problems };
	}
	const { type, typed } = expected ? context.expect(expression, place, expected) : context.infer(expression, place);
	if (!expected && holdsSecret(type)) refusesSecret(context, expression, { type, typed });
	if (problems.length === 0) reportConstantErrors(context, typed, expression);
	return { type: problems.length > 0 ? unknownType : type, typed, problems };

	function inferAt(node: Expression, at: Place, hint?: Type): Inferred {
		const inferred = infer(context, node, at, known(hint && withoutNull(hint)));
		context.origins.set(inferred.typed, node);
		return inferred;
	}

	function expectAt(node: Expression, at: Place, wanted: Type): Inferred {
		const branch = (part: Expression, where: Place) => expectAt(part, where, wanted);
		if (node.op === "conditional") return inferConditional(context, node, at, branch, wanted);
		if (node.op === "binary" && node.operator === "??") {
			return inferDefault(context, node, (side, hint) => expectAt(side, at, hint ?? wanted), wanted);
		}
		return fit(context, node, inferAt(node, at, wanted), wanted, at);
	}
}

function infer(context: Context, node: Expression, place: Place, hint: Type | undefined): Inferred {
	switch (node.op) {
		case "literal":
			return inferLiteral(node);
		case "name":
			return inferName(context, node, place, hint);
		case "list":
			return inferList(context, node, place, hint);
		case "object":
			return inferObject(context, node, place, hint);
		case "template":
			return inferTemplate(context, node, place);
		case "member":
			return inferMember(context, node, place);
		case "index":
			return inferIndex(context, node, place);
		case "call":
			return inferCall(context, node, place);
		case "lambda":
			return report(
				context,
				"lambda-position",
				node,
				"A function may only stand as an argument of a call, as in `xs.map(x => …)`.",
			);
		case "unary":
			return inferUnary(context, node, place);
		case "binary":
			return inferBinary(context, node, place);
		case "conditional":
			return inferConditional(context, node, place, (part, where) => context.infer(part, where, hint));
		default:
			return assertNever(node);
	}
}

function inferLiteral(node: Extract<Expression, { op: "literal" }>): Inferred {
	const { kind } = node.type;
	const format = kind === "duration" || kind === "size" || kind === "percent" || kind === "enum" ? kind : undefined;
	return { type: node.type, typed: { op: "literal", value: node.value, ...(format && { format }) } };
}

function inferName(
	context: Context,
	node: Extract<Expression, { op: "name" }>,
	place: Place,
	hint: Type | undefined,
): Inferred {
	const { name } = node;
	const entry = entryOf(context, place, name);
	const meant = hint?.kind === "enum" ? hint.values : [];
	if (meant.includes(name) && withoutNull(entry?.type ?? unknownType).kind !== "enum") {
		return { type: { kind: "enum", values: [name] }, typed: { op: "literal", value: name, format: "enum" } };
	}
	if (entry) return { type: strengthened(place, node, entry.type), typed: { op: "name", name } };
	if (meant.length > 0) {
		return reportUnknown(context, "unknown-name", node, name, `\`${name}\` is none of ${meant.join(", ")}.`, meant);
	}
	const names = [...place.locals.keys(), ...context.environment.names.keys()];
	return reportUnknown(context, "unknown-name", node, name, `There is no \`${name}\` here.`, names);
}

function inferList(
	context: Context,
	node: Extract<Expression, { op: "list" }>,
	place: Place,
	hint: Type | undefined,
): Inferred {
	const wanted = known(hint && (hint.kind === "json" ? hint : elementType(hint)));
	let element: Type | undefined = unknownType;
	const items: TypedExpression[] = [];
	for (const item of node.items) {
		const inferred: Inferred = wanted
			? context.expect(item, place, wanted)
			: context.infer(item, place, withoutNull(element));
		items.push(inferred.typed);
		if (!wanted && refusesSecret(context, item, inferred)) continue;
		const common: Type | undefined = unify(element, inferred.type) ?? wanted;
		if (common) element = common;
		else {
			report(
				context,
				"type-mismatch",
				item,
				`The elements before \`${printShort(item)}\` are ${describeType(element)}, but it is ${describeType(inferred.type)}.`,
				{
					expected: element,
					actual: inferred.type,
				},
			);
		}
	}
	return { type: { kind: "list", element }, typed: { op: "list", items } };
}

function inferObject(
	context: Context,
	node: Extract<Expression, { op: "object" }>,
	place: Place,
	hint: Type | undefined,
): Inferred {
	const before = context.problems.length;
	const types: [string, Type][] = [];
	const fields: { name: string; value: TypedExpression }[] = [];
	const seen = new Set<string>();
	for (const { name, value } of node.fields) {
		if (seen.has(name)) {
			report(context, "duplicate-name", node, `\`${name}\` is given twice.`, { field: name });
			continue;
		}
		seen.add(name);
		const wanted = known(wantedField(hint, name));
		if (hint?.kind === "record" && !fieldOf(hint.fields, name)) {
			const message = `There is no \`${name}\` in ${describeType(hint)}.`;
			reportUnknown(context, "unknown-member", node, name, message, Object.keys(hint.fields), name);
			continue;
		}
		const inferred = wanted ? context.expect(value, place, wanted) : context.infer(value, place);
		if (!wanted && refusesSecret(context, value, inferred)) continue;
		types.push([name, inferred.type]);
		fields.push({ name, value: inferred.typed });
	}
	if (hint?.kind === "record") {
		for (const [name, type] of Object.entries(hint.fields)) {
			if (seen.has(name) || mayBeNull(type)) continue;
			report(context, "missing-field", node, `\`${name}\` (${describeType(type)}) is missing.`, {
				field: name,
				expected: type,
			});
		}
	}
	if (context.problems.length > before) return nothing;
	return { type: { kind: "record", fields: Object.fromEntries(types) }, typed: { op: "object", fields } };
}

/** An unknown type wants nothing: it is as if there were none. */
function known(type: Type | undefined): Type | undefined {
	return type?.kind === "unknown" ? undefined : type;
}

function wantedField(hint: Type | undefined, name: string): Type | undefined {
	if (hint?.kind === "record") return fieldOf(hint.fields, name);
	if (hint?.kind === "json") return hint;
	return hint && valueOfMap(hint);
}

function inferConditional(
	context: Context,
	node: Extract<Expression, { op: "conditional" }>,
	place: Place,
	branch: (part: Expression, where: Place) => Inferred,
	expected?: Type,
): Inferred {
	const test = context.expect(node.test, place, { kind: "bool" });
	const yes = branch(node.then, proving(place, provenPaths(node.test, true)));
	const no = branch(node.otherwise, proving(place, provenPaths(node.test, false)));
	const type = unifyAll([yes.type, no.type]) ?? expected;
	const typed: TypedExpression = conditional(test.typed, yes.typed, no.typed);
	if (type) return { type, typed };
	return report(
		context,
		"type-mismatch",
		node.otherwise,
		`The two sides of \`? :\` are ${describeType(yes.type)} and ${describeType(no.type)}, which have nothing in common.`,
		{ expected: yes.type, actual: no.type },
	);
}

const constantProblems: ReadonlyMap<EvaluationErrorCode, ExpressionProblemCode> = new Map([
	["division-by-zero", "division-by-zero"],
	["overflow", "overflow"],
	["empty-list", "empty-list"],
	["bad-argument", "bad-argument"],
]);

/** What is certain to fail is said now. */
function reportConstantErrors(context: Context, typed: TypedExpression, whole: Expression): void {
	foldConstants(typed, knownValues(context), (node, error) => {
		const code = constantProblems.get(error.code);
		if (code) report(context, code, context.origins.get(node) ?? whole, error.message);
	});
}
