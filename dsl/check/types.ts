import type { Type } from "@dagwright/core";
import { nearestName } from "@dagwright/core/expression";
import type * as ast from "../generated/ast.ts";
import { amountOf, constantText } from "../syntax/literals.ts";
import { type Findings, originOf, originOfCst } from "./findings.ts";
import type { SourceFile } from "./model.ts";

const unknown: Type = { kind: "unknown" };

const plainTypes: Readonly<Record<string, Type>> = Object.fromEntries(
	(
		[
			"string",
			"int",
			"float",
			"bool",
			"duration",
			"size",
			"percent",
			"file",
			"dir",
			"dataset",
			"model",
			"artifact",
			"json",
			"null",
		] as const
	).map((kind) => [kind, { kind }]),
);

/** Names that mean a type everywhere. */
export const builtinTypes: ReadonlySet<string> = new Set([...Object.keys(plainTypes), "list", "map", "enum"]);

/** What other languages call our types. */
const foreignTypes: Readonly<Record<string, string>> = {
	integer: "int",
	long: "int",
	number: "float",
	double: "float",
	real: "float",
	str: "string",
	text: "string",
	boolean: "bool",
	path: "file",
	folder: "dir",
	directory: "dir",
	any: "json",
	object: "json",
	dict: "json",
	time: "duration",
	bytes: "size",
	percentage: "percent",
};

/** Written out, a type may have this many fields; records that double each other grow without end. */
const MAX_TYPE_SIZE = 5_000;

const MAX_TYPE_DEPTH = 64;

interface Sized {
	readonly type: Type;
	readonly size: number;
}

/** Turns written types into types, each declaration once. */
export class TypeResolver {
	private readonly findings: Findings;
	/** Declarations that are being resolved within each other. */
	private depth = 0;
	private readonly declared = new Map<ast.TypeDeclaration, Sized | "resolving">();

	constructor(findings: Findings) {
		this.findings = findings;
	}

	/** The type that is written there; `unknown` where it is missing or wrong. */
	type(file: SourceFile, reference: ast.TypeReference | undefined): Type {
		return this.resolve(file, reference).type;
	}

	/** The fields of `outputs { … }` or of a record. */
	fields(file: SourceFile, fields: readonly ast.Field[]): Readonly<Record<string, Type>> {
		return this.record(file, fields).fields;
	}

	/** Checks a declaration also where nothing uses it. */
	declaration(file: SourceFile, node: ast.TypeDeclaration): Type {
		return this.enter(file, node, node).type;
	}

	private resolve(file: SourceFile, reference: ast.TypeReference | undefined): Sized {
		if (reference === undefined) return { type: unknown, size: 1 };
		const inner = reference.$type === "RecordType" ? this.recordType(file, reference) : this.named(file, reference);
		if (!reference.optional) return inner;
		const { kind } = inner.type;
		const isOptionalAlready = kind === "optional" || kind === "json" || kind === "null" || kind === "unknown";
		return isOptionalAlready ? inner : { type: { kind: "optional", of: inner.type }, size: inner.size };
	}

	private recordType(file: SourceFile, node: ast.RecordType): Sized {
		const { fields, size } = this.record(file, node.fields);
		return { type: { kind: "record", fields }, size };
	}

	private record(file: SourceFile, nodes: readonly ast.Field[]) {
		const fields: [string, Type][] = [];
		const seen = new Set<string>();
		let size = 1;
		for (const node of nodes) {
			if (node.name === undefined) continue;
			const field = this.resolve(file, node.type);
			size += field.size;
			if (seen.has(node.name)) {
				const at = originOf(file.path, node, "name");
				this.findings.report("dag/duplicate-name", at, { message: `The field \`${node.name}\` is already there.` });
				continue;
			}
			seen.add(node.name);
			fields.push([node.name, field.type]);
		}
		return { fields: Object.fromEntries(fields), size };
	}

	private named(file: SourceFile, node: ast.NamedType): Sized {
		const name = node.reference?.$refText;
		if (name === undefined || name === "") return { type: unknown, size: 1 };
		const parameters = node.parameters.map((parameter) => this.resolve(file, parameter));
		const size = parameters.reduce((sum, parameter) => sum + parameter.size, 1);
		const takes = name === "list" || name === "map" ? 1 : 0;
		if (parameters.length !== takes) {
			const message =
				takes === 1 ? `\`${name}\` wants one type, as \`${name}<float>\`.` : `\`${name}\` takes no type in \`<…>\`.`;
			return this.invalid(file, node, message);
		}
		const parameter = parameters[0]?.type ?? unknown;
		if (name === "list") return this.withoutRange(file, node, { type: { kind: "list", element: parameter }, size });
		if (name === "map") return this.withoutRange(file, node, { type: { kind: "map", value: parameter }, size });
		if (name === "enum") return this.enumeration(file, node);
		if (name === "int" || name === "float") return this.number(file, node, name);
		const plain = Object.hasOwn(plainTypes, name) ? plainTypes[name] : undefined;
		if (plain !== undefined) return this.withoutRange(file, node, { type: plain, size });
		return this.withoutRange(file, node, this.declaredType(file, node, name));
	}

