import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { endTree, findTree, killTree } from "./process-tree.ts";

let folder: string;
let number = 0;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "dagwright-tree-"));
	number++;
});
afterEach(() => {
	killTree({ marker: marker() });
	rmSync(folder, { recursive: true, force: true });
});

const marker = () => `tree-${process.pid}-${number}/1`;

/** Starts a script whose processes bear the mark, in a group of its own, and waits until it says that it is there. */
async function start(script: string) {
	const child = spawn("sh", ["-c", script], {
		cwd: folder,
		detached: true,
		stdio: ["ignore", "pipe", "inherit"],
		env: { ...process.env, DAG_ATTEMPT_ID: marker() },
	});
	const ended = once(child, "exit");
	await once(child.stdout, "data");
	return { pid: child.pid ?? 0, ended };
}

describe.runIf(process.platform === "linux")("the end of a tree of processes", () => {
	test("lets a process that was asked clean up with programs of its own, and asks it once", async () => {
		const { pid, ended } = await start(
			"trap 'echo asked >> log; sleep 0.3 && sh -c \"sleep 0.1; echo cleaned >> log\"; exit 7' TERM; echo; while :; do sleep 0.05; done",
		);
		await endTree({ pid, marker: marker() }, 60_000);
		expect(await ended).toEqual([7, null]);
		expect(readFileSync(join(folder, "log"), "utf8")).toBe("asked\ncleaned\n");
	});

	test("asks what is born later of one that has died", async () => {
		const { pid, ended } = await start(
			"trap 'setsid sleep 60 & sleep 0.2; exit' TERM; echo; while :; do sleep 0.05; done",
		);
		await endTree({ pid, marker: marker() }, 60_000);
		await ended;
		expect(findTree({ marker: marker() })).toEqual([]);
	});

	test("comes to one that does not listen, and to what it starts, with the grace", async () => {
		const { pid, ended } = await start("trap '' TERM; echo; while :; do sleep 60; done");
		expect(await endTree({ pid, marker: marker() }, 200)).toBeGreaterThan(1);
		expect(await ended).toEqual([null, "SIGKILL"]);
	});

	test("comes to one that leads no group", async () => {
		const { pid, ended } = await start("echo; sleep 60 & echo $! > child; wait");
		await expect.poll(() => readFileSync(join(folder, "child"), "utf8")).toMatch(/\n/);
		const child = Number(readFileSync(join(folder, "child"), "utf8"));
		expect(await endTree({ pid: child, marker: "another" }, 60_000)).toBe(1);
		await ended;
		expect(findTree({ pid, marker: marker() })).toEqual([]);
	});
});
