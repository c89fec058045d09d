import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeFixtureProject } from "./fixture-project.ts";

const dag = fileURLToPath(new URL("../../runtime/cli/bin/dag.mjs", import.meta.url));

/** `hold` ends once there is a file `go`; each job counts its attempts. */
const workflow = `workflow held {
  job first: shell {
    run "echo x >> first.count"
  }
  job hold: shell after first {
    run """
      echo x >> hold.count
      while [ ! -e go ]; do sleep 0.05; done
    """
  }
  job last: shell after hold {
    run "echo x >> last.count"
  }
}
`;

let folder: string;
const children: ChildProcess[] = [];

beforeEach(() => {
	folder = makeFixtureProject();
	writeFileSync(join(folder, "held.dag"), workflow);
});

afterEach(() => {
	for (const child of children.splice(0)) if (child.exitCode === null) child.kill("SIGKILL");
	rmSync(folder, { recursive: true, force: true });
});

function start(...argv: readonly string[]) {
	const child = spawn(process.execPath, [dag, ...argv], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
	children.push(child);
	let printed = "";
	const waiting: { text: string; seen: () => void }[] = [];
	for (const stream of [child.stdout, child.stderr])
		stream.on("data", (chunk: Buffer) => {
			printed += chunk;
			for (const { text, seen } of waiting) if (printed.includes(text)) seen();
		});
	return {
		child,
		ended: new Promise<number | null>((resolve) => child.on("close", (code) => resolve(code))),
		/** Resolves once the text was printed. */
		saw: (text: string) =>
			new Promise<void>((resolve, reject) => {
				waiting.push({ text, seen: resolve });
				if (printed.includes(text)) resolve();
				child.on("close", () => reject(new Error(`it ended without "${text}":\n${printed}`)));
			}),
		printed: () => printed,
	};
}

function attempts(job: string): number {
	return readFileSync(join(folder, `${job}.count`), "utf8").split("\n").length - 1;
}

test("pauses at the first interrupt, says how to go on, and runs nothing twice when resumed", async () => {
	const run = start("run", "held.dag");
	await run.saw("hold started");
	run.child.kill("SIGINT");
	await run.saw("pausing");
	writeFileSync(join(folder, "go"), "");
	expect(await run.ended).toBe(130);
	expect(run.printed()).toContain("dag resume 1 goes on where it stopped");
	expect(await start("resume").ended).toBe(0);
	expect([attempts("first"), attempts("hold"), attempts("last")]).toEqual([1, 1, 1]);
});

test("kills at the second interrupt, and starts what was killed again when resumed", async () => {
	const run = start("run", "held.dag");
	await run.saw("hold started");
	const watching = start("status", "--watch");
	await watching.saw("hold started");
	run.child.kill("SIGINT");
	await run.saw("pausing");
	run.child.kill("SIGINT");
	expect(await run.ended).toBe(130);
	await watching.ended;
	expect(watching.printed()).toContain("hold was ended with its engine; dag resume starts it again");
	expect(run.printed()).toContain("hold was killed; dag resume starts it again");
	expect(run.printed()).not.toContain("and starts again");
	writeFileSync(join(folder, "go"), "");
	const resumed = start("resume", "1");
	expect(await resumed.ended).toBe(0);
	expect(resumed.printed()).toContain("hold started (attempt 2");
	expect([attempts("first"), attempts("last")]).toEqual([1, 1]);
});

test("kills at the first interrupt when it is cancelling, and ends as cancelled", async () => {
	writeFileSync(
		join(folder, "deaf.dag"),
		`workflow deaf { job deaf: shell { run "trap '' TERM; touch on; while :; do sleep 0.05; done" } }\n`,
	);
	const run = start("run", "deaf.dag");
	await run.saw("deaf started");
	await start("cancel").ended;
	await run.saw("cancel asked for");
	run.child.kill("SIGINT");
	expect(await run.ended).toBe(130);
	expect(run.printed()).toContain("killing every job");
	expect(run.printed()).toContain("! deaf was killed\n");
	expect(run.printed()).toContain("deaf was cancelled");
	expect(run.printed()).not.toContain("dag resume");
});

test("goes on to the end when nobody reads what it prints any more", async () => {
	const run = start("run", "held.dag");
	await run.saw("hold started");
	run.child.stdout.destroy();
	writeFileSync(join(folder, "go"), "");
	expect(await run.ended).toBe(0);
	const status = start("status");
	await status.ended;
	expect(status.printed()).toContain("✓ held succeeded");
});

test.runIf(existsSync("/dev/full"))("says so when its output can't be written, and lets the run go on", async () => {
	writeFileSync(join(folder, "go"), "");
	const full = openSync("/dev/full", "w");
	const into = (...argv: readonly string[]) =>
		spawnSync(process.execPath, [dag, ...argv], { cwd: folder, stdio: ["ignore", full, "pipe"], encoding: "utf8" });
	const [run, status] = [into("run", "held.dag"), into("status")];
	closeSync(full);
	expect([run.status, run.stderr, status.status, status.stderr]).toEqual([
		0,
		"error: cannot write the output: the disk is full\n  = help: the run goes on; dag status tells how it is doing\n",
		6,
		"error: cannot write the output: the disk is full\n",
	]);
});

test("refuses to resume a run that another engine drives, and says who holds it", async () => {
	const run = start("run", "held.dag");
	await run.saw("hold started");
	const second = start("resume");
	expect(await second.ended).toBe(5);
	expect(second.printed()).toContain(String(run.child.pid));
	const cancelled = start("cancel");
	expect(await cancelled.ended).toBe(0);
	expect(await run.ended).toBe(130);
	expect(run.printed()).toContain("was cancelled");
});

test("watches a run until it ends", async () => {
	const run = start("run", "held.dag");
	await run.saw("hold started");
	const watching = start("status", "--watch");
	await watching.saw("hold started");
	writeFileSync(join(folder, "go"), "");
	expect([await run.ended, await watching.ended]).toEqual([0, 0]);
	expect(watching.printed()).toContain("✓ last");
});

test("says what to do with the command that was typed when another run of the workflow is under way", async () => {
	writeFileSync(join(folder, "held.dag"), workflow.replace("{", "{\n  overlap skip"));
	const killed = start("run", "held.dag");
	await killed.saw("hold started");
	killed.child.kill("SIGTERM");
	await killed.ended;
	writeFileSync(join(folder, "go"), "");
	await start("run", "held.dag").ended;
	rmSync(join(folder, "go"));
	const held = start("run", "held.dag");
	await held.saw("hold started");
	const help = async (...argv: readonly string[]) => {
		const refused = start(...argv);
		await refused.ended;
		return refused.printed().split("= help: ")[1]?.trim().replaceAll(/\s+/g, " ");
	};
	const follow = "`dag status 3 --watch` follows it; ";
	expect([
		await help("run", "held.dag"),
		await help("resume", "1"),
		await help("retry", "2", "hold"),
		await help("fork", "2", "--from", "hold"),
	]).toEqual([
		`${follow}\`dag run --overlap queue\` waits for it, \`--overlap allow\` runs beside it.`,
		`${follow}once it has ended, \`dag resume 1\` goes on.`,
		`${follow}once it has ended, \`dag retry 2 hold\` tries again.`,
		`${follow}once it has ended, the fork can begin.`,
	]);
	writeFileSync(join(folder, "go"), "");
	expect(await held.ended).toBe(0);
});