	private declaredType(file: SourceFile, node: ast.NamedType, name: string): Sized {
		const declaration = file.names.get(name);
		if (declaration?.kind === "unresolved") return { type: unknown, size: 1 };
		if (declaration?.kind === "type") return this.enter(declaration.file, declaration.node, node);
		const types = [...file.names].filter(([, found]) => found.kind === "type").map(([known]) => known);
		const at = originOfCst(file.path, node.reference?.$refNode ?? node.$cstNode);
		const foreign = Object.hasOwn(foreignTypes, name.toLowerCase()) ? foreignTypes[name.toLowerCase()] : undefined;
		const suggestion = foreign ?? nearestName(name, [...types, ...builtinTypes]);
		this.findings.report("dag/unknown-type", at, { name }, { suggestion });
		return { type: unknown, size: 1 };
	}

	private enter(file: SourceFile, node: ast.TypeDeclaration, user: ast.NamedType | ast.TypeDeclaration): Sized {
		const known = this.declared.get(node);
		if (known === "resolving") return this.invalid(file, user, `The type \`${node.name}\` holds itself.`);
		if (known !== undefined) return known;
		if (this.depth >= MAX_TYPE_DEPTH) {
			const message = `Types hold each other more than ${MAX_TYPE_DEPTH} levels deep.`;
			this.findings.report("dag/limit", originOf(file.path, user), { message });
			return { type: unknown, size: 1 };
		}
		this.declared.set(node, "resolving");
		this.depth++;
		const { fields, size } = this.record(file, node.fields);
		this.depth--;
		let sized: Sized = { type: { kind: "record", fields, name: node.name ?? "" }, size };
		if (size > MAX_TYPE_SIZE) {
			const message = `Written out, the type \`${node.name}\` has more than ${MAX_TYPE_SIZE.toLocaleString("en")} fields.`;
			this.findings.report("dag/limit", originOf(file.path, node, "name"), { message });
			sized = { type: unknown, size: 1 };
		}
		this.declared.set(node, sized);
		return sized;
	}

	private enumeration(file: SourceFile, node: ast.NamedType): Sized {
		const values = node.values.map((value) => constantText(value) ?? "");
		if (values.length === 0) return this.invalid(file, node, 'An enum lists its values, as `enum("low", "high")`.');
		if (new Set(values).size < values.length) return this.invalid(file, node, "A value of this enum is given twice.");
		return { type: { kind: "enum", values }, size: 1 };
	}

	private number(file: SourceFile, node: ast.NamedType, kind: "int" | "float"): Sized {
		if (node.values.length > 0) return this.invalid(file, node, `\`${kind}\` takes a range, as \`${kind}(0..1)\`.`);
		const bound = (written: ast.Bound | undefined): number | undefined | "wrong" => {
			if (written?.amount === undefined) return undefined;
			const amount = amountOf(written.amount);
			if ("problem" in amount || (amount.kind !== "int" && (amount.kind !== "float" || kind === "int"))) return "wrong";
			return written.negative ? 0 - amount.value : amount.value;
		};
		const min = bound(node.range?.low);
		const max = bound(node.range?.high);
		if (min === "wrong" || max === "wrong") {
			return this.invalid(file, node, `The bounds of ${kind === "int" ? "an int are whole" : "a float are"} numbers.`);
		}
		if (min !== undefined && max !== undefined && min > max) {
			return this.invalid(file, node, `No number lies between ${min} and ${max}: the smaller bound comes first.`);
		}
		return { type: { kind, ...(min !== undefined && { min }), ...(max !== undefined && { max }) }, size: 1 };
	}

	private withoutRange(file: SourceFile, node: ast.NamedType, sized: Sized): Sized {
		if (node.range === undefined && node.values.length === 0) return sized;
		return this.invalid(file, node, `Only \`int\`, \`float\` and \`enum\` take something in \`(…)\`.`);
	}

	private invalid(file: SourceFile, node: ast.NamedType | ast.TypeDeclaration, message: string): Sized {
		this.findings.report("dag/invalid-type", originOf(file.path, node), { message });
		return { type: unknown, size: 1 };
	}
}
