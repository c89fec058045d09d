import fs, { appendFileSync, closeSync, type PathLike } from "node:fs";
import { syncBuiltinESMExports } from "node:module";

/** Which call on a file fails, how: the n-th (from 1) made by this place of the program. */
export interface FileFault {
	readonly code: "EIO" | "ENOSPC";
	readonly site: string;
	readonly occurrence: number;
}

type Call = (...given: unknown[]) => unknown;

/** Calls that take a path or a descriptor first. */
const syncCalls = [
	"accessSync appendFileSync chmodSync closeSync copyFileSync existsSync fdatasyncSync fstatSync fsyncSync ftruncateSync",
	"linkSync lstatSync mkdirSync openSync opendirSync readFileSync readSync readdirSync readlinkSync realpathSync renameSync",
	"rmSync rmdirSync statSync symlinkSync truncateSync unlinkSync utimesSync writeFileSync writeSync writevSync",
].flatMap((names) => names.split(" "));
const callbackCalls = "close fdatasync fstat fsync open read rename rm stat unlink write writeFile writev".split(" ");
const promiseCalls = "copyFile link mkdir open readFile readdir rename rm stat symlink unlink writeFile".split(" ");

/**
 * From now on counts what this process does with files below `root`, by the place in the program that does it, writes
 * `site` lines to the file `log`, and lets one of the calls fail. It replaces the functions of `node:fs`, so that no
 * call escapes that somebody forgot to send through a port.
 */
export function watchFiles(root: string, log: string | undefined, fault: FileFault | undefined): void {
	const descriptors = new Set<number>();
	const counts = new Map<string, number>();
	const [append, close] = [appendFileSync, closeSync];
	/** Node's own functions call each other by the table that is changed here. */
	let inside = false;
	const isOurs = (first: unknown) => {
		if (typeof first === "number") return descriptors.has(first);
		const path = String(first as PathLike);
		return path.startsWith(root);
	};
	/** The error that a call of the `replaced` function must fail with, if it must. */
	const meet = (name: string, first: unknown, replaced: Call): Error | undefined => {
		if (!isOurs(first)) return undefined;
		const site = `${name} ${callerOf(replaced)}`;
		const occurrence = (counts.get(site) ?? 0) + 1;
		counts.set(site, occurrence);
		if (log !== undefined) append(log, `${site}\n`);
		if (fault?.site !== site || fault.occurrence !== occurrence) return undefined;
		return Object.assign(new Error(`${fault.code}: injected, ${name}`), { code: fault.code, syscall: name });
	};
	const noteOpened = (first: unknown, descriptor: unknown) => {
		if (typeof descriptor === "number" && isOurs(first)) descriptors.add(descriptor);
	};
	const table = fs as unknown as Record<string, Call>;
	for (const name of syncCalls) {
		const real = table[name];
		if (real === undefined) continue;
		const replaced: Call = (...given) => {
			if (inside) return real(...given);
			const error = meet(name, given[0], replaced);
			if (error !== undefined && name === "closeSync") close(given[0] as number);
			// It never throws, it says no.
			if (error !== undefined && name === "existsSync") return false;
			if (error !== undefined) throw error;
			inside = true;
			try {
				const result = real(...given);
				if (name === "openSync") noteOpened(given[0], result);
				if (name === "closeSync") descriptors.delete(given[0] as number);
				return result;
			} finally {
				inside = false;
			}
		};
		table[name] = replaced;
	}
	for (const name of callbackCalls) {
		const real = table[name];
		if (real === undefined) continue;
		const replaced: Call = (...given) => {
			const error = meet(name, given[0], replaced);
			const callback = given.at(-1) as Call;
			if (error !== undefined) return setImmediate(() => callback(error));
			if (name !== "open") return real(...given);
			return real(...given.slice(0, -1), (problem: unknown, descriptor: unknown) => {
				noteOpened(given[0], descriptor);
				callback(problem, descriptor);
			});
		};
		table[name] = replaced;
	}
	const promises = fs.promises as unknown as Record<string, Call>;
	for (const name of promiseCalls) {
		const real = promises[name];
		if (real === undefined) continue;
		const replaced: Call = async (...given) => {
			const error = meet(`promises.${name}`, given[0], replaced);
			if (error !== undefined) throw error;
			return await real(...given);
		};
		promises[name] = replaced;
	}
	syncBuiltinESMExports();
}

/** The first place in the program that stands above a function on the stack, as `function line:column`. */
function callerOf(replaced: Call): string {
	const trace = { stack: "" };
	const { stackTraceLimit } = Error;
	// The program sets it to nothing where it throws often.
	Error.stackTraceLimit = 10;
	Error.captureStackTrace(trace, replaced);
	Error.stackTraceLimit = stackTraceLimit;
	const frames = trace.stack.split("\n").slice(1);
	const frame = frames.find((line) => !line.includes("node:")) ?? "";
	return frame
		.trim()
		.replace(/^at (?:async )?/, "")
		.replace(/\(?(?:file:\/\/)?\/\S*\/([^/]+?)\)?$/, "$1");
}
