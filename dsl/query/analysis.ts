import type { JobTypeCatalog, Origin } from "@dagwright/core";
import { type AstNode, AstUtils, CstUtils, type LeafCstNode } from "langium";
import type { Block, LocalSymbol, OutputSymbol, SourceFile, WorkflowSymbol } from "../check/model.ts";
import { type CheckedFile, type CompileInput, check } from "../compile.ts";

/** A checked file with its imports, ready for questions about places in it. Never throws, whatever the text. */
export interface Analysis {
	/** Absent where the file could not be read. */
	readonly main?: SourceFile;
	readonly files: readonly SourceFile[];
	readonly catalog: JobTypeCatalog;
	/** What the checker knows of each declaration, by its node of the tree. */
	readonly symbols: ReadonlyMap<AstNode, WorkflowSymbol | LocalSymbol>;
	/** The outputs of workflows and groups, and what `next` says. */
	readonly outputs: ReadonlyMap<AstNode, OutputSymbol>;
}

/** Checks a file for questions. */
export function analyse(input: CompileInput): Analysis {
	return analysisOf(check(input));
}

/** Makes a checked file ready for questions; cheap beside the check. */
export function analysisOf({ main, files, catalog }: CheckedFile): Analysis {
	const symbols = new Map<AstNode, WorkflowSymbol | LocalSymbol>();
	const outputs = new Map<AstNode, OutputSymbol>();
	const visit = (block: Block): void => {
		for (const local of block.locals.values()) symbols.set(local.node, local);
		for (const node of block.nodes) {
			symbols.set(node.node, node);
			if (node.kind === "let") continue;
			for (const variable of node.header.variables) symbols.set(variable.node, variable);
			for (const output of node.kind === "group" ? node.outputs : node.kind === "loop" ? node.next : []) {
				outputs.set(output.node, output);
			}
			if (node.kind === "group" || node.kind === "loop") visit(node.body);
		}
	};
	for (const { workflows } of files) {
		for (const { params, secrets, body, hooks, outputs: results } of workflows) {
			for (const output of results) outputs.set(output.node, output);
			for (const symbol of [...params, ...secrets]) symbols.set(symbol.node, symbol);
			visit(body);
			for (const hook of hooks) visit(hook.body);
		}
	}
	return { ...(main ? { main } : {}), files, catalog, symbols, outputs };
}

/** A place in the main file. */
export interface Cursor {
	readonly analysis: Analysis;
	readonly file: SourceFile;
	/** UTF-16 units from the start of the text. */
	readonly offset: number;
	/** The token at the place, or the one that ends there. */
	readonly leaf?: LeafCstNode;
	/** The innermost node of the tree around the place. */
	readonly node: AstNode;
}

/** The place of a position; undefined where the file could not be read. */
export function cursorAt(analysis: Analysis, position: Origin["start"]): Cursor | undefined {
	const file = analysis.main;
	if (!file) return undefined;
	const offset = offsetOf(file.text, position);
	const root = file.tree.$cstNode;
	const at = root && CstUtils.findLeafNodeAtOffset(root, offset);
	const before = root && offset > 0 ? CstUtils.findLeafNodeAtOffset(root, offset - 1) : undefined;
	// At a seam the word counts, not the punctuation after it.
	const leaf = at && isWord(at.text) ? at : before && (isWord(before.text) || !at) ? before : at;
	return { analysis, file, offset, ...(leaf ? { leaf } : {}), node: innermost(file.tree, offset) };
}

/** The offset of a position; one beyond its line counts as the line's end. */
export function offsetOf(text: string, { line, character }: Origin["start"]): number {
	let start = 0;
	for (let left = line; left > 0; left--) {
		const end = text.indexOf("\n", start);
		if (end < 0) return text.length;
		start = end + 1;
	}
	const end = text.indexOf("\n", start);
	return Math.min(start + character, end < 0 ? text.length : end);
}

/** Whether the text is a name or a keyword. */
export function isWord(text: string): boolean {
	return /^[A-Za-z_]\w*$/.test(text);
}

/** The smallest node whose text has the offset inside, not at its end. */
function innermost(root: AstNode, offset: number): AstNode {
	for (const child of AstUtils.streamContents(root)) {
		const cst = child.$cstNode;
		if (cst && cst.offset < offset && offset < cst.end) return innermost(child, offset);
	}
	return root;
}
