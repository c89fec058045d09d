import type { GraphEdge, GraphNode, NodeStatus } from "@dagwright/core";
import type { Box, Layout, Point } from "@dagwright/layout";
import { routeId } from "@dagwright/layout";
import { drawGlyph, GLYPHS } from "./glyph.ts";
import type { LevelOfDetail } from "./level-of-detail.ts";
import type { Palette } from "./palette.ts";

/** What the overview shows. */
export interface OverviewScene {
	readonly layout: Layout;
	readonly nodes: readonly GraphNode[];
	readonly edges: readonly GraphEdge[];
	/** Whether the node is drawn around others. */
	isContainer(id: string): boolean;
	isBroken(id: string): boolean;
	isOnCycle(edge: string): boolean;
	readonly selected: string | undefined;
	readonly showCritical: boolean;
}

/** Where the pane looks: px of the graph's origin, and px per unit. */
export interface OverviewView {
	readonly x: number;
	readonly y: number;
	readonly zoom: number;
	/** px */
	readonly width: number;
	readonly height: number;
}

/** px on screen below which a cell, and a failed cell, is never drawn. */
const LEAST_CELL = 3;
const LEAST_FAILURE = 5;
const NO_STATUS: ReadonlySet<NodeStatus> = new Set(["pending", "skipped"]);
const DELIVERED: ReadonlySet<NodeStatus> = new Set(["succeeded", "cached"]);

/**
 * Draws a large graph from afar: blocks with lines and a glyph where it matters, or bare cells with the critical path
 * alone; failures last. All of one colour is one path, so that a thousand nodes cost some ten fills.
 */
export function drawOverview(
	context: CanvasRenderingContext2D,
	scene: OverviewScene,
	view: OverviewView,
	level: LevelOfDetail,
	palette: Palette,
): void {
	const { zoom } = view;
	const inside = visibleArea(view);
	const shown: { readonly node: GraphNode; readonly box: Box; readonly status: NodeStatus }[] = [];
	for (const node of scene.nodes) {
		const box = scene.layout.nodes[node.id];
		if (box === undefined || !overlaps(box, inside)) continue;
		shown.push({ node, box, status: scene.isBroken(node.id) ? "failed" : node.status });
	}
	context.save();
	context.translate(view.x, view.y);
	context.scale(zoom, zoom);
	for (const { node, box, status } of shown) {
		if (!scene.isContainer(node.id)) continue;
		fill(context, palette.status[status], 0.16, () => addBox(context, node, box, zoom));
	}
	drawLines(context, scene, zoom, inside, level, palette);
	const plain = shown.filter(({ node }) => !scene.isContainer(node.id));
	if (level === "block") {
		fill(context, palette.canvas, 1, () => {
			for (const { node, box } of plain) addBox(context, node, box, zoom);
		});
	}
	const strength = level === "cell" ? 1 : palette.block;
	const statuses = [...new Set(plain.map(({ status }) => status))].sort((a, b) => rankOf(a) - rankOf(b));
	for (const status of statuses) {
		const least = (status === "failed" ? LEAST_FAILURE : LEAST_CELL) / zoom;
		fill(context, palette.status[status], NO_STATUS.has(status) ? palette.quiet : strength, () => {
			for (const each of plain) {
				if (each.status === status)
					addBox(context, each.node, level === "cell" ? atLeast(each.box, least) : each.box, zoom);
			}
		});
	}
	if (level === "block") {
		context.fillStyle = palette.canvas;
		context.strokeStyle = palette.canvas;
		for (const { box, status } of plain) {
			if (GLYPHS.has(status)) drawGlyph(context, status, { x: box.x + box.width / 2, y: box.y + box.height / 2 });
		}
	}
	const chosen = scene.selected === undefined ? undefined : scene.layout.nodes[scene.selected];
	if (chosen !== undefined) {
		context.globalAlpha = 1;
		context.strokeStyle = palette.focus;
		context.lineWidth = 2 / zoom;
		const room = 2 / zoom;
		context.strokeRect(chosen.x - room, chosen.y - room, chosen.width + 2 * room, chosen.height + 2 * room);
	}
	context.restore();
}

/** The innermost node at a place of the graph. */
export function nodeAt(
	{ layout, nodes }: Pick<OverviewScene, "layout" | "nodes">,
	{ x, y }: Point,
): string | undefined {
	return nodes.findLast(({ id }) => {
		const box = layout.nodes[id];
		return box !== undefined && x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
	})?.id;
}

