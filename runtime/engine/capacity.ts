import { availableParallelism, totalmem } from "node:os";
import type { Capacity, RunOptions } from "@dagwright/core";

/** What this machine has: a slot and a CPU per core that this process may use, and its memory. */
export function detectCapacity(): Capacity {
	const cpus = availableParallelism();
	return { slots: cpus, cpu: cpus, memory: memoryLimit(), gpu: 0, labels: [] };
}

/** The detected capacity with what the project or the run says instead; slots alone where the run ignores needs. */
export function resolveCapacity(
	stated: Partial<Capacity> | undefined,
	{ max_parallel, ignore_needs }: Pick<RunOptions, "max_parallel" | "ignore_needs">,
): Capacity {
	const capacity: Capacity = { ...detectCapacity(), ...stated };
	const slots = max_parallel ?? capacity.slots;
	return ignore_needs === true ? { slots } : { ...capacity, slots };
}

/** Bytes: the memory of the machine, or less if a control group limits this process. */
function memoryLimit(): number {
	const limit = process.constrainedMemory();
	return limit > 0 && limit < totalmem() ? limit : totalmem();
}
