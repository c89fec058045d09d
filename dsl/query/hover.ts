import type { ConfigKey, JobType, Origin, Type } from "@dagwright/core";
import { describeType, type ExpressionFunction, printValue } from "@dagwright/core/expression";
import type { AstNode, LeafCstNode } from "langium";
import { originOfCst } from "../check/findings.ts";
import * as ast from "../generated/ast.ts";
import { documentationOf } from "../syntax/documentation.ts";
import { type Analysis, cursorAt, isWord } from "./analysis.ts";
import { typeNameOf } from "./expected-type.ts";
import { keywordAt } from "./keyword-at.ts";
import { isKeyword, type Meaning, meaningAt } from "./resolve.ts";
import { typeDocumentation } from "./type-documentation.ts";
import { typeOfName } from "./type-of.ts";

/** What is known of a word, as Markdown. */
export interface Hover {
	readonly at: Origin;
	readonly markdown: string;
}

/** What is known of the word at a position. */
export function hoverAt(analysis: Analysis, position: Origin["start"]): Hover | undefined {
	const cursor = cursorAt(analysis, position);
	if (!cursor?.leaf || !isWord(cursor.leaf.text)) return undefined;
	const meaning = meaningAt(cursor);
	const markdown = meaning ? describe(analysis, meaning) : keywordMarkdown(cursor.leaf);
	return markdown === undefined ? undefined : { at: originOfCst(cursor.file.path, cursor.leaf), markdown };
}

function keywordMarkdown(leaf: LeafCstNode): string | undefined {
	// `title` is the one setting of a workflow.
	return isKeyword(leaf) || ast.isSetting(leaf.astNode) ? keywordAt(leaf)?.documentation : undefined;
}

/** A job type: its purpose, and its config. */
export function jobTypeMarkdown(type: JobType): string {
	const keys = Object.entries(type.config).map(
		([name, key]) => `- \`${name}\`: ${code(key.type)}${key.required ? " (required)" : ""} ${key.documentation}`,
	);
	return [type.documentation, keys.length > 0 ? `**Config**\n\n${keys.join("\n")}` : ""]
		.filter((part) => part !== "")
		.join("\n\n");
}

/** A config key: its type, default and an example. */
export function configKeyMarkdown(name: string, key: ConfigKey): string {
	return [
		block(`${name}: ${describeType(key.type)}`),
		key.documentation,
		key.required ? "Required." : key.default === undefined ? "" : `Default: \`${printValue(key.default)}\``,
		key.example === undefined ? "" : block(`${name} = ${key.example}`),
	]
		.filter((part) => part !== "")
		.join("\n\n");
}

/** A function: its signatures, what it does, and an example. */
export function functionMarkdown({ signatures, documentation, example }: ExpressionFunction): string {
	const usages = block(signatures.map(({ text }) => text).join("\n"));
	return [usages, documentation, block(`${example[0]}  // ${example[1]}`)].join("\n\n");
}

/** A declaration: its first line, its type and its `///` comment. */
export function declarationMarkdown(analysis: Analysis, node: AstNode): string {
	return [block(signatureOf(analysis, node)), documentationOf(node)].filter((part) => part !== "").join("\n\n");
}

function describe(analysis: Analysis, meaning: Meaning): string | undefined {
	switch (meaning.kind) {
		case "declaration":
			return declarationMarkdown(analysis, meaning.node);
		case "file":
			return undefined;
		case "job type":
			return `${block(`job …: ${meaning.type.name}`)}\n\n${jobTypeMarkdown(meaning.type)}`;
		case "config key":
			return configKeyMarkdown(meaning.name, meaning.key);
		case "function":
			return functionMarkdown(meaning.function);
		case "type":
			return [block(meaning.name), typeDocumentation[meaning.name] ?? ""].join("\n\n");
		case "value":
			return block(`${meaning.name}: ${describeType(meaning.type)}`);
		case "variable": {
			const of = meaning.secret === undefined ? "" : `, which holds the secret \`${meaning.secret}\``;
			return `\`$${meaning.name}\`: a variable in the environment of the process${of}.`;
		}
		case "member": {
			const documentation = meaning.declaration ? documentationOf(meaning.declaration.node) : "";
			const isKnown = meaning.type !== undefined && meaning.type.kind !== "unknown";
			const signature = block(isKnown ? `${meaning.name}: ${describeType(meaning.type)}` : meaning.name);
			return documentation === "" ? signature : `${signature}\n\n${documentation}`;
		}
	}
}

function signatureOf(analysis: Analysis, node: AstNode): string {
	const name = "name" in node && typeof node.name === "string" ? node.name : "";
	const type = ast.isOutput(node) ? analysis.outputs.get(node)?.type : typeOfName(analysis, node, name);
	const typed = type === undefined || type.kind === "unknown" ? "" : `: ${describeType(type)}`;
	if (ast.isJob(node))
		return `job ${name}: ${node.type?.$refText ?? "?"}${typed === "" ? "" : `\n// gives ${typed.slice(2)}`}`;
	if (ast.isWorkflow(node)) {
		const params = node.members
			.filter(ast.isParam)
			.map((param) => `  param ${param.name}: ${param.type?.$cstNode?.text ?? "?"}`);
		const outputs = node.members.filter(ast.isOutput).map((each) => `  ${signatureOf(analysis, each)}`);
		return [`workflow ${name}`, ...params, ...outputs].join("\n");
	}
	if (ast.isSecret(node)) return `secret ${name}`;
	if (ast.isHook(node)) return `on ${node.event}`;
	if (ast.isFallback(node) || ast.isRollback(node)) {
		const owner = ast.isBody(node.$container) ? node.$container.$container : node.$container;
		const of = "name" in owner && typeof owner.name === "string" ? `\n// of ${owner.name}` : "";
		return [node.$type.toLowerCase(), typeNameOf(node) ?? ""].join(" ").trim() + of;
	}
	if (ast.isTypeDeclaration(node)) return node.$cstNode?.text ?? `type ${name}`;
	if (ast.isField(node)) return node.$cstNode?.text ?? name;
	if (ast.isForVariable(node)) return `for ${name}${typed}`;
	if (ast.isLambdaParameter(node)) return `${name}${typed}`;
	const keyword = keywordOf(node);
	return `${keyword}${name}${typed}`;
}

function keywordOf(node: AstNode): string {
	for (const [is, keyword] of keywordsOfNodes) if (is(node)) return keyword;
	return "";
}

const keywordsOfNodes: readonly (readonly [(node: unknown) => boolean, string])[] = [
	[ast.isParam, "param "],
	[ast.isLet, "let "],
	[ast.isGroup, "group "],
	[ast.isLoop, "loop "],
	[ast.isOutput, "output "],
	[ast.isCarry, "carry "],
];

function code(type: Type): string {
	return `\`${describeType(type)}\``;
}

function block(text: string): string {
	return `\`\`\`dag\n${text}\n\`\`\``;
}
