/** What every comparison is handed. */
export interface Bench {
	/** A scratch folder of its own. */
	readonly folder: string;
	readonly rounds: number;
	readonly quick: boolean;
}
