import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { sha256Hex } from "@dagwright/core";
import { type CompileRequest, compileApart } from "./compile-apart.ts";
import type { Compiled } from "./compile-file.ts";
import { compilerPath } from "./compiler-location.ts";

/** A compiled file with what it rests on: it holds as long as all of that is unchanged. */
interface CachedPlan {
	readonly compiler: string;
	/** SHA-256 by project-relative path; null for a file that was not there. */
	readonly sources: Readonly<Record<string, string | null>>;
	readonly compiled: Compiled;
}

/** Changes the meaning of the sources without being one of them. */
const PROJECT_FILE = "dagwright.json";

/**
 * Compiles a file, or takes what an earlier call kept below `.dag/plans/` if neither a source nor the compiler has
 * changed: an unchanged workflow starts at once. Only what has no errors is kept.
 */
export async function compileCached(request: CompileRequest): Promise<Compiled> {
	const path = cachePath(request);
	const compiler = compilerIdentity();
	const cached = readCached(path);
	if (cached?.compiler === compiler && unchanged(request.root, cached.sources)) return cached.compiled;
	const compiled = await compileApart(request);
	if (compiled.runnable) {
		const sources = [...compiled.sources, PROJECT_FILE].map((file) => [file, fingerprint(request.root, file)] as const);
		keep(path, { compiler, sources: Object.fromEntries(sources), compiled });
	}
	return compiled;
}

function cachePath({ root, file, workflow }: CompileRequest): string {
	const key = sha256Hex(Buffer.from(JSON.stringify([file, workflow ?? null])));
	return join(root, ".dag", "plans", `${key.slice(0, 32)}.json`);
}

/** The bundle of the compiler as it was built. */
function compilerIdentity(): string {
	const { mtimeMs, size } = statSync(compilerPath());
	return `${mtimeMs}-${size}`;
}

function readCached(path: string): CachedPlan | undefined {
	try {
		return JSON.parse(readFileSync(path, "utf8")) as CachedPlan;
	} catch {
		// Missing, unreadable or cut short: it is made anew.
		return undefined;
	}
}

function unchanged(root: string, sources: CachedPlan["sources"]): boolean {
	return Object.entries(sources).every(([file, hash]) => fingerprint(root, file) === hash);
}

function fingerprint(root: string, file: string): string | null {
	try {
		return sha256Hex(readFileSync(join(root, file)));
	} catch {
		// A file that cannot be read is as good as none: the compiler says what is wrong with it.
		return null;
	}
}

function keep(path: string, plan: CachedPlan): void {
	const unfinished = `${path}.${process.pid}`;
	try {
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(unfinished, JSON.stringify(plan));
		renameSync(unfinished, path);
	} catch {
		// A project that cannot be written to is compiled each time; the run itself says so where it matters.
	}
}
