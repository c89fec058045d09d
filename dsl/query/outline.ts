import type { Origin } from "@dagwright/core";
import { type AstNode, type CstNode, GrammarUtils } from "langium";
import * as ast from "../generated/ast.ts";
import type { ParsedFile } from "../parse.ts";
import { LineTable } from "../syntax/line-table.ts";
import { constantText } from "../syntax/literals.ts";

type Span = Pick<Origin, "start" | "end">;

/** A declaration of a file, with those inside it, in the order of the text. */
export interface OutlineItem {
	readonly kind:
		| "workflow"
		| "type"
		| "test"
		| "param"
		| "secret"
		| "let"
		| "job"
		| "group"
		| "loop"
		| "output"
		| "hook";
	readonly name: string;
	/** The type, as written. */
	readonly detail?: string;
	readonly range: Span;
	readonly nameRange: Span;
	readonly children: readonly OutlineItem[];
}

/** The outline of all that could be understood of a file. */
export function outlineOf({ ast: file, text }: Pick<ParsedFile, "ast" | "text">): readonly OutlineItem[] {
	const lines = new LineTable(text);
	const span = ({ offset, end }: CstNode): Span => ({ start: lines.position(offset), end: lines.position(end) });

	function items(nodes: readonly AstNode[]): OutlineItem[] {
		return nodes.flatMap((node) => {
			const item = describe(node);
			if (!item?.name || !node.$cstNode) return [];
			const name = GrammarUtils.findNodeForProperty(node.$cstNode, item.nameProperty ?? "name");
			return [
				{
					kind: item.kind,
					name: item.name,
					...(item.detail === undefined ? {} : { detail: item.detail }),
					range: span(node.$cstNode),
					nameRange: span(name ?? node.$cstNode),
					children: items(item.members ?? []),
				},
			];
		});
	}
	return items(file.declarations);
}

interface Described {
	readonly kind: OutlineItem["kind"];
	readonly name: string | undefined;
	readonly detail?: string;
	readonly nameProperty?: string;
	readonly members?: readonly AstNode[];
}

/** With broken syntax any part of a node may be missing. */
function describe(node: AstNode): Described | undefined {
	if (ast.isWorkflow(node)) return { kind: "workflow", name: node.name, members: node.members };
	if (ast.isGroup(node)) return { kind: "group", name: node.name, members: node.members };
	if (ast.isLoop(node)) return { kind: "loop", name: node.name, members: node.members };
	if (ast.isJob(node)) return { kind: "job", name: node.name, ...optional(node.type?.$refText) };
	if (ast.isParam(node)) return { kind: "param", name: node.name, ...optional(node.type?.$cstNode?.text) };
	if (ast.isTypeDeclaration(node)) return { kind: "type", name: node.name };
	if (ast.isSecret(node)) return { kind: "secret", name: node.name };
	if (ast.isLet(node)) return { kind: "let", name: node.name, ...optional(node.type?.$cstNode?.text) };
	if (ast.isOutput(node)) return { kind: "output", name: node.name, ...optional(node.type?.$cstNode?.text) };
	if (ast.isHook(node)) {
		return { kind: "hook", name: node.event && `on ${node.event}`, nameProperty: "event", members: node.members };
	}
	if (ast.isTest(node)) {
		const title = node.title && constantText(node.title);
		return { kind: "test", name: title, nameProperty: "title", ...optional(node.workflow?.$refText) };
	}
	return undefined;
}

function optional(detail: string | undefined): { readonly detail?: string } {
	return detail ? { detail } : {};
}
