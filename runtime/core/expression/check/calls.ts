import { describeType } from "../describe-type.ts";
import type { EnvironmentEntry } from "../environment.ts";
import type { Expression, TypedExpression } from "../expression.ts";
import { formatOf } from "../format-value.ts";
import { type Bindings, bind, describePattern, substitute } from "../functions/bind.ts";
import type { Pattern, Signature } from "../functions/signature.ts";
import { type ExpressionFunction, functions } from "../functions/table.ts";
import { printShort } from "../print.ts";
import type { Type } from "../type.ts";
import { elementType, isNumber, mayBeNull, unknownType, withoutNull } from "../type-relations.ts";
import { type Context, entryOf, type Inferred, nothing, type Place, report, reportUnknown } from "./context.ts";
import { fit, reportNull } from "./fit.ts";
import { refusesSecret, refusesText } from "./operators.ts";

type Call = Extract<Expression, { op: "call" }>;
type Lambda = Extract<Expression, { op: "lambda" }>;
type LambdaPattern = Extract<Pattern, { kind: "lambda" }>;

/** The type of a call: picks the signature, learns its type variables from the arguments, checks lambdas last. */
export function inferCall(context: Context, node: Call, place: Place): Inferred {
	const called = functions.get(node.function);
	if (!called) return unknownFunction(context, node, place);
	const byCount = called.signatures.filter((signature) => signature.parameters.length === node.arguments.length);
	if (byCount.length === 0) return wrongCount(context, node, called);

	// Plain arguments first: they tell what the lambdas' parameters are.
	const given = node.arguments.map((argument) =>
		argument.op === "lambda" ? undefined : plainArgument(context, argument, place),
	);
	const signature = byCount.find((candidate) => fits(candidate, given)) ?? byCount[0];
	if (!signature) return nothing;

	const bindings: Bindings = new Map();
	const before = context.problems.length;
	const typed: TypedExpression[] = [];
	for (const [index, parameter] of signature.parameters.entries()) {
		const argument = node.arguments[index];
		const inferred = given[index];
		if (!argument || parameter.pattern.kind === "lambda") continue;
		if (!inferred)
			return report(context, "lambda-position", argument, `${node.function} takes no function as ${parameter.name}.`);
		typed[index] = matchPlain(context, { node, called, signature, index, argument, inferred, bindings, place });
	}
	for (const [index, parameter] of signature.parameters.entries()) {
		const argument = node.arguments[index];
		if (!argument || parameter.pattern.kind !== "lambda") continue;
		if (argument.op !== "lambda") {
			return report(
				context,
				"type-mismatch",
				argument,
				`${node.function} wants ${describePattern(parameter.pattern)} here, such as \`x => …\`.`,
			);
		}
		typed[index] = matchLambda(context, node, argument, parameter.pattern, bindings, place);
	}
	const isUnclear = given.some(
		(inferred, index) => inferred?.type.kind === "unknown" && !isLateName(context, node.arguments[index], place),
	);
	const type = isUnclear ? unknownType : substitute(signature.result, bindings);
	if (context.problems.length > before) return { type, typed: nothing.typed };
	const first = given[0];
	const text = node.arguments[0];
	if (called.name === "to_string" && first && text) {
		return refusesText(context, text, first, place) ? nothing : asTemplate(first);
	}
	const number = called.computes ? numberOf(type) : undefined;
	return {
		type,
		typed: { op: "call", function: node.function, arguments: typed, ...(number && { number }) },
	};
}

function plainArgument(context: Context, argument: Expression, place: Place): Inferred | undefined {
	// A bare enum value may be meant; it is understood once the other arguments say which enum.
	if (isLateName(context, argument, place)) return nothing;
	return context.infer(argument, place);
}

function isLateName(context: Context, argument: Expression | undefined, place: Place): boolean {
	return argument?.op === "name" && !entryOf(context, place, argument.name);
}

function fits(signature: Signature, given: readonly (Inferred | undefined)[]): boolean {
	const bindings: Bindings = new Map();
	return signature.parameters.every(({ pattern }, index) => {
		const inferred = given[index];
		if (!inferred) return pattern.kind === "lambda";
		return pattern.kind !== "lambda" && bind(pattern, withoutNull(inferred.type), bindings);
	});
}

interface PlainMatch {
	readonly node: Call;
	readonly called: ExpressionFunction;
	readonly signature: Signature;
	readonly index: number;
	readonly argument: Expression;
	readonly inferred: Inferred;
	readonly bindings: Bindings;
	readonly place: Place;
}

function matchPlain(context: Context, match: PlainMatch): TypedExpression {
	const { argument, inferred, bindings, place, node } = match;
	const pattern = match.signature.parameters[match.index]?.pattern;
	if (!pattern) return nothing.typed;
	if (isLateName(context, argument, place)) {
		const late = context.infer(argument, place, withoutNull(substitute(pattern, bindings)));
		bind(pattern, late.type, bindings);
		return late.typed;
	}
	if (inferred.type.kind !== "unknown" && refusesSecret(context, argument, inferred)) return nothing.typed;
	if (bind(pattern, inferred.type, bindings)) return inferred.typed;
	if (
		mayBeNull(inferred.type) &&
		inferred.type.kind !== "json" &&
		bind(pattern, withoutNull(inferred.type), bindings)
	) {
		return reportNull(context, argument, place, inferred.type).typed;
	}
	const element = elementType(inferred.type);
	if (element?.kind === "optional" && bind(pattern, { kind: "list", element: element.of }, bindings)) {
		const message = `Elements of \`${printShort(argument)}\` may be null; leave these out with \`.compact()\` or give each a default with \`??\`.`;
		report(context, "possibly-null", argument, message, { actual: inferred.type });
		return nothing.typed;
	}
	if (pattern.kind === "type") return fit(context, argument, inferred, pattern.type, place).typed;
	const wanted =
		bindings.has("T") && pattern.kind === "variable" ? describeType(substitute(pattern, bindings)) : describeAll(match);
	const isText = inferred.type.kind === "json" ? " (as_list, as_int and the like turn json into a type)" : "";
	report(
		context,
		"type-mismatch",
		argument,
		`${node.function} wants ${wanted}, but \`${printShort(argument)}\` is ${describeType(inferred.type)}${isText}.`,
		{ actual: inferred.type, expected: substitute(pattern, bindings) },
	);
	return nothing.typed;
}

