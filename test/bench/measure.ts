import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/** One program that is measured: run as it is, with its output read and dropped. */
export interface Contender {
	readonly name: string;
	readonly command: string;
	readonly arguments: readonly string[];
	readonly folder: string;
	readonly environment?: Readonly<Record<string, string>>;
}

/** Wall time in seconds; peak resident memory of its largest process in MB (1 MB is 10⁶ bytes). */
export interface Measured {
	readonly seconds: number;
	readonly megabytes: number;
}

/** Runs every contender once a round, in turn, so that a slow moment of the machine meets all; the first round warms up. */
export async function interleave(
	contenders: readonly Contender[],
	rounds: number,
): Promise<ReadonlyMap<string, Measured>> {
	const samples = new Map(contenders.map(({ name }) => [name, [] as Measured[]]));
	for (let round = 0; round <= rounds; round++) {
		for (const contender of contenders) {
			const measured = await measure(contender);
			if (round > 0) samples.get(contender.name)?.push(measured);
		}
	}
	return new Map(
		[...samples].map(([name, all]) => [
			name,
			{
				seconds: median(all.map((one) => one.seconds)),
				megabytes: Math.max(...all.map((one) => one.megabytes)),
			},
		]),
	);
}

/** Runs a program once. @throws when it fails: a contender that did not do its work is no measure */
export async function measure(contender: Contender): Promise<Measured> {
	const started = process.hrtime.bigint();
	const child = spawn(contender.command, contender.arguments, {
		cwd: contender.folder,
		env: { ...process.env, ...contender.environment },
		stdio: ["ignore", "pipe", "pipe"],
	});
	let tail = "";
	const keep = (text: string) => {
		tail = (tail + text).slice(-2000);
	};
	child.stdout.setEncoding("utf8").on("data", keep);
	child.stderr.setEncoding("utf8").on("data", keep);
	let bytes = 0;
	const sampler = setInterval(() => {
		if (child.pid !== undefined) bytes = Math.max(bytes, peakOf(child.pid));
	}, 20);
	const code = await new Promise<number | null>((resolve, reject) => {
		child.on("error", reject);
		child.on("close", resolve);
	}).finally(() => clearInterval(sampler));
	if (code !== 0) throw new Error(`${contender.name} ended with ${code}:\n${tail}`);
	return { seconds: Number(process.hrtime.bigint() - started) / 1e9, megabytes: bytes / 1e6 };
}

/** The high-water mark of a process's resident memory in bytes, or of its largest child; 0 when it is gone. */
function peakOf(pid: number): number {
	try {
		const status = readFileSync(`/proc/${pid}/status`, "utf8");
		const own = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
		const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean);
		return Math.max(own, ...children.map((child) => peakOf(Number(child))));
	} catch (error) {
		if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ESRCH")) return 0;
		throw error;
	}
}

/** The middle value; of an even number the mean of the two. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((left, right) => left - right);
	const middle = Math.floor(sorted.length / 2);
	const upper = sorted[middle] ?? Number.NaN;
	return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
