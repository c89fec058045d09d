/** What the layout is asked: boxes with sizes, and who is inside whom. Statuses are not part of it, so they never move a node. */
export interface LayoutRequest {
	/** Where the ranks go: from top to bottom, or from left to right. */
	readonly direction: Direction;
	/** In the order of the source; parents before children. */
	readonly nodes: readonly LayoutNode[];
	readonly edges: readonly LayoutEdge[];
}

export type Direction = "down" | "right";

/** Sizes are px at 100% zoom. */
export interface LayoutNode {
	readonly id: string;
	readonly parent?: string;
	/** Of a container: its least width and height. */
	readonly width: number;
	readonly height: number;
	/** Present on a container: the space around its children. */
	readonly insets?: Insets;
	/** A pill that hangs beside this node and takes no rank of its own. */
	readonly beside?: string;
	/** Jobs that run after all others stand below them. */
	readonly last?: true;
	/** A loop: an edge leads from its last child back to its first. */
	readonly returns?: true;
}

export interface Insets {
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
	readonly left: number;
}

export interface LayoutEdge {
	readonly id: string;
	readonly from: string;
	readonly to: string;
	/** Whether a label has to find room on it. */
	readonly labelled?: true;
}

export interface Point {
	readonly x: number;
	readonly y: number;
}

export interface Box extends Point {
	readonly width: number;
	readonly height: number;
}

/** Corners of an orthogonal line, from the source's border to the target's, and where a label may stand. */
export interface Route {
	readonly points: readonly Point[];
	readonly label: Point;
	/** px of straight line around the label. */
	readonly room: number;
}

/** Absolute positions. */
export interface Layout {
	readonly direction: Direction;
	readonly width: number;
	readonly height: number;
	readonly nodes: Readonly<Record<string, Box>>;
	readonly edges: Readonly<Record<string, Route>>;
}

/** px between neighbours of a rank, between ranks, and from the last pill to its job. */
export const GAP = { siblings: 32, ranks: 32, lane: 12, beside: { down: 96, right: 36 } } as const;
