import type { Clock } from "../ports.ts";

/** Longest delay that a timer takes (2³¹ − 1 ms, 24 days). */
const LONGEST = 2_147_483_647;

/** The machine's own clock. */
export const systemClock: Clock = {
	now: () => Date.now(),
	wakeAt(at, wake) {
		// Woken early after 24 days, the loop only looks again.
		const timer = setTimeout(wake, Math.min(Math.max(at - Date.now(), 0), LONGEST));
		return () => clearTimeout(timer);
	},
};

/** ms that only grow, for durations. (`performance` would load a dozen of Node's modules at each start.) */
export function monotonicNow(): number {
	return process.uptime() * 1000;
}
