import { describeType } from "../describe-type.ts";
import type { Expression, TypedExpression } from "../expression.ts";
import { functions } from "../functions/table.ts";
import { printShort } from "../print.ts";
import type { Type } from "../type.ts";
import {
	elementType,
	fieldOf,
	fileFields,
	instancesType,
	isFileLike,
	mayBeNull,
	optional,
	withoutNull,
} from "../type-relations.ts";
import { type Context, entryOf, type Inferred, nothing, type Place, report, reportUnknown } from "./context.ts";
import { fit } from "./fit.ts";
import { refusesSecret, strengthened } from "./operators.ts";

type Member = Extract<Expression, { op: "member" }>;

/** The type of `target.name`. A member of what may be null may be null. */
export function inferMember(context: Context, node: Member, place: Place): Inferred {
	const target = context.infer(node.target, place);
	if (refusesSecret(context, node.target, target)) return nothing;
	const base = withoutNull(target.type);
	if (base.kind === "unknown") {
		return { type: target.type, typed: { op: "member", target: target.typed, name: node.name } };
	}
	if (base.kind === "fan_out" && node.name === "instances" && isOwnJob(context, place, node.target)) {
		// The host knows the instances by this name; the value of the job itself is only the list of its results.
		const name: TypedExpression = { op: "name", name: `${printShort(node.target)}.instances` };
		return { type: mayBeNull(target.type) ? optional(instancesType(base)) : instancesType(base), typed: name };
	}
	const type = memberType(base, node.name);
	if (!type) return unknownMember(context, node, base);
	const whole = mayBeNull(target.type) ? optional(type) : type;
	return {
		type: strengthened(place, node, whole),
		typed: { op: "member", target: target.typed, name: node.name },
	};
}

function isOwnJob(context: Context, place: Place, target: Expression): boolean {
	return target.op === "name" && entryOf(context, place, target.name)?.what !== "let";
}

function memberType(type: Type, name: string): Type | undefined {
	if (type.kind === "record") return fieldOf(type.fields, name);
	if (type.kind === "map") return optional(type.value);
	if (type.kind === "json") return type;
	return isFileLike(type) ? fieldOf(fileFields, name) : undefined;
}

function unknownMember(context: Context, node: Member, base: Type): Inferred {
	const target = printShort(node.target);
	const element = elementType(base);
	if (element?.kind === "record" && fieldOf(element.fields, node.name)) {
		const suggestion = `${target}.map(r => r.${node.name})`;
		return report(
			context,
			"unknown-member",
			node,
			`\`${target}\` is a list, so it has one \`${node.name}\` for each element: write \`${suggestion}\`.`,
			{
				actual: base,
				suggestion,
				candidates: Object.keys(element.fields),
			},
		);
	}
	if (functions.has(node.name)) {
		return report(
			context,
			"unknown-member",
			node,
			`\`${node.name}\` is a function: write \`${target}.${node.name}(…)\`.`,
			{
				actual: base,
				field: node.name,
				suggestion: `${target}.${node.name}()`,
			},
		);
	}
	const names = base.kind === "record" ? Object.keys(base.fields) : isFileLike(base) ? Object.keys(fileFields) : [];
	if (base.kind === "fan_out") names.push("instances");
	const message = `\`${target}\` has no \`${node.name}\`; it ${names.length > 0 ? `has ${names.join(", ")}` : `is ${describeType(base)}`}.`;
	return reportUnknown(context, "unknown-member", node, node.name, message, names, node.name);
}

/** The type of `target[index]`: always optional for lists and maps, for the element may be missing. */
export function inferIndex(context: Context, node: Extract<Expression, { op: "index" }>, place: Place): Inferred {
	const target = context.infer(node.target, place);
	if (refusesSecret(context, node.target, target)) return nothing;
	const base = withoutNull(target.type);
	if (base.kind === "unknown") {
		const index = context.infer(node.index, place);
		return { type: target.type, typed: { op: "index", target: target.typed, index: index.typed } };
	}
	if (base.kind === "record" && node.index.op === "literal" && typeof node.index.value === "string") {
		const name = node.index.value;
		const field = fieldOf(base.fields, name);
		if (!field)
			return reportUnknown(
				context,
				"unknown-member",
				node,
				name,
				`\`${printShort(node.target)}\` has no \`${name}\`.`,
				Object.keys(base.fields),
			);
		const type = mayBeNull(target.type) ? optional(field) : field;
		return { type, typed: { op: "member", target: target.typed, name } };
	}
	const element = elementType(base);
	if (element) {
		const index = context.expect(node.index, place, { kind: "int" });
		return { type: optional(element), typed: { op: "index", target: target.typed, index: index.typed } };
	}
	if (base.kind === "map") {
		const index = context.expect(node.index, place, { kind: "string" });
		return { type: optional(base.value), typed: { op: "index", target: target.typed, index: index.typed } };
	}
	if (base.kind === "json") {
		const index = context.infer(node.index, place);
		const key = index.type.kind === "int" ? index : fit(context, node.index, index, { kind: "string" }, place);
		return { type: base, typed: { op: "index", target: target.typed, index: key.typed } };
	}
	return report(
		context,
		"type-mismatch",
		node.target,
		`\`[…]\` wants a list or a map, but \`${printShort(node.target)}\` is ${describeType(target.type)}.`,
		{
			actual: target.type,
		},
	);
}
