import { expect, test } from "vitest";
import { runToSteer, type SteerableRun } from "./run-to-steer.ts";

const moving: SteerableRun = { run: "1", isOver: false, standsStill: false };
const other: SteerableRun = { run: "2", isOver: false, standsStill: false };
const paused: SteerableRun = { run: "3", isOver: false, standsStill: true };
const over: SteerableRun = { run: "4", isOver: true, standsStill: true };

test("the run that is shown is steered, whoever drives it", () => {
	expect(runToSteer([moving, other])).toBe(moving);
});

test("a run that moves goes before one that is shown and is over or stands still", () => {
	expect(runToSteer([over, undefined, other])).toBe(other);
	expect(runToSteer([paused, other])).toBe(other);
});

test("a run that stands still is steered where none moves", () => {
	expect(runToSteer([paused, over])).toBe(paused);
});

test("what is over is not steered", () => {
	expect(runToSteer([over, undefined])).toBe(undefined);
});
