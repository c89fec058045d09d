import { expect, test } from "vitest";
import { edge, node, view } from "../testing/views.ts";
import { GraphStore, jobOf } from "./graph-store.ts";

function watch(store: GraphStore, ids: readonly string[]): () => readonly string[] {
	let told: string[] = [];
	for (const id of ids) store.subscribeNode(id, () => told.push(id));
	return () => {
		const seen = told;
		told = [];
		return seen;
	};
}

test("tells only the node that changed, and its container", () => {
	const store = new GraphStore();
	const nodes = [
		node("group", "running", { kind: "group" }),
		node("group.a", "running", { parent: "group" }),
		node("b"),
	];
	store.show(view(nodes));
	const told = watch(store, ["group", "group.a", "b"]);
	const after = [
		node("group", "running", { kind: "group" }),
		node("group.a", "succeeded", { parent: "group" }),
		node("b"),
	];
	expect(store.show(view(after))).toEqual(["group.a"]);
	expect(told()).toEqual(["group.a", "group"]);
});

test("keeps the same object for a node that did not change", () => {
	const store = new GraphStore();
	store.show(view([node("a"), node("b")]));
	const before = store.node("a");
	store.show(view([node("a"), node("b", "running")]));
	expect(store.node("a")).toBe(before);
});

test("asks for no new layout when a status, value or instance changed", () => {
	const store = new GraphStore();
	store.show(view([node("a", "pending", { kind: "fan_out" }), node("b")], [edge("a", "b")]));
	const before = store.structure;
	const instances = [{ path: "a[0]", bindings: { n: 1 }, status: "running" as const }];
	store.show(
		view(
			[node("a", "running", { kind: "fan_out", instances }), node("b", "ready")],
			[edge("a", "b", { critical: true })],
		),
	);
	expect(store.structure).toBe(before);
	store.show(view([node("a", "running", { kind: "fan_out", instances }), node("c", "ready")], []));
	expect(store.structure).toBe(before + 1);
});

test("tells an edge when one of its ends changed", () => {
	const store = new GraphStore();
	store.show(view([node("a"), node("b"), node("c")], [edge("a", "b"), edge("b", "c")]));
	const told: string[] = [];
	for (const id of ["a>b", "b>c"]) store.subscribeEdge(id, () => told.push(id));
	store.show(view([node("a", "succeeded"), node("b"), node("c")], [edge("a", "b"), edge("b", "c")]));
	expect(told).toEqual(["a>b"]);
});

test("keeps the last progress and metrics of an attempt, and forgets them with the next", () => {
	const store = new GraphStore();
	store.show(view([node("a", "running")]));
	const told = watch(store, ["a"]);
	store.addSample("a", 1, 0.4);
	store.addSample("a", 1, undefined, { name: "loss", value: 0.3 });
	expect(told()).toEqual([]);
	store.flushSamples();
	expect(told()).toEqual(["a"]);
	expect(store.sample("a")).toEqual({ attempt: 1, progress: 0.4, metrics: { loss: 0.3 } });
	store.addSample("a", 2, 0.1);
	expect(store.sample("a")).toEqual({ attempt: 2, progress: 0.1, metrics: {} });
});

test("finds the job of an instance path", () => {
	expect(["sweep[3]", "tune[2].fit", "ship/deploy"].map(jobOf)).toEqual(["sweep", "tune.fit", "ship/deploy"]);
});

test("tells a pending node when what it waits for goes on, and when a run begins", () => {
	const store = new GraphStore();
	const edges = [edge("a", "b"), edge("b", "c")];
	store.show(view([node("a"), node("b"), node("c")], edges));
	const told = watch(store, ["a", "b", "c"]);
	const run = { id: "7", status: "running" as const, started: 0, seq: 1 };
	store.show({ ...view([node("a"), node("b"), node("c")], edges), run });
	expect(told()).toEqual(["a", "b", "c"]);
	store.show({ ...view([node("a", "running"), node("b"), node("c")], edges), run });
	expect(told()).toEqual(["a", "b"]);
});
