import type { InstanceView } from "@dagwright/core";
import { expect, test } from "vitest";
import { node, view } from "../testing/views.ts";
import { atInstances, shownInstance } from "./instances.ts";

const instance = (path: string, status: InstanceView["status"], more: Partial<InstanceView> = {}): InstanceView => ({
	path,
	bindings: {},
	status,
	...more,
});

const loop = node("tune", "running", {
	kind: "loop",
	instances: [instance("tune[0]", "succeeded"), instance("tune[1]", "running")],
});
const whole = view([
	loop,
	node("tune.fit", "running", {
		parent: "tune",
		instances: [
			instance("tune[0].fit", "failed", { attempt: 2, outputs: { loss: 1 } }),
			instance("tune[1].fit", "running", { started: 7 }),
		],
	}),
	node("tune.sweep", "running", {
		kind: "fan_out",
		parent: "tune",
		instances: [instance("tune[0].sweep[0]", "succeeded"), instance("tune[1].sweep[0]", "running")],
	}),
	node("tune.check", "pending", { parent: "tune", instances: [instance("tune[0].check", "succeeded")] }),
	node("tune.prep", "running", {
		kind: "group",
		parent: "tune",
		instances: [instance("tune[0].prep", "succeeded"), instance("tune[1].prep", "running")],
	}),
	node("tune.prep.load", "running", {
		parent: "tune.prep",
		instances: [instance("tune[0].prep.load", "succeeded"), instance("tune[1].prep.load", "retrying")],
	}),
]);

test("the inside of a loop is drawn as it is in the present round", () => {
	const { view: shown, paths } = atInstances(whole, new Map());
	expect(shown.nodes.map(({ id, status, instances }) => `${id} ${status} ${instances?.length ?? "-"}`)).toEqual([
		"tune running 2",
		"tune.fit running -",
		"tune.sweep running 1",
		"tune.check pending -",
		"tune.prep running -",
		"tune.prep.load retrying -",
	]);
	expect(paths.get("tune.fit")).toBe("tune[1].fit");
	expect(paths.get("tune.check")).toBeUndefined();
	expect(shown.nodes[1]).toMatchObject({ started: 7 });
});

test("a chosen round is drawn with its own values", () => {
	const { view: shown, paths } = atInstances(whole, new Map([["tune", "tune[0]"]]));
	expect(shown.nodes[1]).toEqual(node("tune.fit", "failed", { parent: "tune", attempt: 2, value: { loss: 1 } }));
	expect(shown.nodes[3]).toMatchObject({ status: "succeeded" });
	expect(paths.get("tune.prep.load")).toBe("tune[0].prep.load");
});

test("without a choice the latest instance that began is shown, and a job's own instances are none", () => {
	const instances = [instance("g[0]", "succeeded"), instance("g[1]", "running"), instance("g[2]", "pending")];
	expect(shownInstance(node("g", "running", { kind: "group", instances }), undefined)?.path).toBe("g[1]");
	expect(shownInstance(node("g", "running", { kind: "group", instances }), "g[2]")?.path).toBe("g[2]");
	expect(shownInstance(node("g", "running", { kind: "fan_out", instances }), undefined)).toBeUndefined();
});

test("a view without rounds is drawn as it is", () => {
	const plain = view([node("a"), node("f", "running", { kind: "fan_out", instances: [instance("f[0]", "running")] })]);
	expect(atInstances(plain, new Map()).view).toBe(plain);
});
