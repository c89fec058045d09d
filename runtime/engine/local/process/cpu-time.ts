import { parseStat } from "./identity.ts";

/** Linux reports CPU time to user space in hundredths of a second (`USER_HZ`, fixed at 100 on all architectures). */
export const MS_PER_TICK = 10;

/** CPU time in ms. */
export interface CpuTime {
	readonly user: number;
	readonly system: number;
}

/** Tells what the system has charged a process for the children that it has reaped, from one look to the next. */
export class ReapedCpu {
	#user = 0;
	#system = 0;

	/** @param stat `/proc/PID/stat` of the process; without it nothing is known */
	grown(stat: string | undefined): CpuTime | undefined {
		const fields = stat === undefined ? undefined : parseStat(stat);
		if (fields === undefined) return undefined;
		const user = fields.childUserTicks * MS_PER_TICK;
		const system = fields.childSystemTicks * MS_PER_TICK;
		const grown = { user: user - this.#user, system: system - this.#system };
		this.#user = user;
		this.#system = system;
		return grown;
	}
}
