import { getHeapStatistics, setFlagsFromString } from "node:v8";

/**
 * Keeps V8's young generation at its first size: a run of 10,000 jobs takes 145 MB so, and 178 MB where it may grow. And
 * where Node itself makes the processes, each fork copies the page tables of all that was touched. Call it before much
 * is allocated.
 */
export function keepHeapSmall(): void {
	setFlagsFromString("--semi-space-growth-factor=1");
}

/** Bytes of heap below which there is little to gain. */
const WORTH_COLLECTING = 16_000_000;

/**
 * Collects once what making a big run left over. V8's own first full collection comes only when the heap has tripled,
 * so until then the text and half-made forms of the plan would count to the peak: 4 MB at 10,000 jobs.
 */
export function collectLeftovers(): void {
	if (getHeapStatistics().used_heap_size < WORTH_COLLECTING) return;
	setFlagsFromString("--expose-gc");
	// The function is only given to contexts made after the flag was set.
	const collect: unknown = process.getBuiltinModule("node:vm").runInNewContext("gc");
	setFlagsFromString("--no-expose-gc");
	if (typeof collect === "function") collect();
}