interface Area {
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

function visibleArea({ x, y, zoom, width, height }: OverviewView): Area {
	return { left: -x / zoom, top: -y / zoom, right: (width - x) / zoom, bottom: (height - y) / zoom };
}

function overlaps(box: Box, area: Area): boolean {
	return (
		box.x <= area.right && box.x + box.width >= area.left && box.y <= area.bottom && box.y + box.height >= area.top
	);
}

/** Failures last, so that none is hidden. */
function rankOf(status: NodeStatus): number {
	return status === "failed" ? 2 : NO_STATUS.has(status) ? 0 : 1;
}

function fill(context: CanvasRenderingContext2D, colour: string, alpha: number, add: () => void): void {
	context.globalAlpha = alpha;
	context.fillStyle = colour;
	context.beginPath();
	add();
	context.fill();
	context.globalAlpha = 1;
}

/** The box in the outline of its kind, where that can be seen. */
function addBox(context: CanvasRenderingContext2D, { kind }: GraphNode, box: Box, zoom: number): void {
	if (zoom < 0.15) context.rect(box.x, box.y, box.width, box.height);
	else context.roundRect(box.x, box.y, box.width, box.height, radiusOf(kind, box));
}

function radiusOf(kind: GraphNode["kind"], box: Box): number | number[] {
	switch (kind) {
		case "approval":
		case "let":
		case "output":
		case "rollback":
			return box.height / 2;
		case "fan_in":
			return [5, 5, 20, 20];
		default:
			return 6;
	}
}

/** The box, grown around its middle to the least size. */
function atLeast(box: Box, least: number): Box {
	const width = Math.max(box.width, least);
	const height = Math.max(box.height, least);
	return { x: box.x - (width - box.width) / 2, y: box.y - (height - box.height) / 2, width, height };
}

interface Stroke {
	readonly colour: string;
	readonly width: number;
	readonly dash: readonly number[];
	readonly routes: (readonly Point[])[];
}

function drawLines(
	context: CanvasRenderingContext2D,
	scene: OverviewScene,
	zoom: number,
	inside: Area,
	level: LevelOfDetail,
	palette: Palette,
): void {
	const status = new Map(scene.nodes.map((node) => [node.id, node.status]));
	const strokes = new Map<string, Stroke>();
	for (const edge of scene.edges) {
		const isCritical = scene.showCritical && edge.critical === true;
		if (level === "cell" && !isCritical) continue;
		const points = scene.layout.edges[routeId(edge)]?.points;
		if (points === undefined || !crosses(points, inside)) continue;
		const delivered = edge.kind === "data" && DELIVERED.has(status.get(edge.from) ?? "pending");
		const [colour, width] = scene.isOnCycle(edge.id)
			? [palette.status.failed, 2]
			: delivered && status.get(edge.to) === "running"
				? [palette.status.running, isCritical ? 2.5 : 1.25]
				: isCritical
					? [palette.edgeStrong, 2.5]
					: edge.kind === "on_failure"
						? [palette.status.failed, 1.25]
						: [delivered ? palette.edgeDone : palette.edge, 1.25];
		const dash = edge.kind === "data" ? [] : [10, 8];
		const key = `${colour} ${width} ${dash.length}`;
		const stroke = strokes.get(key) ?? { colour, width, dash, routes: [] };
		stroke.routes.push(points);
		strokes.set(key, stroke);
	}
	context.lineJoin = "round";
	for (const { colour, width, dash, routes } of [...strokes.values()].sort((a, b) => a.width - b.width)) {
		context.strokeStyle = colour;
		// Thin lines stay on screen, if only just.
		context.lineWidth = Math.max(width, (width > 2 ? 1.5 : 0.4) / zoom);
		context.setLineDash([...dash]);
		context.beginPath();
		for (const points of routes) {
			points.forEach((point, index) => {
				if (index === 0) context.moveTo(point.x, point.y);
				else context.lineTo(point.x, point.y);
			});
		}
		context.stroke();
	}
	context.setLineDash([]);
}

/** Whether the line's surroundings and the area meet. */
function crosses(points: readonly Point[], area: Area): boolean {
	let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
	for (const { x, y } of points) {
		left = Math.min(left, x);
		right = Math.max(right, x);
		top = Math.min(top, y);
		bottom = Math.max(bottom, y);
	}
	return left <= area.right && right >= area.left && top <= area.bottom && bottom >= area.top;
}
