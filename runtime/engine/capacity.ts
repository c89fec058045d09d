import { availableParallelism, totalmem } from "node:os";
import type { Capacity } from "@dagwright/core";

/** What this machine has: a slot and a CPU per core that this process may use, and its memory. */
export function detectCapacity(): Capacity {
	const cpus = availableParallelism();
	return { slots: cpus, cpu: cpus, memory: memoryLimit(), gpu: 0, labels: [] };
}

/** The detected capacity with what the project or the user says instead. */
export function resolveCapacity(stated: Partial<Capacity> | undefined, maxParallel: number | undefined): Capacity {
	const capacity: Capacity = { ...detectCapacity(), ...stated };
	return maxParallel === undefined ? capacity : { ...capacity, slots: maxParallel };
}

/** Bytes: the memory of the machine, or less if a control group limits this process. */
function memoryLimit(): number {
	const limit = process.constrainedMemory();
	return limit > 0 && limit < totalmem() ? limit : totalmem();
}
