/** A box of one block in flow coordinates: `across` its rank, `along` the ranks. */
export interface BlockItem {
	readonly across: number;
	readonly along: number;
	/** Room for what hangs beside it, before (left or above) and after. */
	readonly besideBefore: number;
	readonly besideAfter: number;
	readonly last: boolean;
}

export interface FlowPoint {
	readonly across: number;
	readonly along: number;
}

/** A block laid out on its own: its corner is 0,0. */
export interface BlockLayout {
	readonly across: number;
	readonly along: number;
	/** Upper left corner of each item. */
	readonly corners: readonly FlowPoint[];
	readonly ranks: readonly number[];
	/** The corners of each line, flat: across and along in turn. */
	readonly routes: ReadonlyMap<string, readonly number[]>;
}
