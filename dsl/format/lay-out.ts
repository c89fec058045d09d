import { isComment, isLineComment, type Piece } from "./piece.ts";
import { blanksBetween } from "./spacing.ts";

/** A line to print: its pieces with the blanks before each. */
export interface Line {
	readonly indent: number;
	readonly blankBefore: boolean;
	readonly cells: Cell[];
}

export interface Cell {
	readonly piece: Piece;
	blanks: number;
	/** How far the column of the line, on which this piece began, has moved; for the lines of `"""` texts. */
	shift: number;
}

const step = 2;
/** A line that goes on with the one before, so that it does not look like the body below. */
const continuation = 4;

/** Decides where lines break and how far each is indented. The writer's own line breaks are kept, where they may be. */
export function layOut(pieces: readonly Piece[]): readonly Line[] {
	const lines: Line[] = [];
	const open: Frame[] = [];
	const expanded = expandedBlocks(pieces);
	/** Indentation of the member that is being printed, for blocks that open at the end of a header of several lines. */
	let memberIndent = 0;
	let line: Line | undefined;
	let previous: Piece | undefined;
	for (const piece of pieces) {
		const top = open.at(-1);
		const closes = closing.has(piece.name);
		if (line === undefined || previous === undefined || breaksBefore(previous, piece, top, expanded)) {
			const indent = indentOf(previous, piece, top, closes);
			const blankBefore = previous !== undefined && piece.breaks > 1 && !closes && !opening.has(previous.name);
			line = { indent, blankBefore, cells: [] };
			lines.push(line);
		}
		const blanks = line.cells.length === 0 || previous === undefined ? 0 : blanksBetween(previous, piece);
		line.cells.push({ piece, blanks: isLineComment(piece) && blanks > 0 ? Math.max(2, piece.gap) : blanks, shift: 0 });
		if (piece.member !== undefined) memberIndent = line.indent;
		if (closes) memberIndent = open.pop()?.memberIndent ?? 0;
		if (opening.has(piece.name)) {
			const indent = blockOwners.has(piece.owner) ? memberIndent : line.indent;
			open.push({ opener: piece, indent, memberIndent, expanded: expanded.has(piece) });
		}
		previous = piece;
	}
	return lines;
}

interface Frame {
	readonly opener: Piece;
	/** Of the line on which it opens, or of the member whose block it is. */
	readonly indent: number;
	/** Of the member around it. */
	readonly memberIndent: number;
	readonly expanded: boolean;
}

const opening = new Set(["{", "(", "[", "TEMPLATE_HEAD"]);
const closing = new Set(["}", ")", "]", "TEMPLATE_TAIL"]);

/** Members that always have a line of their own, unless their whole block stands on one. */
const ownLine = new Set(
	"Workflow TypeDeclaration Test Import Param Secret Let Job Group Loop Output Hook Schedule Checkpoint Defaults Next Mock Expect With".split(
		" ",
	),
);

function breaksBefore(previous: Piece, piece: Piece, top: Frame | undefined, expanded: ReadonlySet<Piece>): boolean {
	if (isLineComment(previous)) return true;
	if (isLineComment(piece)) return piece.breaks > 0;
	if (top?.opener.name === "TEMPLATE_HEAD" && !top.opener.image.startsWith('"""')) return false;
	if (piece.name === "TEMPLATE_MIDDLE" || piece.name === "TEMPLATE_TAIL") return false;
	if (expanded.has(previous)) return true;
	if (piece.name === "}" && top?.expanded === true) return true;
	if (piece.member !== undefined) {
		if (top === undefined) return true;
		if (!top.expanded && blockOwners.has(top.opener.owner)) return false;
		return piece.breaks > 0 || (top.expanded && ownLine.has(piece.member.type));
	}
	if (piece.name === "{" && blockOwners.has(piece.owner)) return false;
	return piece.breaks > 0;
}

function indentOf(previous: Piece | undefined, piece: Piece, top: Frame | undefined, closes: boolean): number {
	const base = top === undefined ? 0 : top.indent + step;
	if (closes) return top?.indent ?? 0;
	if (piece.member !== undefined || isComment(piece) || previous === undefined) return base;
	if (isItemStart(previous, top)) return base;
	return base + continuation;
}

/** Right after a bracket, or after a comma of the list that the bracket holds. */
function isItemStart(previous: Piece, top: Frame | undefined): boolean {
	if (top === undefined) return false;
	return (
		previous === top.opener || (previous.name === "," && !blockOwners.has(top.opener.owner)) || isComment(previous)
	);
}

/** Nodes whose braces hold members. */
const blockOwners = new Set(
	"Workflow Body Group Loop Hook Defaults Test TypeDeclaration RecordType Outputs Environment Import".split(" "),
);

/** The `{` whose block the writer has spread over lines: a break after it, between its members, or before its `}`. */
function expandedBlocks(pieces: readonly Piece[]): ReadonlySet<Piece> {
	const expanded = new Set<Piece>();
	const open: Piece[] = [];
	let previous: Piece | undefined;
	for (const piece of pieces) {
		const opener = open.at(-1);
		if (opener !== undefined && opener.name === "{") {
			const inBlock = blockOwners.has(opener.owner);
			const atStart = previous === opener && piece.breaks > 0 && piece.name !== "}";
			const within =
				inBlock && piece.breaks > 0 && (piece.member !== undefined || isComment(piece) || piece.name === "}");
			const always = opener.owner === "Workflow" && piece.name !== "}";
			if (atStart || (within && previous !== opener) || always) expanded.add(opener);
		}
		if (closing.has(piece.name)) open.pop();
		if (opening.has(piece.name)) open.push(piece);
		previous = piece;
	}
	return expanded;
}
