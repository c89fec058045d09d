import { apply, emptyState, graphView } from "@dagwright/core";
import { expect, test } from "vitest";
import { runEvents, shellPlan } from "../testing/views.ts";
import { RunFold } from "./run-fold.ts";

const core = { apply, emptyState, graphView };
const plan = shellPlan({ a: [], b: ["a"], c: ["b"] });
const events = runEvents(plan, ["a", "b"]);

const statuses = (fold: RunFold) => Object.fromEntries(fold.view().nodes.map((node) => [node.id, node.status]));

test("folds a snapshot and then events as they come", () => {
	const fold = new RunFold(core, "7", plan, events.slice(0, 3));
	expect(fold.add(events.slice(3))).toBe("folded");
	expect(fold.seq).toBe(events.length);
	expect(statuses(fold)).toEqual({ a: "succeeded", b: "succeeded", c: "ready" });
});

test("passes over events that it knows", () => {
	const fold = new RunFold(core, "7", plan, events.slice(0, 5));
	expect(fold.add(events.slice(2, 7))).toBe("folded");
	expect(fold.seq).toBe(7);
});

test("stops at a gap, says how much is missing, and goes on when the missing events come", () => {
	const fold = new RunFold(core, "7", plan, events.slice(0, 3));
	expect(fold.add(events.slice(5, 6))).toBe("gap");
	expect({ seq: fold.seq, behind: fold.behind }).toEqual({ seq: 3, behind: 3 });
	expect(fold.add(events.slice(3))).toBe("folded");
	expect({ seq: fold.seq, behind: fold.behind }).toEqual({ seq: events.length, behind: 0 });
});
