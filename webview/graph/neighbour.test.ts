import { layout, layoutRequest } from "@dagwright/layout";
import { expect, test } from "vitest";
import { GraphStore } from "../store/graph-store.ts";
import { edge, node, view } from "../testing/views.ts";
import { neighbour } from "./neighbour.ts";

const shown = view(
	["a", "b", "c", "d"].map((id) => node(id)),
	[edge("a", "b"), edge("a", "c"), edge("b", "d"), edge("c", "d")],
);
const graph = new GraphStore();
graph.show(shown);

test("leads along edges, then to siblings", () => {
	const down = layout(layoutRequest(shown, "down", new Set()));
	const go = (from: string, key: Parameters<typeof neighbour>[3]) => neighbour(graph, down, from, key);
	expect([
		go("a", "ArrowDown"),
		go("b", "ArrowRight"),
		go("c", "ArrowLeft"),
		go("c", "ArrowUp"),
		go("b", "ArrowDown"),
	]).toEqual(["b", "c", "b", "a", "d"]);
	expect([go("a", "ArrowUp"), go("d", "ArrowDown")]).toEqual([undefined, undefined]);
});

test("turns with the direction of the graph", () => {
	const right = layout(layoutRequest(shown, "right", new Set()));
	expect(neighbour(graph, right, "a", "ArrowRight")).toBe("b");
	expect(neighbour(graph, right, "b", "ArrowDown")).toBe("c");
});
