import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { RunEvent } from "@dagwright/core";
import type { RunStreamLine } from "@dagwright/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

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
});

// One after the other in one folder: the second run withdraws its model, and the first one's serves again.
describe("the ECG example", () => {
	let folder = "";
	beforeAll(() => {
		folder = realpathSync(mkdtempSync(join(tmpdir(), "dagwright-ecg-")));
		cpSync(join(root, "examples/ecg"), folder, {
			recursive: true,
			filter: (path) => ![".dag", "served"].includes(basename(path)),
		});
	});
	afterAll(() => rmSync(folder, { recursive: true }));

	it("checks without a finding, and its test holds", async () => {
		await expect(callIn(folder, "check")).resolves.toMatchObject({ code: 0 });
		await expect(callIn(folder, "test")).resolves.toMatchObject({ code: 0 });
	});

	it("trains by fallback, refines in rounds, asks, and ships", async () => {
		const { end, events, outputs } = await runServed(folder, []);
		expect(end).toEqual({ type: "end", result: "succeeded", exit_code: 0 });
		expect(events.flatMap((event) => (event.type === "fallback.started" ? [event.instance] : [])).sort()).toEqual(
			[0, 1, 2, 3].map((index) => `sweep[${index}]`),
		);
		expect(started(events)).toEqual(expect.arrayContaining(["tune[0].fit", "tune[1].fit", "ship/watch", "smoke"]));
		expect(events).toContainEqual(expect.objectContaining({ type: "approval.answered", by: "mira" }));
		const { path } = outputs["model"] as { readonly path: string };
		expect(readFileSync(join(folder, "served/production", served(folder), "model.json"))).toEqual(readFileSync(path));
	});

	it("withdraws what fails its last look, and says so in the channel", async () => {
		const before = served(folder);
		const { end, events, stderr } = await runServed(folder, ["--broken", "production"], "--param", "lrs=[0.2]");
		expect(end).toEqual({ type: "end", result: "failed", exit_code: 1 });
		expect(events).toContainEqual(expect.objectContaining({ type: "instance.failed", instance: "smoke" }));
		expect(started(events).slice(-2)).toEqual(["ship.rollback", "on_failure.alert"]);
		expect(stderr).toMatch(/\[slack\] ecg_nightly: http.*\/production answered 500/);
		expect(served(folder)).toBe(before);
	});
});

/** The version of the model that production serves. */
function served(folder: string): string {
	return readFileSync(join(folder, "served/production/current"), "utf8").trim();
}

function started(events: readonly RunEvent[]): readonly string[] {
	return events.flatMap((event) => (event.type === "attempt.started" ? [event.instance] : []));
}

/** Runs the ECG example with its server, and approves as Mira as soon as people are asked. */
async function runServed(folder: string, server: readonly string[], ...rest: readonly string[]) {
	const command = ["run", "ecg_nightly.dag", "--params", "quick.json", "--json", ...rest];
	const child = spawn(process.execPath, ["serve.mjs", ...server, process.execPath, dag, ...command], { cwd: folder });
	let stderr = "";
	child.stderr.on("data", (text: Buffer) => {
		stderr += String(text);
	});
	const exit = once(child, "close");
	const lines: RunStreamLine[] = [];
	for await (const text of createInterface(child.stdout)) {
		const line = JSON.parse(text) as RunStreamLine;
		lines.push(line);
		if (line.type !== "event" || line.event.type !== "approval.requested") continue;
		const approved = await callIn(folder, "approve", "last", line.event.instance, "--as", "mira");
		expect(approved).toMatchObject({ code: 0 });
	}
	await exit;
	return { ...read(lines, stderr), stderr };
}

/** Runs an example by the command line as a user would, and reads what it says as JSON. */
async function run(file: string, ...rest: readonly string[]) {
	const { stdout, stderr } = await call("run", join("examples", file), "--json", ...rest);
	const lines = stdout
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line) as RunStreamLine);
	return read(lines, stderr);
}

function read(lines: readonly RunStreamLine[], stderr: string) {
	const events = lines.flatMap((line): RunEvent[] => (line.type === "event" ? [line.event] : []));
	const finished = events.find((event) => event.type === "run.finished");
	if (finished?.type !== "run.finished") throw new Error(`The run did not finish: ${stderr}`);
	return { end: lines.at(-1), events, outputs: finished.outputs };
}

function call(...parameters: readonly string[]) {
	return callIn(root, ...parameters);
}

function callIn(folder: string, ...parameters: readonly string[]) {
	return new Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>((resolve) => {
		execFile(process.execPath, [dag, ...parameters], { cwd: folder, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
			resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
		});
	});
}
