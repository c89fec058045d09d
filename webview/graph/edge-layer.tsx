import type { GraphEdge, NodeStatus } from "@dagwright/core";
import type { Layout, Point, Route } from "@dagwright/layout";
import { returnEdge, routeId } from "@dagwright/layout";
import { useViewport, ViewportPortal } from "@xyflow/react";
import { memo, useCallback, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { usePanel, usePanelValue } from "../panel/context.tsx";
import type { PanelStore } from "../store/panel-store.ts";

const RADIUS = 10;
/** Above this many edges only those that matter keep their arrow. */
const MOST_ARROWS = 500;
/** Above this many edges those out of sight are not in the page. */
const MOST_UNCULLED = 400;

/**
 * All edges in one drawing between containers and nodes. React Flow would make a drawing per edge and ask for handles;
 * the lines come from the layout, and each subscribes to itself.
 */
export const EdgeLayer = memo(function EdgeLayer(props: {
	readonly layout: Layout;
	readonly width: number;
	readonly height: number;
	readonly onHover: (edge: string | undefined, at: Point) => void;
}) {
	const { layout } = props;
	const { graph } = usePanel();
	// Critical ones last, so that they lie on top where lines share a trunk.
	// biome-ignore lint/correctness/useExhaustiveDependencies: the edges are those of the layout, and anew with it.
	const edges = useMemo(
		() => [...graph.view.edges].sort((a, b) => Number(a.critical ?? false) - Number(b.critical ?? false)),
		[graph, layout],
	);
	const loops = graph.view.nodes.filter((node) => layout.edges[returnEdge(node.id)] !== undefined);
	const culled = edges.length > MOST_UNCULLED;
	const shown = culled ? <CulledEdges {...props} edges={edges} /> : <Edges {...props} edges={edges} />;
	return (
		<ViewportPortal>
			<svg
				className="dw-edges"
				width={Math.max(1, layout.width)}
				height={Math.max(1, layout.height)}
				aria-hidden="true"
			>
				{loops.map(({ id }) => (
					<ReturnLine key={id} loop={id} route={layout.edges[returnEdge(id)]} />
				))}
				{shown}
			</svg>
		</ViewportPortal>
	);
});

interface EdgesProps {
	readonly layout: Layout;
	readonly edges: readonly GraphEdge[];
	readonly onHover: (edge: string | undefined, at: Point) => void;
}

function Edges({ layout, edges, onHover }: EdgesProps) {
	const few = edges.length <= MOST_ARROWS;
	return edges.map((edge) => {
		const route = layout.edges[routeId(edge)];
		return route === undefined ? null : (
			<EdgeLine key={edge.id} id={edge.id} route={route} few={few} onHover={onHover} />
		);
	});
}

/** Steps of a third of a screen, so that panning draws a new set only now and then. */
function CulledEdges(props: EdgesProps & { readonly width: number; readonly height: number }) {
	const { x, y, zoom } = useViewport();
	const across = visibleSpan(-x / zoom, props.width / zoom);
	const along = visibleSpan(-y / zoom, props.height / zoom);
	return <EdgesWithin {...props} left={across.start} right={across.end} top={along.start} bottom={along.end} />;
}

function visibleSpan(start: number, length: number): { readonly start: number; readonly end: number } {
	const step = Math.max(100, length / 3);
	return { start: Math.floor(start / step) * step, end: Math.ceil((start + length) / step) * step };
}

const EdgesWithin = memo(function EdgesWithin({ layout, edges, onHover, ...area }: EdgesProps & Area) {
	// Walked through at each step over the graph: the ends of all the lines are looked for once.
	const areas = useMemo(() => edges.map((edge) => areaOf(layout.edges[routeId(edge)]?.points ?? [])), [layout, edges]);
	const inside = edges.filter((_, index) => {
		const own = areas[index];
		if (own === undefined || own.right < area.left || own.left > area.right) return false;
		return own.bottom >= area.top && own.top <= area.bottom;
	});
	return <Edges layout={layout} edges={inside} onHover={onHover} />;
});

interface Area {
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

/** What a line covers; of no points nothing. */
function areaOf(points: readonly Point[]): Area {
	let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
	for (const { x, y } of points) {
		left = Math.min(left, x);
		right = Math.max(right, x);
		top = Math.min(top, y);
		bottom = Math.max(bottom, y);
	}
	return { left, top, right, bottom };
}

/** A line tells its state by its classes, which are set past React: each status reaches as many lines as it has neighbours. */
const EdgeLine = memo(function EdgeLine(props: {
	readonly id: string;
	readonly route: Route;
	readonly few: boolean;
	readonly onHover: (edge: string | undefined, at: Point) => void;
}) {
	const panel = usePanel();
	const { id, route } = props;
	const group = useRef<SVGGElement>(null);
	const [hovered, setHovered] = useState(false);
	const [matters, setMatters] = useState(() => alwaysMatters(edgeClasses(panel, id)));
	useLayoutEffect(() => {
		let shown = "";
		const mark = () => {
			const classes = edgeClasses(panel, id);
			if (classes === shown) return;
			shown = classes;
			group.current?.setAttribute("class", classes);
			setMatters(alwaysMatters(classes));
		};
		mark();
		return panel.graph.subscribeEdge(id, mark);
	}, [panel, id]);
	const edge = panel.graph.edge(id);
	if (edge === undefined) return null;
	const label = edgeLabel(edge, route, panel);
	const path = roundedPath(route.points);
	return (
		<g
			ref={group}
			onPointerEnter={(event) => {
				setHovered(true);
				props.onHover(id, { x: event.clientX, y: event.clientY });
			}}
			onPointerLeave={(event) => {
				setHovered(false);
				props.onHover(undefined, { x: event.clientX, y: event.clientY });
			}}
			onPointerDown={() => panel.select(edge.to, "pointer")}
		>
			<path className="e-line" d={path} />
			{props.few || matters || hovered ? <path className="e-arrow" d={arrowPath(route.points)} /> : null}
			<path className="e-hit" d={path} />
			{label === undefined || !(label.always || hovered) ? null : (
				<text className="e-label" x={route.label.x} y={route.label.y}>
					{label.text}
				</text>
			)}
		</g>
	);
});

/** Keeps its arrow however many lines there are. */
function alwaysMatters(classes: string): boolean {
	return classes.includes("e-critical") || classes.includes("e-fail");
}

function ReturnLine({ loop, route }: { readonly loop: string; readonly route: Route | undefined }) {
	const panel = usePanel();
	const status = useSyncExternalStore(
		useCallback((listener: () => void) => panel.graph.subscribeNode(loop, listener), [panel, loop]),
		useCallback(() => panel.graph.node(loop)?.status ?? "pending", [panel, loop]),
	);
	if (route === undefined) return null;
	return (
		<g className={`dw-edge e-return st-${status}`}>
			<path className="e-line" d={roundedPath(route.points)} />
			<path className="e-arrow" d={arrowPath(route.points)} />
		</g>
	);
}

/** The name of the critical path's members at the foot of the graph. */
export function CriticalNote() {
	const panel = usePanel();
	const showCritical = usePanelValue((state) => state.showCritical);
	const names = panel.graph.view.critical.flatMap((id) => panel.graph.node(id)?.name ?? []);
	if (!showCritical || names.length < 2) return null;
	const shown = names.length > 9 ? [...names.slice(0, 4), "…", ...names.slice(-4)] : names;
	return (
		<div className="dw-note">
			<i className="dw-note-line" />
			<b>Critical path</b>
			<span>{shown.join(", ")}</span>
		</div>
	);
}

const DELIVERED: ReadonlySet<NodeStatus> = new Set(["succeeded", "cached"]);

function edgeClasses(panel: PanelStore, id: string): string {
	const { graph } = panel;
	const edge = graph.edge(id);
	if (edge === undefined) return "dw-edge";
	const from = graph.node(edge.from)?.status ?? "pending";
	const to = graph.node(edge.to)?.status ?? "pending";
	const classes = ["dw-edge", `e-${edge.kind}`];
	if (edge.critical) classes.push("e-critical");
	if (panel.isOnCycle(id)) classes.push("e-cycle");
	if (edge.kind === "data" && DELIVERED.has(from)) classes.push(to === "running" ? "e-live" : "e-done");
	if (edge.kind === "on_failure" && from === "failed") classes.push("e-fail");
	if (edge.kind === "rollback" && (to === "running" || to === "rolled_back")) classes.push("e-taken");
	const { selected } = panel.getState();
	if (selected === edge.from || selected === edge.to) classes.push("e-near");
	return classes.join(" ");
}

function edgeLabel(
	edge: GraphEdge,
	route: Route,
	panel: PanelStore,
): { readonly text: string; readonly always: boolean } | undefined {
	if (edge.kind === "on_failure") return { text: "if it fails", always: true };
	if (edge.kind === "rollback") return { text: "if the run fails", always: true };
	const text = edge.labels.join(", ");
	if (text === "") return undefined;
	const name = panel.graph.node(edge.from)?.name ?? edge.from;
	const isOutput = panel.graph.node(edge.to)?.kind === "output";
	const full = isOutput && !text.startsWith(`${name}.`) ? `${name}.${text}` : text;
	// On a long crosswise stretch there is room for it; elsewhere it shows when asked for.
	return { text: full, always: isOutput && route.room > full.length * 14 + 40 };
}

/** A path through the corners, each rounded as far as its shorter arm allows. */
export function roundedPath(points: readonly Point[]): string {
	const first = points[0];
	if (first === undefined) return "";
	let path = `M${first.x} ${first.y}`;
	for (let index = 1; index < points.length - 1; index++) {
		const [before, corner, after] = [points[index - 1], points[index], points[index + 1]];
		if (before === undefined || corner === undefined || after === undefined) continue;
		const room = Math.min(
			distance(before, corner) / (index === 1 ? 1 : 2),
			distance(corner, after) / (index === points.length - 2 ? 1 : 2),
		);
		const radius = Math.min(RADIUS, room);
		const start = towards(corner, before, radius);
		const end = towards(corner, after, radius);
		path += `L${start.x} ${start.y}Q${corner.x} ${corner.y} ${end.x} ${end.y}`;
	}
	const last = points.at(-1) ?? first;
	return `${path}L${last.x} ${last.y}`;
}

/** A small open arrow at the end, pointing the way the line arrives. */
export function arrowPath(points: readonly Point[]): string {
	const end = points.at(-1);
	const before = points.at(-2);
	if (end === undefined || before === undefined) return "";
	const tip = towards(end, before, 0.5);
	const back = towards(end, before, 6.5);
	const sideways = Math.abs(end.x - before.x) > Math.abs(end.y - before.y) ? { x: 0, y: 4 } : { x: 4, y: 0 };
	return `M${back.x - sideways.x} ${back.y - sideways.y}L${tip.x} ${tip.y}L${back.x + sideways.x} ${back.y + sideways.y}`;
}

function distance(a: Point, b: Point): number {
	return Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
}

/** The point `length` px from `from` on the straight way to `to`. */
function towards(from: Point, to: Point, length: number): Point {
	const whole = distance(from, to);
	if (whole === 0) return from;
	const share = length / whole;
	return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}
