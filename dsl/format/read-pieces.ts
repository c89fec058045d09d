import { type AstNode, AstUtils, type CstNode, isCompositeCstNode, isLeafCstNode, type LeafCstNode } from "langium";
import * as ast from "../generated/ast.ts";
import type { Column, Member, Piece } from "./piece.ts";

/** Takes a clean tree apart into its tokens and comments, in the order of the text. */
export function readPieces(file: ast.File): readonly Piece[] {
	const root = file.$cstNode;
	if (root === undefined) return [];
	const members = membersByOffset(file);
	const text = root.root.fullText;
	const pieces: Piece[] = [];
	let previousEnd = 0;
	for (const leaf of leavesOf(root)) {
		const { offset, end } = leaf;
		const between = text.slice(previousEnd, offset);
		pieces.push({
			image: leaf.text,
			offset,
			end,
			name: leaf.tokenType.name,
			owner: leaf.hidden ? "" : (leaf.container?.astNode.$type ?? ""),
			member: leaf.hidden ? undefined : members.get(offset),
			breaks: lineBreaksIn(between),
			gap: between.length,
		});
		previousEnd = end;
	}
	return pieces;
}

function lineBreaksIn(blanks: string): number {
	let count = 0;
	for (let at = blanks.indexOf("\n"); at >= 0; at = blanks.indexOf("\n", at + 1)) count++;
	return count;
}

/** Comments are kept in the tree near the token that follows them, so the leaves are put in order once more. */
function leavesOf(root: CstNode): readonly LeafCstNode[] {
	const leaves: LeafCstNode[] = [];
	const open: CstNode[] = [root];
	for (let node = open.pop(); node !== undefined; node = open.pop()) {
		if (isLeafCstNode(node)) leaves.push(node);
		else if (isCompositeCstNode(node)) for (const child of node.content.toReversed()) open.push(child);
	}
	return leaves.sort((a, b) => a.offset - b.offset);
}

function membersByOffset(file: ast.File): ReadonlyMap<number, Member> {
	const members = new Map<number, Member>();
	for (const node of AstUtils.streamAllContents(file)) {
		const cst = node.$cstNode;
		if (cst === undefined || !memberLists.has(node.$containerProperty ?? "")) continue;
		if (node.$containerProperty === "items" && !ast.isImport(node)) continue;
		members.set(cst.offset, { type: node.$type, end: cst.end, columns: columnsOf(node) });
	}
	return members;
}

/** Properties that hold what is written one below the other, or apart by two blanks. */
const memberLists = new Set(["imports", "declarations", "members", "fields", "entries", "policies"]);

function columnsOf(node: AstNode): ReadonlyMap<Column, number> {
	const columns = new Map<Column, number>();
	const note = (column: Column, at: CstNode | undefined): void => {
		if (at !== undefined) columns.set(column, at.offset);
	};
	if (ast.isParam(node) || ast.isLet(node) || ast.isOutput(node)) {
		note("name", leafOf(node, 1));
		note("type", node.type?.$cstNode);
		note("equals", keywordOf(node, "="));
	} else if (ast.isField(node)) {
		note("type", node.type.$cstNode);
	} else if (ast.isSetting(node) || ast.isEnvironmentEntry(node) || ast.isNext(node)) {
		note("equals", keywordOf(node, "="));
	} else if (ast.isMock(node)) {
		const [first] = node.outcomes;
		if (first !== undefined && first.duration === undefined) note("equals", keywordOf(first, "=>"));
	} else if (keywordFirst.has(node.$type)) {
		note("name", leafOf(node, 1));
	}
	return columns;
}

/** Members whose first word is followed by a column of its own. */
const keywordFirst = new Set(["Secret", "Schedule", "Checkpoint", "Defaults", "Needs", "Uses"]);

/** What a node's own rule has read; a rule that only chooses between others wraps the node once more. */
function ownLeaves(node: AstNode): readonly CstNode[] {
	let content = contentOf(node.$cstNode);
	for (let only = content[0]; content.length === 1 && isCompositeCstNode(only); only = content[0]) {
		content = contentOf(only);
	}
	return content;
}

function contentOf(cst: CstNode | undefined): readonly CstNode[] {
	return cst !== undefined && isCompositeCstNode(cst) ? cst.content.filter((one) => !one.hidden) : [];
}

function leafOf(node: AstNode, index: number): CstNode | undefined {
	return ownLeaves(node)[index];
}

function keywordOf(node: AstNode, keyword: string): CstNode | undefined {
	return ownLeaves(node).find((one) => isLeafCstNode(one) && one.tokenType.name === keyword);
}
