import { type RunSnapshot, readRun } from "@dagwright/engine";

/**
 * Reads a run of which something can be asked.
 * @throws UserError `engine/run-not-begun` if its engine died before it had begun, and those of `readRun`
 */
export function readBegun(root: string, run: string): RunSnapshot {
	return begun(readRun(root, run));
}

/**
 * Refuses a run whose engine died before it had begun.
 * @throws UserError `engine/run-not-begun`
 */
export function begun<Run extends RunSnapshot>(snapshot: Run): Run {
	if (snapshot.neverBegan !== undefined) throw snapshot.neverBegan;
	return snapshot;
}
