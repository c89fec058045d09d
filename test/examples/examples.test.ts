import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { RunEvent } from "@dagwright/core";
import type { RunStreamLine } from "@dagwright/protocol";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const dag = join(root, "runtime/cli/bin/dag.mjs");

describe("the examples", () => {
	it("iris trains, chooses, passes its gate, deploys and reports", async () => {
		const { end, outputs } = await run("iris/iris.dag");
		expect(end).toEqual({ type: "end", result: "succeeded", exit_code: 0 });
		expect(outputs["accuracy"]).toBeGreaterThanOrEqual(0.9);
		const { path } = outputs["report"] as { readonly path: string };
		expect(readFileSync(path, "utf8")).toContain("# Iris");
		expect(existsSync(join(root, "examples/iris", String(outputs["deployed"]), "model.json"))).toBe(true);
	});

	it("iris does not deploy what its gate does not let through", async () => {
		const { end, events, outputs } = await run("iris/iris.dag", "--param", "min_accuracy=1", "--param", "epochs=1");
		expect(end).toEqual({ type: "end", result: "succeeded", exit_code: 0 });
		expect(events).toContainEqual(expect.objectContaining({ type: "job.skipped", job: "deploy", cause: "condition" }));
		expect(outputs["deployed"] ?? null).toBeNull();
	});

	it("build renders, checks and packs a site", async () => {
		const { end, outputs } = await run("build/build.dag");
		expect(end).toEqual({ type: "end", result: "succeeded", exit_code: 0 });
		expect(outputs["bytes"]).toBeGreaterThan(300);
	});

	it("etl moves the orders of its own service", async () => {
		const { end, outputs, events } = await run("etl/etl.dag", "--max-parallel", "2");
		expect(end).toEqual({ type: "end", result: "succeeded", exit_code: 0 });
		expect(outputs).toEqual({ revenue: 514.75 });
		expect(events).toContainEqual(expect.objectContaining({ type: "attempt.failed", instance: "extract[1]" }));
	});

	it("recovery recovers, and says that something went wrong", async () => {
		const { end, outputs } = await run("recovery/recovery.dag");
		expect(end).toEqual({ type: "end", result: "succeeded_with_warnings", exit_code: 0 });
		expect(outputs).toEqual({ rows: 1204 });
	});

	it("ecg checks without a finding, and a run is refused with its first construct and place", async () => {
		await expect(call("check", "examples/ecg")).resolves.toMatchObject({ code: 0 });
		const refusal = await call("run", "examples/ecg/ecg_nightly.dag");
		expect(refusal.code).not.toBe(0);
		expect(refusal.stderr).toMatch(/ecg_nightly\.dag:\d+:\d+/);
	});
});

/** Runs an example by the command line as a user would, and reads what it says as JSON. */
async function run(file: string, ...rest: readonly string[]) {
	const { stdout, stderr } = await call("run", join("examples", file), "--json", ...rest);
	const lines = stdout
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line) as RunStreamLine);
	const events = lines.flatMap((line): RunEvent[] => (line.type === "event" ? [line.event] : []));
	const finished = events.find((event) => event.type === "run.finished");
	if (finished?.type !== "run.finished") throw new Error(`${file} did not finish: ${stderr}`);
	return { end: lines.at(-1), events, outputs: finished.outputs };
}

function call(...parameters: readonly string[]) {
	return new Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>((resolve) => {
		execFile(process.execPath, [dag, ...parameters], { cwd: root, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
			resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
		});
	});
}
