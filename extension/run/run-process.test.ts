import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { askDag, startRunProcess } from "./run-process.ts";

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "dag-process-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function dag(source: string): { readonly program: string; readonly node: string } {
	const program = join(folder, "dag.mjs");
	writeFileSync(program, source);
	return { program, node: process.execPath };
}

function listen(commandLine: { readonly program: string; readonly node: string }, args: readonly string[]) {
	return new Promise<readonly unknown[]>((resolve) => {
		const heard: unknown[] = [];
		startRunProcess(commandLine, args, folder, {
			line: (line) => heard.push(line),
			said: (text) => heard.push(text),
			ended: (code) => resolve([...heard, code]),
		});
	});
}

test("hears each line of the stream, and the end last", async () => {
	const commandLine = dag(`
		console.log(JSON.stringify({ type: "event", event: { seq: 1, at: 0, type: "run.paused", by: process.argv[2] } }));
		console.log(JSON.stringify({ type: "end", result: "failed", exit_code: 1 }));
		process.exitCode = 1;`);
	expect(await listen(commandLine, ["me"])).toEqual([
		{ type: "event", event: { seq: 1, at: 0, type: "run.paused", by: "me" } },
		{ type: "end", result: "failed", exit_code: 1 },
		1,
	]);
});

test("a line that is not of the stream is told and passed over", async () => {
	const commandLine = dag(`console.log("oops"); console.log('{"type":"end","result":"succeeded","exit_code":0}')`);
	const heard = await listen(commandLine, []);
	expect(heard).toEqual([expect.stringContaining("oops"), { type: "end", result: "succeeded", exit_code: 0 }, 0]);
});

test("a program that cannot start is told, and ends", async () => {
	const heard = await listen({ program: "x", node: join(folder, "missing") }, []);
	expect(heard).toEqual([expect.stringContaining("could not start"), null]);
});

test("a short command gives what it printed", async () => {
	const commandLine = dag(`console.log("out"); console.error("err"); process.exitCode = 3`);
	expect(await askDag(commandLine, [], folder)).toEqual({ code: 3, output: "out\n", errors: "err\n" });
});
