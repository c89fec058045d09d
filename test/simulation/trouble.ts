/** What may go wrong in a simulated run; all are chances per step. */
export interface Trouble {
	readonly crash: number;
	/** A report comes twice, or one comes that was never true. */
	readonly duplicate: number;
	readonly lost: number;
	/** What a crash left running reports to the next engine. */
	readonly late: number;
	/** Time passes unseen, or the clock is set, ahead or back. */
	readonly jump: number;
	readonly pause: number;
	readonly cancel: number;
}

/** By name, for `again.ts`. `survivable`: what must not change the outcome of a run whose jobs may be repeated. */
export const troubles = {
	calm: { crash: 0, duplicate: 0, lost: 0, late: 0, jump: 0, pause: 0, cancel: 0 },
	survivable: { crash: 0.1, duplicate: 0.1, lost: 0, late: 0.3, jump: 0.02, pause: 0.05, cancel: 0 },
	all: { crash: 0.1, duplicate: 0.1, lost: 0.05, late: 0.3, jump: 0.03, pause: 0.05, cancel: 0.01 },
} as const satisfies Readonly<Record<string, Trouble>>;

export type TroubleName = keyof typeof troubles;
