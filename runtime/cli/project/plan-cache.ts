import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Origins, type Plan, sha256Hex } from "@dagwright/core";
import type { PlanTexts } from "@dagwright/engine";
import { type CompileRequest, compileApart } from "./compile-apart.ts";
import type { Compiled } from "./compile-file.ts";
import { compilerPath } from "./compiler-location.ts";
import { areOlder, changedSince, type Fingerprint, fingerprint, isSettled } from "./fingerprint.ts";

/** What is kept of a compiled file: this as a line of JSON, then a line with its plan and one with its origins. */
interface CachedHead {
	readonly compiler: string;
	/** What it rests on, by project-relative path; null for a file that was not there. */
	readonly sources: Readonly<Record<string, Fingerprint | null>>;
	readonly compiled: Omit<Compiled, "plan" | "origins">;
}

/** A compiled file as a run needs it. */
export interface CachedCompiled extends Omit<Compiled, "origins"> {
	/** Read when they are asked for: hardly any run needs them. */
	readonly origins: () => Origins;
	/** Absent where there is no plan. */
	readonly texts?: PlanTexts;
	/** The SHA-256 of its sources, by path. */
	readonly hashes: Readonly<Record<string, string>>;
}

/** Changes the meaning of the sources without being one of them. */
const PROJECT_FILE = "dagwright.json";

/**
 * Compiles a file, or takes what an earlier call kept below `.dag/plans/` if neither a source nor the compiler has
 * changed: an unchanged workflow starts at once. Only what has no errors is kept.
 */
export async function compileCached(request: CompileRequest): Promise<CachedCompiled> {
	const { root } = request;
	const path = cachePath(request);
	const compiler = compilerIdentity();
	const cached = readCached(path);
	if (cached?.head.compiler === compiler) {
		const changed = changedSince(root, cached.head.sources);
		if (changed === undefined) return fromCache(cached);
		if (changed !== "changed") {
			const head = { ...cached.head, sources: changed };
			// From now on their times tell that they are the same.
			if (isSettled(changed)) keep(path, head, cached);
			return fromCache({ ...cached, head });
		}
	}
	const begun = Date.now();
	const { plan, origins, ...compiled } = await compileApart(request);
	const files = [...compiled.sources, PROJECT_FILE];
	const head = {
		compiler,
		sources: Object.fromEntries(files.map((file) => [file, fingerprint(root, file)])),
		compiled,
	};
	const texts = { plan: plan === undefined ? "" : JSON.stringify(plan), origins: JSON.stringify(origins) };
	// What is saved while it is compiled must not pass for what was compiled.
	if (compiled.runnable && areOlder(root, files, begun)) keep(path, head, texts);
	const result = { ...compiled, origins: () => origins, hashes: hashesOf(head) };
	return plan === undefined ? result : { ...result, plan, texts };
}

interface Cached extends PlanTexts {
	readonly head: CachedHead;
}

function fromCache({ head, plan, origins }: Cached): CachedCompiled {
	const compiled = { ...head.compiled, origins: () => JSON.parse(origins) as Origins, hashes: hashesOf(head) };
	return plan === "" ? compiled : { ...compiled, plan: JSON.parse(plan) as Plan, texts: { plan, origins } };
}

function hashesOf({ sources }: CachedHead): Readonly<Record<string, string>> {
	const hashes: Record<string, string> = {};
	for (const [file, known] of Object.entries(sources)) if (known !== null) hashes[file] = known.sha256;
	return hashes;
}

function cachePath({ root, file, workflow }: CompileRequest): string {
	const key = sha256Hex(Buffer.from(JSON.stringify([file, workflow ?? null])));
	return join(root, ".dag", "plans", `${key.slice(0, 32)}.plan`);
}

/** The bundle of the compiler as it was built. */
function compilerIdentity(): string {
	const { mtimeMs, size } = statSync(compilerPath());
	return `${mtimeMs}-${size}`;
}

function readCached(path: string): Cached | undefined {
	try {
		// JSON on one line holds no line break; the last part is only there if the file is whole.
		const [head, plan, origins, end] = readFileSync(path, "utf8").split("\n");
		if (head === undefined || plan === undefined || origins === undefined || end !== "") return undefined;
		return { head: JSON.parse(head) as CachedHead, plan, origins };
	} catch {
		// Missing, unreadable or cut short: it is made anew.
		return undefined;
	}
}

function keep(path: string, head: CachedHead, { plan, origins }: PlanTexts): void {
	const unfinished = `${path}.${process.pid}`;
	try {
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(unfinished, `${JSON.stringify(head)}\n${plan}\n${origins}\n`);
		renameSync(unfinished, path);
	} catch {
		// A project that cannot be written to is compiled each time; the run itself says so where it matters.
	}
}
