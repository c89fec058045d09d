import { describe, expect, test } from "vitest";
import { layout } from "./layout.ts";
import type { Box, LayoutEdge, LayoutNode, LayoutRequest } from "./layout-request.ts";

const job = (id: string, more: Partial<LayoutNode> = {}): LayoutNode => ({ id, width: 224, height: 48, ...more });
const edge = (from: string, to: string): LayoutEdge => ({ id: `${from}>${to}`, from, to });
const insets = { top: 40, right: 16, bottom: 16, left: 16 };

/** A layered random DAG from a fixed seed. */
function randomGraph(seed: number, count: number, perRank: number): LayoutRequest {
	let state = seed;
	const random = (below: number) => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state % below;
	};
	const nodes = Array.from({ length: count }, (_, index) => job(`j${index}`));
	const edges = new Map<string, LayoutEdge>();
	for (let index = perRank; index < count; index++) {
		for (let times = 0; times < 3; times++) {
			const found = edge(`j${random(index - (index % perRank))}`, `j${index}`);
			edges.set(found.id, found);
		}
	}
	return { direction: "down", nodes, edges: [...edges.values()] };
}

function overlaps(boxes: readonly Box[]): number {
	let count = 0;
	boxes.forEach((a, index) => {
		for (const b of boxes.slice(index + 1)) {
			const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
			if (!apart) count++;
		}
	});
	return count;
}

describe.each(["down", "right"] as const)("a layout that goes %s", (direction) => {
	test("never lets two nodes overlap", () => {
		for (const seed of [1, 2, 3]) {
			const { nodes } = layout({ ...randomGraph(seed, 120, 9), direction });
			expect(overlaps(Object.values(nodes))).toBe(0);
		}
	});

	test("puts each node after what it waits for", () => {
		const request = { ...randomGraph(7, 120, 9), direction };
		const { nodes } = layout(request);
		const backwards = request.edges.filter(({ from, to }) => {
			const [a, b] = [nodes[from], nodes[to]];
			if (a === undefined || b === undefined) return true;
			return direction === "down" ? a.y + a.height >= b.y : a.x + a.width >= b.x;
		});
		expect(backwards).toEqual([]);
	});

	test("draws every line with right angles, from border to border", () => {
		const request = { ...randomGraph(5, 60, 6), direction };
		const { nodes, edges } = layout(request);
		for (const { id, from, to } of request.edges) {
			const points = edges[id]?.points ?? [];
			expect(points.length).toBeGreaterThanOrEqual(2);
			points.slice(1).forEach((point, index) => {
				const before = points[index];
				const bend = Math.min(Math.abs(point.x - (before?.x ?? 0)), Math.abs(point.y - (before?.y ?? 0)));
				expect(bend).toBeLessThan(1);
			});
			const [a, b] = [nodes[from], nodes[to]];
			const [first, last] = [points[0], points.at(-1)];
			if (direction === "down") expect([first?.y, last?.y]).toEqual([(a?.y ?? 0) + (a?.height ?? 0), b?.y]);
			else expect([first?.x, last?.x]).toEqual([(a?.x ?? 0) + (a?.width ?? 0), b?.x]);
		}
	});

	test("keeps children inside their container, and containers apart", () => {
		const nodes = [
			job("before"),
			job("prep", { insets }),
			job("load", { parent: "prep" }),
			job("split", { parent: "prep" }),
			job("tune", { insets, returns: true }),
			job("inner", { parent: "tune", insets }),
			job("fit", { parent: "inner" }),
			job("after"),
		];
		const edges = [edge("before", "prep"), edge("load", "split"), edge("before", "tune"), edge("prep", "after")];
		const laid = layout({ direction, nodes, edges });
		const inside = (child: string, parent: string) => {
			const [a, b] = [laid.nodes[child], laid.nodes[parent]];
			if (a === undefined || b === undefined) return false;
			const within = a.x >= b.x + insets.left && a.x + a.width <= b.x + b.width - insets.right;
			return within && a.y >= b.y + insets.top && a.y + a.height <= b.y + b.height - insets.bottom;
		};
		const pairs = nodes.flatMap((node) => (node.parent === undefined ? [] : [[node.id, node.parent] as const]));
		expect(pairs.filter(([child, parent]) => !inside(child, parent))).toEqual([]);
		const outer = ["before", "prep", "tune", "after"].map(
			(id) => laid.nodes[id] ?? { x: 0, y: 0, width: 1, height: 1 },
		);
		expect(overlaps(outer)).toBe(0);
		expect(Object.keys(laid.edges)).toContain("tune#return");
	});

	test("hangs a pill beside its job without touching its neighbours", () => {
		const nodes = [
			job("root"),
			job("left"),
			job("ship"),
			job("right"),
			job("undo", { width: 200, height: 28, beside: "ship" }),
		];
		const edges = [edge("root", "left"), edge("root", "ship"), edge("root", "right")];
		const laid = layout({ direction, nodes, edges });
		expect(overlaps(Object.values(laid.nodes))).toBe(0);
		expect(laid.edges["undo#beside"]?.points).toHaveLength(2);
	});
});

