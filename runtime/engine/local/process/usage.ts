import type { ResourceUsage } from "@dagwright/core";
import { type CpuTime, MS_PER_TICK } from "./cpu-time.ts";
import { parseStat, readProcess } from "./identity.ts";

/** CPU of the tree so far, and its memory now, in ms and bytes. */
export interface UsageSample {
	readonly cpuUser: number;
	readonly cpuSystem: number;
	readonly memory: number;
}

/** What one attempt used, as far as it was seen while it ran. */
export class UsageMeter {
	#peak: number | undefined;
	#last: UsageSample | undefined;

	/** Looks at the process and its descendants (Linux; elsewhere nothing is known). */
	sample(pid: number): UsageSample | undefined {
		if (process.platform !== "linux") return undefined;
		const sample = sampleTree(pid);
		if (sample === undefined) return undefined;
		this.#last = sample;
		this.#peak = Math.max(this.#peak ?? 0, sample.memory);
		return sample;
	}

	/** @param reaped what the system charged when the process was reaped; at least what was seen */
	total(reaped: CpuTime | undefined): ResourceUsage {
		const user = Math.max(reaped?.user ?? 0, this.#last?.cpuUser ?? 0);
		const system = Math.max(reaped?.system ?? 0, this.#last?.cpuSystem ?? 0);
		const known = reaped !== undefined || this.#last !== undefined;
		return {
			...(known ? { cpu_user: user, cpu_system: system } : {}),
			...(this.#peak === undefined ? {} : { peak_memory: this.#peak }),
		};
	}
}

/** Sums over the tree; the root's own high-water mark also catches a peak between two samples. */
function sampleTree(root: number): UsageSample | undefined {
	let cpuUser = 0;
	let cpuSystem = 0;
	let memory = 0;
	let highest = 0;
	const queue = [root];
	for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
		const text = readProcess(pid, "stat");
		const stat = text === undefined ? undefined : parseStat(text);
		const status = readProcess(pid, "status");
		if (stat === undefined || status === undefined) continue;
		cpuUser += (stat.userTicks + stat.childUserTicks) * MS_PER_TICK;
		cpuSystem += (stat.systemTicks + stat.childSystemTicks) * MS_PER_TICK;
		memory += kilobytes(status, "VmRSS:");
		highest = Math.max(highest, kilobytes(status, "VmHWM:"));
		const children = readProcess(pid, `task/${pid}/children`);
		if (children !== undefined) for (const child of children.split(" ")) if (child !== "") queue.push(Number(child));
	}
	return memory === 0 && highest === 0 ? undefined : { cpuUser, cpuSystem, memory: Math.max(memory, highest) };
}

function kilobytes(status: string, name: string): number {
	const at = status.indexOf(name);
	return at === -1 ? 0 : Number.parseInt(status.slice(at + name.length), 10) * 1024;
}
