import type { GraphEdge, GraphView } from "@dagwright/core";
import type { Point, Route } from "@dagwright/layout";
import { layout, layoutRequest, returnEdge, routeId } from "@dagwright/layout";
import { drawNode } from "./svg-node.ts";
import { drawText, escapeXml, round, textWidth } from "./svg-text.ts";
import { type Theme, themes } from "./theme.ts";

const margin = 28;
const cornerRadius = 10;

export interface SvgOptions {
	readonly theme: "light" | "dark";
	/** UTC ms, for what is still running. */
	readonly now: number;
}

/** The graph as a self-contained SVG, laid out as in the editor. */
export function toSvg(view: GraphView, options: SvgOptions): string {
	const theme = themes[options.theme];
	const laid = layout(layoutRequest(view, "down", new Set()));
	const containers = new Set(view.nodes.flatMap((node) => (node.parent === undefined ? [] : [node.parent])));
	const width = Math.ceil(laid.width + margin * 2 + 6);
	const height = Math.ceil(laid.height + margin * 2 + 6);
	const context = { theme, now: options.now, run: view.run !== undefined };
	const draw = (container: boolean) =>
		view.nodes.map((node) => {
			const box = laid.nodes[node.id];
			return box === undefined || containers.has(node.id) !== container
				? ""
				: drawNode(node, box, { ...context, container });
		});
	const running = new Set(view.nodes.filter(({ status }) => status === "running").map(({ id }) => id));
	const edges = [...view.edges]
		.sort((left, right) => Number(left.critical ?? false) - Number(right.critical ?? false))
		.map((edge) => drawEdge(edge, laid.edges[routeId(edge)], running.has(edge.to), theme));
	const returns = view.nodes.map((node) => drawReturn(laid.edges[returnEdge(node.id)], theme));
	return `${[
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="-apple-system, BlinkMacSystemFont, 'Segoe UI', 'Inter', 'Helvetica Neue', Arial, sans-serif" role="img">`,
		`<title>${escapeXml(view.title ?? view.workflow)}</title>`,
		`<rect width="${width}" height="${height}" fill="${theme.canvas}"/>`,
		`<g transform="translate(${margin} ${margin})">`,
		...draw(true),
		...edges,
		...returns,
		...draw(false),
		"</g>",
		"</svg>",
	]
		.filter((line) => line !== "")
		.join("\n")}\n`;
}

function drawEdge(edge: GraphEdge, route: Route | undefined, feeding: boolean, theme: Theme): string {
	if (route === undefined || route.points.length < 2) return "";
	const color =
		edge.kind === "on_failure"
			? theme.fail
			: feeding && edge.kind === "data"
				? (theme.status.running ?? theme.edge)
				: edge.critical === true
					? theme.edgeStrong
					: theme.edge;
	const dash = { data: "", after: "5 4", on_failure: "2 4", rollback: "7 3 1.5 3" }[edge.kind];
	const width = edge.critical === true ? 2.5 : 1.25;
	const line = `<path d="${rounded(route.points)}" fill="none" stroke="${color}" stroke-width="${width}"${dash === "" ? "" : ` stroke-dasharray="${dash}"`}/>`;
	return line + arrow(route.points, color) + label(edge, route, theme);
}

/** The dashed way back of a loop. */
function drawReturn(route: Route | undefined, theme: Theme): string {
	if (route === undefined || route.points.length < 2) return "";
	const line = `<path d="${rounded(route.points)}" fill="none" stroke="${theme.edge}" stroke-width="1.25" stroke-dasharray="5 4"/>`;
	return line + arrow(route.points, theme.edge);
}

/** The words on an edge, where the design has any. */
function label(edge: GraphEdge, route: Route, theme: Theme): string {
	const text = edge.kind === "on_failure" ? "if it fails" : edge.kind === "rollback" ? "if the run fails" : "";
	if (text === "") return "";
	const half = textWidth(text, { size: 11 }) / 2 + 1;
	const { x, y } = route.label;
	return (
		`<rect x="${round(x - half)}" y="${round(y - 9)}" width="${round(half * 2)}" height="18" fill="${theme.canvas}"/>` +
		drawText(text, x, y + 4, { size: 11, color: theme.muted, anchor: "middle" })
	);
}

/** An orthogonal line with rounded corners. */
function rounded(points: readonly Point[]): string {
	const [first] = points;
	if (first === undefined) return "";
	let path = `M${round(first.x)} ${round(first.y)}`;
	for (let index = 1; index < points.length; index++) {
		const [before, corner, after] = [points[index - 1], points[index], points[index + 1]];
		if (before === undefined || corner === undefined) continue;
		if (after === undefined) {
			path += `L${round(corner.x)} ${round(corner.y)}`;
			continue;
		}
		const radius = Math.min(cornerRadius, distance(before, corner) / 2, distance(corner, after) / 2);
		const enter = toward(corner, before, radius);
		const leave = toward(corner, after, radius);
		path += `L${round(enter.x)} ${round(enter.y)}Q${round(corner.x)} ${round(corner.y)} ${round(leave.x)} ${round(leave.y)}`;
	}
	return path;
}

function arrow(points: readonly Point[], color: string): string {
	const tip = points.at(-1);
	const before = points.at(-2);
	if (tip === undefined || before === undefined) return "";
	const back = toward(tip, before, 6);
	const [dx, dy] = [(tip.y - back.y) * 0.67, (back.x - tip.x) * 0.67];
	return `<path d="M${round(back.x + dx)} ${round(back.y + dy)}L${round(tip.x)} ${round(tip.y)}L${round(back.x - dx)} ${round(back.y - dy)}" fill="none" stroke="${color}" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/>`;
}

function toward(from: Point, to: Point, by: number): Point {
	const length = distance(from, to);
	if (length === 0) return from;
	return { x: from.x + ((to.x - from.x) * by) / length, y: from.y + ((to.y - from.y) * by) / length };
}

function distance(a: Point, b: Point): number {
	return Math.hypot(a.x - b.x, a.y - b.y);
}