/** What any of the signatures of that length would take: `a list, string or a map or record`. */
function describeAll(match: PlainMatch): string {
	const patterns = match.called.signatures
		.filter((signature) => signature.parameters.length === match.node.arguments.length)
		.map((signature) => signature.parameters[match.index]?.pattern);
	const words = patterns.flatMap((pattern) => (pattern ? [describePattern(pattern)] : []));
	return [...new Set(words)].join(" or ");
}

function matchLambda(
	context: Context,
	call: Call,
	lambda: Lambda,
	pattern: LambdaPattern,
	bindings: Bindings,
	place: Place,
): TypedExpression {
	if (lambda.parameters.length !== pattern.parameters.length) {
		const wanted = pattern.parameters.length;
		report(
			context,
			"argument-count",
			lambda,
			`The function for ${call.function} takes ${wanted === 1 ? "one parameter" : `${wanted} parameters`}, not ${lambda.parameters.length}.`,
		);
		return nothing.typed;
	}
	const locals = new Map<string, EnvironmentEntry>(place.locals);
	for (const [index, name] of lambda.parameters.entries()) {
		if (entryOf(context, place, name) || lambda.parameters.indexOf(name) !== index) {
			report(
				context,
				"duplicate-name",
				lambda,
				`\`${name}\` already means something else here; give the parameter another name.`,
				{ field: name },
			);
		}
		const parameter = pattern.parameters[index];
		locals.set(name, { type: parameter ? substitute(parameter, bindings) : unknownType, what: "lambda parameter" });
	}
	const within: Place = { ...place, locals };
	const body = lambdaBody(context, call, lambda, pattern.result, bindings, within);
	return { op: "lambda", parameters: lambda.parameters, body: body.typed };
}

function lambdaBody(
	context: Context,
	call: Call,
	lambda: Lambda,
	result: Pattern,
	bindings: Bindings,
	place: Place,
): Inferred {
	if (result.kind === "type") return context.expect(lambda.body, place, result.type);
	const body = context.infer(lambda.body, place);
	if (refusesSecret(context, lambda.body, body)) return nothing;
	if (bind(result, body.type, bindings)) return body;
	if (mayBeNull(body.type) && bind(result, withoutNull(body.type), bindings)) {
		return reportNull(context, lambda.body, place, body.type);
	}
	return report(
		context,
		"type-mismatch",
		lambda.body,
		`The function for ${call.function} must give ${describePattern(result)}, but \`${printShort(lambda.body)}\` is ${describeType(body.type)}.`,
		{
			actual: body.type,
		},
	);
}

/** `to_string` needs the type to know the format, which a template carries. */
function asTemplate(value: Inferred): Inferred {
	return {
		type: { kind: "string" },
		typed: { op: "template", parts: [{ value: value.typed, format: formatOf(value.type) }] },
	};
}

function numberOf(type: Type): "int" | "float" | "whole" | undefined {
	if (type.kind === "duration" || type.kind === "size") return "whole";
	if (type.kind === "int") return "int";
	return isNumber(type) ? "float" : undefined;
}

function unknownFunction(context: Context, node: Call, place: Place): Inferred {
	const entry = entryOf(context, place, node.function);
	if (entry) {
		return report(context, "not-callable", node, `\`${node.function}\` is a ${entry.what}, not a function.`, {
			actual: entry.type,
		});
	}
	const message = `There is no function \`${node.function}\`.`;
	const known = foreignFunctions.get(node.function);
	if (known !== undefined) {
		const more = { candidates: [...functions.keys()], suggestion: known, field: node.function };
		return report(context, "unknown-function", node, message, more);
	}
	return reportUnknown(context, "unknown-function", node, node.function, message, functions.keys(), node.function);
}

/** What other languages call our functions. */
const foreignFunctions: ReadonlyMap<string, string> = new Map([
	["length", "len"],
	["size", "len"],
	["avg", "mean"],
	["average", "mean"],
	["argmax", "max_by"],
	["argmin", "min_by"],
	["maxBy", "max_by"],
	["minBy", "min_by"],
	["some", "any"],
	["every", "all"],
	["includes", "contains"],
	["startswith", "starts_with"],
	["startsWith", "starts_with"],
	["select", "map"],
	["where", "filter"],
	["sorted", "sort"],
]);

function wrongCount(context: Context, node: Call, called: ExpressionFunction): Inferred {
	const usages = called.signatures.map((signature) => `\`${signature.text}\``).join(" or ");
	const count = node.arguments.length;
	return report(
		context,
		"argument-count",
		node,
		`${node.function} was given ${count} argument${count === 1 ? "" : "s"}; it is ${usages}.`,
	);
}

/** The type of `"…${a}…"`. */
export function inferTemplate(context: Context, node: Extract<Expression, { op: "template" }>, place: Place): Inferred {
	const parts = node.parts.map((part) => {
		if (typeof part === "string") return part;
		const inferred = context.infer(part, place);
		const value = refusesText(context, part, inferred, place) ? nothing : inferred;
		return { value: value.typed, format: formatOf(inferred.type) };
	});
	return { type: { kind: "string" }, typed: { op: "template", parts } };
}
