import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WorkflowPolicies } from "@dagwright/core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { job, planOf } from "../../test/support/plan-of.ts";
import type { ActiveRun, RunEnd } from "./active-run.ts";
import { inTurn, type OverlapOptions } from "./in-turn.ts";
import type { TurnHolder } from "./local/turn.ts";

let root: string;

beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), "dagwright-in-turn-"));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const planWith = (policies: WorkflowPolicies) => planOf([job("a")], { policies });

/** A run under way, as far as a turn is concerned, and what ends it. */
function drivenRun() {
	let resolve: (end: RunEnd) => void = () => undefined;
	let reject: (error: Error) => void = () => undefined;
	const ended = new Promise<RunEnd>((resolved, rejected) => {
		resolve = resolved;
		reject = rejected;
	});
	const drive = async () => ({ ended }) as ActiveRun;
	return { drive, finish: () => resolve({ status: "paused" }), break: () => reject(new Error("the disk is full")) };
}

/** Whether a run may start now; what it took is given back. */
async function mayStart(policies: WorkflowPolicies, options?: OverlapOptions): Promise<boolean> {
	const run = drivenRun();
	try {
		await inTurn(root, planWith(policies), options, "wait.", run.drive);
	} catch (error) {
		expect(error).toMatchObject({ code: "engine/overlap" });
		return false;
	}
	run.finish();
	await Promise.resolve();
	return true;
}

test("with `overlap skip` a second run is refused while one is under way, and starts once that has ended", async () => {
	const first = drivenRun();
	const { ended } = await inTurn(root, planWith({ overlap: "skip" }), undefined, "wait.", first.drive);
	expect(await mayStart({ overlap: "skip" })).toBe(false);
	first.finish();
	await ended;
	expect(await mayStart({ overlap: "skip" })).toBe(true);
	expect(await mayStart({ overlap: "skip" })).toBe(true);
});

test("a run whose engine had to stop gives its turn back too", async () => {
	const first = drivenRun();
	const { ended } = await inTurn(root, planWith({ overlap: "skip" }), undefined, "wait.", first.drive);
	first.break();
	await expect(ended).rejects.toThrow("the disk is full");
	expect(await mayStart({ overlap: "skip" })).toBe(true);
});

test("a run that could not be made gives its turn back", async () => {
	const refused = inTurn(root, planWith({ overlap: "skip" }), undefined, "wait.", async () => {
		throw new Error("wrong param");
	});
	await expect(refused).rejects.toThrow("wrong param");
	expect(await mayStart({ overlap: "skip" })).toBe(true);
});

test("what is asked for at the start wins over what the workflow says; without either, runs go side by side", async () => {
	const first = drivenRun();
	await inTurn(root, planWith({ overlap: "skip" }), undefined, "wait.", first.drive);
	expect(await mayStart({ overlap: "skip" }, { mode: "allow" })).toBe(true);
	expect(await mayStart({})).toBe(true);
	expect(await mayStart({}, { mode: "skip" })).toBe(false);
	expect(await mayStart({ overlap: "allow" }, { mode: "skip" })).toBe(false);
	first.finish();
});

test("with `overlap queue` a run waits for the one before it, is told for whom, and starts when that has ended", async () => {
	const order: string[] = [];
	const first = drivenRun();
	await inTurn(root, planWith({ overlap: "queue" }), undefined, "wait.", first.drive);
	const second = drivenRun();
	const waiting = (holder: TurnHolder) => {
		order.push(`waits for ${holder.engine.pid === process.pid ? "this process" : holder.engine.pid}`);
		order.push("first ends");
		first.finish();
	};
	await inTurn(root, planWith({ overlap: "queue" }), { waiting }, "wait.", () => {
		order.push("second starts");
		return second.drive();
	});
	expect(order).toEqual(["waits for this process", "first ends", "second starts"]);
	second.finish();
});
