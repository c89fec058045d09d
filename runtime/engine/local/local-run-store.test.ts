import { existsSync } from "node:fs";
import { createRun, fold } from "@dagwright/core";
import { expect, test } from "vitest";
import { EngineProject } from "../../../test/support/engine-project.ts";
import { job, planOf } from "../../../test/support/plan-of.ts";
import type { Clock } from "../ports.ts";
import { localDisk } from "./journal/journal-disk.ts";
import { LocalRunStore } from "./local-run-store.ts";
import { runFolder, runNames } from "./run-directory.ts";

const plan = planOf([job("a")]);

/** A clock that shows these times (UTC ms) one after the other, then the last one for ever. */
function clockOf(...times: readonly number[]): Clock {
	const left = [...times];
	return {
		now: () => (left.length > 1 ? left.shift() : left[0]) ?? 0,
		wakeAt: () => () => undefined,
	};
}

function first(run: string) {
	const created = createRun(plan, { run, params: {}, options: { durability: "default" }, version: "0" });
	if (!created.ok) throw new Error(created.problem.message);
	return created.value;
}

test("time in a log never goes back, whatever the clock does, also for the next engine", async () => {
	using project = new EngineProject();
	const { root } = project;
	const store = new LocalRunStore({ root, clock: clockOf(5000, 2000, 6000, 5999) });
	const stored = await store.create(plan, {}, first);
	const told: number[] = [];
	for (const by of ["ann", "bob", "eve"]) {
		const pausing = by !== "bob";
		stored.transact((transaction) => {
			told.push(transaction.now);
			transaction.append([{ type: pausing ? "run.paused" : "run.resumed", by }]);
		});
	}
	await stored[Symbol.asyncDispose]();

	await using reopened = await new LocalRunStore({ root, clock: clockOf(10) }).open(stored.run);
	reopened.transact((transaction) => transaction.append([{ type: "run.resumed", by: "ann" }]));
	expect(told).toEqual([5000, 6000, 6000]);
	expect(reopened.events.map(({ seq, at }) => [seq, at])).toEqual([
		[1, 5000],
		[2, 5000],
		[3, 6000],
		[4, 6000],
	]);
	expect(reopened.state.started).toBe(5000);
	expect(reopened.state.status).toBe("running");
});

test("what is written is what is folded: the next engine opens the run in the state in which the last one left it", async () => {
	using project = new EngineProject();
	const { root } = project;
	const store = new LocalRunStore({ root, clock: clockOf(1000) });
	const stored = await store.create(plan, {}, first);
	const told = stored.transact((transaction) => {
		transaction.append([{ type: "job.ready", job: "a" }]);
		transaction.append([{ type: "attempt.started", instance: "a", attempt: 1 }]);
	});
	await stored[Symbol.asyncDispose]();
	await using reopened = await store.open(stored.run);
	expect(reopened.events.slice(1)).toEqual(told);
	expect(reopened.events.map(({ seq }) => seq)).toEqual([1, 2, 3]);
	expect(reopened.state.seq).toBe(fold(plan, reopened.events).seq);
});

test("a run whose first records find no room is none: nothing of it stays, and nobody is told to resume it", async () => {
	using project = new EngineProject();
	const { root } = project;
	const full = () => {
		throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
	};
	const disk = {
		...localDisk,
		open: (path: string, create: boolean) => ({ ...localDisk.open(path, create), write: full }),
	};
	const making = new LocalRunStore({ root, clock: clockOf(1000), disk }).create(plan, {}, first);
	await expect(making).rejects.toMatchObject({
		code: "engine/disk-full",
		remedy: "Free some space and try again; the run has not begun.",
	});
	expect({ runs: runNames(root), left: existsSync(runFolder(root, "1")) }).toEqual({ runs: [], left: false });
});

test("a run whose beginning is refused leaves no folder either", async () => {
	using project = new EngineProject();
	const { root } = project;
	const store = new LocalRunStore({ root, clock: clockOf(1000) });
	const making = store.create(plan, {}, () => {
		throw new Error("no params");
	});
	await expect(making).rejects.toThrow("no params");
	expect(existsSync(runFolder(root, "1"))).toBe(false);
});
