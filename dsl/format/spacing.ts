import { isComment, type Piece } from "./piece.ts";

/** Blanks between two pieces on one line. */
export function blanksBetween(previous: Piece, piece: Piece): number {
	if (isComment(piece) || isComment(previous)) return 1;
	if (previous.name === "TEMPLATE_HEAD" || previous.name === "TEMPLATE_MIDDLE") return 0;
	if (piece.name === "TEMPLATE_MIDDLE" || piece.name === "TEMPLATE_TAIL") return 0;
	if (previous.name === "{" && piece.name === "}") return 0;
	if (previous.name === "{" || piece.name === "}" || piece.name === "{") return touchesBracket(previous) ? 0 : 1;
	if (piece.member !== undefined && previous.name !== ",") return 2;
	return touches(previous, piece) ? 0 : 1;
}

const noneAfter = new Set(["(", "[", ".", "!", ".."]);
const noneBefore = new Set([")", "]", ",", ".", ".."]);

function touchesBracket(previous: Piece): boolean {
	return previous.name === "(" || previous.name === "[";
}

function touches(previous: Piece, piece: Piece): boolean {
	if (noneAfter.has(previous.name) || noneBefore.has(piece.name)) return true;
	if (previous.name === "-") return previous.owner === "Unary" || previous.owner === "Bound";
	if (piece.name === ":") return piece.owner !== "Conditional";
	if (piece.name === "?") return piece.owner === "NamedType" || piece.owner === "RecordType";
	if (piece.name === "<" || piece.name === ">") return piece.owner === "NamedType";
	if (previous.name === "<") return previous.owner === "NamedType";
	if (piece.name === "(") return piece.owner === "Call" || piece.owner === "NamedType";
	return piece.name === "[" && (piece.owner === "Index" || piece.owner === "PathStep");
}
