/** How far a loop is, as people count rounds: from 1. */
export interface RoundCount {
	readonly begun: number;
	/** The most there may be. */
	readonly most: number;
	/** The loop has ended. */
	readonly over: boolean;
	/** It ended at its last round, and its `until` was never true. */
	readonly unconverged: boolean;
}

/** How far a loop is, in words: `round 3 of 8`, `3 of 8 rounds`, `8 of 8 rounds, not converged`. */
export function roundWords({ begun, most, over, unconverged }: RoundCount): string {
	const rounds = `${most} round${most === 1 ? "" : "s"}`;
	if (begun === 0) return `at most ${rounds}`;
	if (!over) return `round ${begun} of ${most}`;
	return `${begun} of ${rounds}${unconverged ? ", not converged" : ""}`;
}
