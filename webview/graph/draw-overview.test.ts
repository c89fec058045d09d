import type { Layout } from "@dagwright/layout";
import { expect, test } from "vitest";
import { edge, node } from "../testing/views.ts";
import { drawOverview, nodeAt, type OverviewScene } from "./draw-overview.ts";
import type { Palette } from "./palette.ts";
import { STATUSES } from "./statuses.ts";

const layout: Layout = {
	direction: "down",
	width: 300,
	height: 400,
	nodes: {
		box: { x: 0, y: 0, width: 300, height: 300 },
		"box.a": { x: 20, y: 50, width: 224, height: 48 },
		b: { x: 20, y: 320, width: 224, height: 48 },
		away: { x: 90_000, y: 0, width: 224, height: 48 },
	},
	edges: {
		"box>b": {
			points: [
				{ x: 150, y: 300 },
				{ x: 150, y: 320 },
			],
			label: { x: 0, y: 0 },
			room: 0,
		},
	},
};
const scene: OverviewScene = {
	layout,
	nodes: [node("box", "running", { kind: "group" }), node("box.a", "failed"), node("b", "succeeded"), node("away")],
	edges: [edge("box", "b", { critical: true })],
	isContainer: (id) => id === "box",
	isBroken: () => false,
	isOnCycle: () => false,
	selected: undefined,
	showCritical: false,
};
const palette: Palette = {
	status: Object.fromEntries(STATUSES.map((status) => [status, status])) as Palette["status"],
	...{
		canvas: "canvas",
		edge: "edge",
		edgeDone: "edge done",
		edgeStrong: "edge strong",
		focus: "focus",
		block: 0.55,
		quiet: 0.22,
	},
};

/** What is drawn, as one line for each fill and stroke, with the number of boxes or points in it. */
function drawn(level: "block" | "cell", zoom: number, more: Partial<OverviewScene> = {}): string[] {
	const said: string[] = [];
	const context = { fillStyle: "", strokeStyle: "", parts: 0 };
	const add = () => {
		context.parts++;
	};
	const methods: Readonly<Record<string, () => void>> = {
		beginPath: () => {
			context.parts = 0;
		},
		...{ rect: add, roundRect: add, moveTo: add, lineTo: add, arc: add },
		fill: () => said.push(`fill ${context.fillStyle} ${context.parts}`),
		stroke: () => said.push(`stroke ${context.strokeStyle} ${context.parts}`),
		strokeRect: () => said.push(`frame ${context.strokeStyle}`),
	};
	const nothing = () => undefined;
	const fake = new Proxy(context, {
		get: (target, key) => Reflect.get(target, key) ?? Reflect.get(methods, key) ?? nothing,
	});
	const view = { x: 0, y: 0, zoom, width: 900, height: 600 };
	drawOverview(fake as unknown as CanvasRenderingContext2D, { ...scene, ...more }, view, level, palette);
	return said;
}

test("blocks lie over the lines, a failure over all, with its glyph; what is out of sight is not drawn", () => {
	expect(drawn("block", 0.3)).toEqual([
		"fill running 1",
		"stroke edge 2",
		"fill canvas 2",
		"fill succeeded 1",
		"fill failed 1",
		"stroke canvas 4",
	]);
});

test("cells have no lines but the critical path, and the chosen one a frame", () => {
	expect(drawn("cell", 0.1)).toEqual(["fill running 1", "fill succeeded 1", "fill failed 1"]);
	expect(drawn("cell", 0.1, { showCritical: true, selected: "b" })).toEqual([
		"fill running 1",
		"stroke edge strong 2",
		"fill succeeded 1",
		"fill failed 1",
		"frame focus",
	]);
});

test("a place belongs to the innermost node there", () => {
	expect(
		[
			[30, 60],
			[5, 5],
			[30, 330],
			[500, 500],
		].map(([x = 0, y = 0]) => nodeAt(scene, { x, y })),
	).toEqual(["box.a", "box", "b", undefined]);
});
