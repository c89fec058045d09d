import { getHeapStatistics, setFlagsFromString } from "node:v8";

/**
 * Sets V8 up for a process that starts many small ones beside it, where each thread of its own takes time from them. Call
 * it before much is allocated, and before the cache of compiled code is enabled, whose entries hold for these flags only.
 *
 * The young generation keeps its first size: a run of 10,000 jobs takes 145 MB so, and 178 MB where it may grow. And
 * where Node itself makes the processes, each fork copies the page tables of all that was touched.
 */
export function keepHeapSmall(): void {
	setFlagsFromString("--semi-space-growth-factor=1");
	// A collection of a megabyte is over before the threads that would help with it are awake.
	setFlagsFromString("--no-parallel-scavenge");
	// The first optimizing compiler comes so late that it sees only what is hot in big runs: in one of 1,000 jobs it would
	// take 70 ms on other threads, and 18 MB. Other versions of V8 may not know the flag, and would complain.
	if (process.versions.v8.startsWith("13.")) setFlagsFromString("--invocation-count-for-maglev=2000");
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
