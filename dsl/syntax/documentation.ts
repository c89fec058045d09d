import type { AstNode } from "langium";

/**
 * The `///` lines right above a declaration, without their marks; empty if there are none. Read from the text, since
 * comments are no part of the tree.
 */
export function documentationOf(node: AstNode): string {
	const cst = node.$cstNode;
	if (cst === undefined) return "";
	const text = cst.root.fullText;
	const lines: string[] = [];
	let lineStart = text.lastIndexOf("\n", cst.offset - 1) + 1;
	if (text.slice(lineStart, cst.offset).trim() !== "") return "";
	while (lineStart > 0) {
		const previousStart = text.lastIndexOf("\n", lineStart - 2) + 1;
		const line = text.slice(previousStart, lineStart - 1).trim();
		if (!line.startsWith("///") || line.startsWith("////")) break;
		lines.push(line.slice(3).replace(/^ /, ""));
		lineStart = previousStart;
	}
	return lines.reverse().join("\n");
}
