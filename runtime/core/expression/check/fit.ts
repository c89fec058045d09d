import { conditional } from "../conditional.ts";
import { describeType } from "../describe-type.ts";
import type { Expression, TypedExpression } from "../expression.ts";
import { foldConstants } from "../fold-constants.ts";
import { formatPercent, parseDuration, parseSize } from "../literals.ts";
import { nearestName } from "../nearest-name.ts";
import { printShort } from "../print.ts";
import type { Type } from "../type.ts";
import { holdsSecret, isAssignable, isFileLike, mayBeNull, withoutNull } from "../type-relations.ts";
import { valueFits } from "../value-fits.ts";
import { type Context, type Inferred, nothing, nullClause, type Place, report } from "./context.ts";

/** Holds an inferred expression to the type that is wanted there, and writes in the conversions between paths and files. */
export function fit(context: Context, at: Expression, given: Inferred, expected: Type, place: Place): Inferred {
	const { type } = given;
	if (type.kind === "unknown" || expected.kind === "unknown") return given;
	if (holdsSecret(type) && !holdsSecret(expected)) {
		return report(
			context,
			"secret-misuse",
			at,
			`\`${printShort(at)}\` is a secret and no value of a setting: name it in the job's \`uses\`.`,
		);
	}
	if (isAssignable(type, expected)) return inRange(context, at, given, expected);
	const converted = convert(given, expected);
	if (converted) return converted;
	if (type.kind === "optional" && isAssignable(type.of, expected)) {
		return reportNull(context, at, place, type);
	}
	return mismatch(context, at, given, expected);
}

/** Reports the use of a value that may be null. */
export function reportNull(context: Context, at: Expression, place: Place, type: Type): Inferred {
	const because = nullClause(context, place, at);
	return report(
		context,
		"possibly-null",
		at,
		`\`${printShort(at)}\` may be null${because}; give a default with \`??\` or test it first.`,
		{ actual: type, expected: withoutNull(type) },
	);
}

/** A known value is held to its range at once, any other when the run has it. */
function inRange(context: Context, at: Expression, given: Inferred, expected: Type): Inferred {
	const { op } = given.typed;
	// The parts of these were each held to their own expected type.
	const wasPushedDown =
		op === "list" || op === "object" || op === "conditional" || (op === "binary" && given.typed.operator === "??");
	if (wasPushedDown || !hasRange(expected)) return given;
	const known = foldConstants(given.typed, knownValues(context));
	if (known.op !== "literal") return given;
	const wrong = valueFits(known.value, expected);
	if (wrong === undefined) return given;
	const message = at.op === "literal" ? mustBe(expected) : wrong;
	return report(context, "out-of-range", at, `\`${printShort(at)}\` ${message}.`, { expected, actual: given.type });
}

/** What a number must be to lie within its range, in words. */
function mustBe(expected: Type): string {
	const plain = withoutNull(expected);
	if (plain.kind !== "int" && plain.kind !== "float") return `must be ${describeType(expected)}`;
	const { min, max } = plain;
	if (min !== undefined && max !== undefined) return `must be between ${min} and ${max}`;
	return min !== undefined ? `must be at least ${min}` : `must be at most ${max}`;
}

/** The values of the names that are known before the run. */
export function knownValues(context: Context) {
	return { get: (name: string) => context.environment.names.get(name)?.value };
}

function hasRange(type: Type): boolean {
	switch (type.kind) {
		case "int":
		case "float":
			return type.min !== undefined || type.max !== undefined;
		case "optional":
			return hasRange(type.of);
		case "list":
			return hasRange(type.element);
		case "map":
			return hasRange(type.value);
		case "record":
			return Object.values(type.fields).some(hasRange);
		default:
			return false;
	}
}

