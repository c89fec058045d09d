import { spawn } from "node:child_process";
import { getCompileCacheDir } from "node:module";
import { dirname } from "node:path";
import { text } from "node:stream/consumers";
import { CommandFailure } from "../failure.ts";
import type { Compiled } from "./compile-file.ts";
import { compilerPath } from "./compiler-location.ts";

/** What the compiler process is asked. */
export interface CompileRequest {
	/** Absolute. */
	readonly root: string;
	/** Project-relative. */
	readonly file: string;
	readonly workflow?: string;
}

/** Compiles in a process of its own, so that Langium never grows the heap of the one that starts jobs. */
export async function compileApart(request: CompileRequest): Promise<Compiled> {
	const cache = getCompileCacheDir();
	const child = spawn(process.execPath, [compilerPath()], {
		// Its modules are all loaded before it could enable the cache itself.
		env: cache === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: dirname(cache) },
		stdio: ["pipe", "pipe", "pipe"],
		// Ctrl-C while compiling ends `dag`; the compiler then ends at the closed pipe.
		detached: false,
	});
	const ended = new Promise<number | null>((resolve, reject) => {
		child.once("error", reject);
		child.once("close", (code) => resolve(code));
	});
	child.stdin.on("error", () => undefined); // A compiler that died is reported by its exit code.
	child.stdin.end(JSON.stringify(request));
	const [answer, complaint, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
	if (code !== 0)
		throw new CommandFailure("bug", "compiler-failed", `the compiler stopped with code ${code ?? "unknown"}`, {
			where: request.file,
			next: process.env["DAG_DEBUG"] === "1" ? complaint.trim() : "run again with DAG_DEBUG=1 for the details",
		});
	return JSON.parse(answer) as Compiled;
}
