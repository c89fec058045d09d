import { closeSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { fileError, systemCode } from "../../user-error.ts";

/** An attempt of a run, by its numbers. */
export interface AttemptName {
	readonly instance: string;
	readonly attempt: number;
}

/**
 * The attempts of a run that may have begun: the file `begun` in its folder, whose first line is the boot of the system
 * in which it was written. Each attempt is noted there before its process is ordered, so one that is missing never had
 * one. The lines are with the operating system, not surely on the disk: they outlive every process, and say nothing
 * after another boot.
 */
export class BegunAttempts implements Disposable {
	readonly #file: number;

	private constructor(file: number) {
		this.#file = file;
	}

	/**
	 * Begins a new file in the run's folder, for a run of which at most these attempts are under way.
	 * @throws UserError
	 */
	static begin(folder: string, underWay: readonly AttemptName[] = []): BegunAttempts {
		const path = join(folder, "begun");
		try {
			writeFileSync(`${path}.new`, [bootOfSystem() ?? "", ...underWay.map(lineOf)].join("\n"));
			renameSync(`${path}.new`, path);
			return new BegunAttempts(openSync(path, "a"));
		} catch (error) {
			throw fileError("note which attempts begin", path, error);
		}
	}

	/** Call before the attempt's process is ordered; throws what the file system says. */
	note(attempt: AttemptName): void {
		// A line of its own, also after one that the disk refused in part.
		const line = Buffer.from(`\n${lineOf(attempt)}`);
		for (let done = 0; done < line.length; ) done += writeSync(this.#file, line, done);
	}

	[Symbol.dispose](): void {
		closeSync(this.#file);
	}
}

/** Those of the attempts of an engine that ended of which it is certain that they never began. */
export function neverBegun<T extends AttemptName>(folder: string, attempts: readonly T[]): ReadonlySet<T> {
	const boot = bootOfSystem();
	const [of, ...lines] = readLines(join(folder, "begun"));
	if (boot === undefined || of !== boot) return new Set();
	const begun = new Set(lines);
	return new Set(attempts.filter((attempt) => !begun.has(lineOf(attempt))));
}

/** Paths hold no spaces. */
function lineOf({ instance, attempt }: AttemptName): string {
	return `${attempt} ${instance}`;
}

function readLines(path: string): readonly string[] {
	try {
		return readFileSync(path, "utf8").split("\n");
	} catch (error) {
		// Without it nothing is certain.
		if (systemCode(error) === undefined) throw error;
		return [];
	}
}

/** Tells this start of the system from all others; undefined where it does not say. */
function bootOfSystem(): string | undefined {
	const [boot = ""] = process.platform === "linux" ? readLines("/proc/sys/kernel/random/boot_id") : [];
	return boot === "" ? undefined : boot;
}