/** A file where text is wanted is its path; text where a file is wanted is the path of one. */
function convert(given: Inferred, expected: Type): Inferred | undefined {
	const from = withoutNull(given.type);
	const to = withoutNull(expected);
	if (given.type.kind === "null" || expected.kind === "null") return undefined;
	const { typed } = given;
	let converted: TypedExpression;
	if (isFileLike(from) && to.kind === "string")
		converted = { op: "template", parts: [{ value: typed, format: "path" }] };
	else if (from.kind === "string" && isFileLike(to)) {
		converted = { op: "object", fields: [{ name: "path", value: typed }] };
	} else return undefined;
	if (!mayBeNull(given.type)) return { type: to, typed: converted };
	if (!mayBeNull(expected)) return undefined;
	const isNull: TypedExpression = { op: "binary", operator: "==", left: typed, right: { op: "literal", value: null } };
	return {
		type: expected,
		typed: conditional<TypedExpression>(isNull, { op: "literal", value: null }, converted),
	};
}

function mismatch(context: Context, at: Expression, given: Inferred, expected: Type): Inferred {
	const from = withoutNull(given.type);
	const to = withoutNull(expected);
	const isNumeric = (from.kind === "int" || from.kind === "float") && (to.kind === "int" || to.kind === "float");
	const details = { expected, actual: given.type };
	if (isNumeric && (from.kind === to.kind || from.kind === "int")) {
		report(
			context,
			"out-of-range",
			at,
			`\`${printShort(at)}\` is ${describeType(given.type)} and never within ${describeType(expected)}.`,
			details,
		);
		return nothing;
	}
	const suggestion = suggestLiteral(at, from, to);
	const rounds = from.kind === "float" && to.kind === "int" && at.op !== "literal";
	const advice = rounds ? " (use round, floor or ceil)" : "";
	if (to.kind === "enum" && at.op === "literal" && typeof at.value === "string") {
		const message = `One of ${to.values.join(", ")} is expected, without quotes.`;
		const more = { ...details, candidates: to.values, ...(suggestion !== undefined && { suggestion }) };
		report(context, "type-mismatch", at, message, more);
		return nothing;
	}
	report(
		context,
		"type-mismatch",
		at,
		`\`${printShort(at)}\` is ${describeType(given.type)}, but ${describeType(expected)} is expected${advice}.`,
		{
			...details,
			...(to.kind === "enum" && { candidates: to.values }),
			...(suggestion !== undefined && { suggestion }),
		},
	);
	return nothing;
}

/** How the literal would be written so that it fits: a bare enum value, a unit, a percent sign. */
function suggestLiteral(at: Expression, from: Type, to: Type): string | undefined {
	const element = to.kind === "list" ? to.element : undefined;
	if (element !== undefined && isAssignable(from, element)) {
		const item = printShort(at);
		return item.includes(" … ") ? undefined : `[${item}]`;
	}
	if (at.op !== "literal") return from.kind === "enum" && to.kind === "string" ? `"\${${printShort(at)}}"` : undefined;
	const { value } = at;
	if (typeof value === "string") {
		if (to.kind === "enum") return to.values.includes(value) ? value : nearestName(value, to.values);
		if (to.kind === "duration" && parseDuration(value) !== undefined) return value;
		if (to.kind === "size" && parseSize(value) !== undefined) return value;
		if (to.kind === "bool" && (value === "true" || value === "false")) return value;
		const isNumber = value.trim() !== "" && Number.isFinite(Number(value));
		return isNumber && (to.kind === "float" || to.kind === "int") ? String(Number(value)) : undefined;
	}
	if (typeof value !== "number") return to.kind === "string" && value !== null ? `"${printShort(at)}"` : undefined;
	if (to.kind === "string") return `"${printShort(at)}"`;
	if (to.kind === "int" && Number.isInteger(value)) return String(value);
	if (to.kind === "duration") return from.kind === "int" || from.kind === "float" ? `${value}s` : undefined;
	if (to.kind === "percent" && from.kind === "int") return value > 1 ? `${value}%` : formatPercent(value);
	return undefined;
}