test("gives the same layout for the same request", () => {
	const request = randomGraph(11, 200, 12);
	expect(layout(structuredClone(request))).toEqual(layout(request));
});

test("draws a chain in one straight line, also past a side branch", () => {
	const nodes = ["a", "b", "c", "d", "side"].map((id) => job(id));
	const laid = layout({
		direction: "down",
		nodes,
		edges: [edge("a", "b"), edge("a", "side"), edge("b", "c"), edge("c", "d"), edge("a", "d")],
	});
	const centres = ["a", "b", "c", "d"].map((id) => (laid.nodes[id]?.x ?? 0) + 112);
	expect(new Set(centres).size).toBe(1);
	expect(laid.edges["b>c"]?.points).toHaveLength(2);
});

test("survives cycles, edges to nowhere, and parents that contain themselves", () => {
	const nodes = [job("a", { parent: "a", insets }), job("b"), job("c")];
	const edges = [edge("b", "c"), edge("c", "b"), edge("b", "b"), edge("b", "nobody")];
	const laid = layout({ direction: "down", nodes, edges });
	expect(Object.keys(laid.nodes).sort()).toEqual(["b", "c"]);
	expect(Object.keys(laid.edges).sort()).toEqual(["b>c", "c>b"]);
	expect(laid.edges["c>b"]?.points[0]?.y).toBeGreaterThan(laid.edges["c>b"]?.points.at(-1)?.y ?? 0);
});

test("gives an empty graph no size", () => {
	expect(layout({ direction: "down", nodes: [], edges: [] })).toEqual({
		direction: "down",
		width: 0,
		height: 0,
		nodes: {},
		edges: {},
	});
});

test("breaks a great number of jobs without edges into rows", () => {
	const nodes = Array.from({ length: 100 }, (_, index) => job(`j${index}`));
	const { width, height } = layout({ direction: "down", nodes, edges: [] });
	expect(width / height).toBeLessThan(4);
});

test("puts the jobs of hooks below all others, in their own order", () => {
	const nodes = [job("a"), job("b"), job("alert", { last: true }), job("tidy", { last: true })];
	const laid = layout({ direction: "down", nodes, edges: [edge("a", "b"), edge("alert", "tidy")] });
	const order = ["a", "b", "alert", "tidy"].map((id) => laid.nodes[id]?.y ?? 0);
	expect(order).toEqual([...order].sort((x, y) => x - y));
	expect(new Set(order).size).toBe(4);
});

describe("parts that nothing connects", () => {
	const chain = (name: string, length: number) => {
		const ids = Array.from({ length }, (_, index) => `${name}${index}`);
		const edges = ids.slice(1).map((id, index) => edge(ids[index] ?? "", id));
		return { nodes: ids.map((id) => job(id)), edges };
	};

	test("are drawn as if each were alone, without holes between them", () => {
		const parts = [1, 2, 3].map((seed) => {
			const { nodes, edges } = randomGraph(seed, 40, 5);
			const named = (id: string) => `${seed}${id}`;
			const first = [1, 2, 3, 4].map((index) => edge("j0", `j${index + 5}`));
			return {
				nodes: nodes.map((node) => ({ ...node, id: named(node.id) })),
				edges: [...edges, ...first].map(({ from, to }) => edge(named(from), named(to))),
			};
		});
		const together = layout({
			direction: "down",
			nodes: parts.flatMap(({ nodes }) => nodes),
			edges: parts.flatMap(({ edges }) => edges),
		});
		expect(overlaps(Object.values(together.nodes))).toBe(0);
		let area = 0;
		for (const { nodes, edges } of parts) {
			const alone = layout({ direction: "down", nodes, edges });
			area += alone.width * alone.height;
			const shifts = nodes.map(({ id }) => {
				const [a, b] = [alone.nodes[id], together.nodes[id]];
				return `${Math.round((b?.x ?? 0) - (a?.x ?? 0))} ${Math.round((b?.y ?? 0) - (a?.y ?? 0))}`;
			});
			expect(new Set(shifts).size).toBe(1);
		}
		expect(together.width * together.height).toBeLessThan(1.3 * area);
	});

	test("break into rows where they are many", () => {
		const chains = Array.from({ length: 40 }, (_, index) => chain(`c${index}x`, 3));
		for (const direction of ["down", "right"] as const) {
			const laid = layout({
				direction,
				nodes: chains.flatMap(({ nodes }) => nodes),
				edges: chains.flatMap(({ edges }) => edges),
			});
			expect(overlaps(Object.values(laid.nodes))).toBe(0);
			expect(laid.width / laid.height).toBeGreaterThan(0.8);
			expect(laid.width / laid.height).toBeLessThan(3);
		}
	});
});
