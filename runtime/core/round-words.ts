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
	if (begun === 0) return `at most ${roundCount(most)}`;
	if (!over) return roundName(begun, most);
	return `${begun} of ${roundCount(most)}${unconverged ? ", not converged" : ""}`;
}

/** A round by its number from 1, and of how many it may be: `round 3`, `round 3 of 8`. */
export function roundName(round: number, most?: number): string {
	return most === undefined ? `round ${round}` : `round ${round} of ${most}`;
}

/** `1 round`, `8 rounds`. */
export function roundCount(rounds: number): string {
	return `${rounds} round${rounds === 1 ? "" : "s"}`;
}

/** That a loop used up its rounds: ``did not converge in 8 rounds: `loss < 0.05` was never true``. */
export function unconvergedWords(most: number, until?: string): string {
	return `did not converge in ${roundCount(most)}${until === undefined ? "" : `: \`${until}\` was never true`}`;
}

/** The number, from 1, of the round that a path ends with: of `tune[2]` it is 3. */
export function roundNumber(path: string): number {
	return Number(/\[(\d+)\]$/.exec(path)?.[1] ?? 0) + 1;
}
