/** A token or comment of the text, with what the printer has to know of its place. */
export interface Piece {
	readonly image: string;
	readonly offset: number;
	readonly end: number;
	/** Name of its token type; a keyword's name is the keyword. */
	readonly name: string;
	/** Type of the syntax node it belongs to; empty for comments. */
	readonly owner: string;
	/** It begins a member of a block, a field, an entry or a declaration. */
	readonly member: Member | undefined;
	/** Line breaks between the piece before and this one. */
	readonly breaks: number;
	/** Blanks between the two, where they stand on one line. */
	readonly gap: number;
}

/** What begins at a piece. */
export interface Member {
	readonly type: string;
	readonly end: number;
	/** Offsets of the tokens that line up with those of the lines around, by column. */
	readonly columns: ReadonlyMap<Column, number>;
}

/** Columns in their order on a line. */
export const columnOrder = ["name", "type", "equals"] as const;
export type Column = (typeof columnOrder)[number];

export function isLineComment(piece: Piece): boolean {
	return piece.name === "LINE_COMMENT" || piece.name === "DOC_COMMENT";
}

export function isComment(piece: Piece): boolean {
	return isLineComment(piece) || piece.name === "BLOCK_COMMENT";
}
