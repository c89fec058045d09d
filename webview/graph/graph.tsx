import type { Layout, Point } from "@dagwright/layout";
import { layoutRequest } from "@dagwright/layout";
import {
	Background,
	BackgroundVariant,
	type Node,
	ReactFlow,
	useReactFlow,
	useStoreApi,
	type Viewport,
} from "@xyflow/react";
import { memo, useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import type { LayoutClient } from "../layout/layout-client.ts";
import { usePanel, usePanelValue } from "../panel/context.tsx";
import { CriticalNote, EdgeLayer } from "./edge-layer.tsx";
import { LEAST_ZOOM, LEGIBLE, minimapHelps } from "./follow.ts";
import { HoverCard, type Hovered } from "./hover-card.tsx";
import { levelOfDetail, zoomStep } from "./level-of-detail.ts";
import { Minimap } from "./minimap.tsx";
import { NodeView } from "./node.tsx";
import { OVERVIEW_FROM, Overview } from "./overview.tsx";
import { fitBox, fitGraph, motion, useFit, useReveal } from "./use-viewport.ts";

const NODE_TYPES = { dag: NodeView };
const NO_EDGES: never[] = [];
const NO_NODES: Node[] = [];
const CARD_DELAY = { edge: 150, node: 500 };
/** More moved nodes than this jump at once. */
const MOST_MOVED = 200;
const MOVE_TIME = 180;
/** More running nodes than this stand still. */
const MOST_TURNING = 60;

/** What the toolbar and the keys do with the viewport. */
export interface GraphControls {
	fit(): void;
	/** Fits the selected node, if there is one. */
	fitSelected(): void;
	zoom(factor: number): void;
	/** The layout that is drawn, for moving by arrow keys. */
	layout(): Layout | undefined;
}

/** The graph: asks for layouts, hands React Flow places and sizes, and keeps everything else out of it. */
export const Graph = memo(function Graph(props: {
	readonly client: LayoutClient;
	readonly controls: (controls: GraphControls) => void;
	readonly onZoom: (zoom: number) => void;
	readonly onLayout: (layout: Layout) => void;
}) {
	const { client, controls, onZoom, onLayout } = props;
	const panel = usePanel();
	const direction = usePanelValue((state) => state.direction);
	const collapsed = usePanelValue((state) => state.collapsed);
	const showCritical = usePanelValue((state) => state.showCritical);
	const flow = useReactFlow();
	const flowStore = useStoreApi();
	const pane = useRef<HTMLDivElement>(null);
	const [layout, setLayout] = useState<Layout>();
	/** The file and workflow that the layout is of. */
	const [subject, setSubject] = useState("");
	/** Names cannot be read. */
	const [far, setFar] = useState(false);
	const [hovered, setHovered] = useState<Hovered>();
	const [size, setSize] = useState({ width: 800, height: 600 });
	const card = useRef<ReturnType<typeof setTimeout>>(undefined);
	const shown = useRef<Layout>(undefined);
	const moved = useRef(false);
	const structure = useSyncExternalStore(
		useCallback((listener: () => void) => panel.graph.subscribe("structure", listener), [panel]),
		useCallback(() => panel.graph.structure, [panel]),
	);

	// Two workflows may have the same structure: the picture of the next one begins anew all the same.
	const asked = usePanelValue((state) => `${state.file ?? ""} ${state.workflow} ${state.path.at(-1)?.id ?? ""}`);
	// biome-ignore lint/correctness/useExhaustiveDependencies: the view is read when its structure changed.
	useEffect(() => {
		client.ask(layoutRequest(panel.graph.view, direction, collapsed), (next) => {
			markMotion(pane.current, shown.current, next);
			shown.current = next;
			setLayout(next);
			setSubject(asked);
			onLayout(next);
		});
	}, [client, panel, structure, asked, direction, collapsed, onLayout]);

	const follow = useCallback(
		(zoom: number) => {
			const element = pane.current;
			if (element !== null) {
				const level = levelOfDetail(zoom);
				if (element.dataset["lod"] !== level) element.dataset["lod"] = level;
				const step = zoomStep(zoom);
				if (element.style.getPropertyValue("--dw-zoom") !== step) element.style.setProperty("--dw-zoom", step);
			}
			setFar(zoom < LEGIBLE);
			onZoom(zoom);
		},
		[onZoom],
	);

	useEffect(() => {
		const element = pane.current;
		if (element === null) return;
		const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
		observer.observe(element);
		return () => observer.disconnect();
	}, []);

	useEffect(() => {
		controls({
			fit: () => {
				moved.current = false;
				fitGraph(flow, pane.current, shown.current, 200);
			},
			fitSelected: () => {
				const { selected } = panel.getState();
				const box = selected === undefined ? undefined : shown.current?.nodes[selected];
				if (box === undefined) return;
				moved.current = true;
				fitBox(flow, pane.current, box, 200);
			},
			zoom: (factor) =>
				void flow.zoomTo(Math.min(2, Math.max(LEAST_ZOOM, flow.getZoom() * factor)), { duration: motion(120) }),
			layout: () => shown.current,
		});
	}, [controls, flow, panel]);

	useEffect(() => {
		const mark = () => {
			const running = panel.graph.view.nodes.filter((node) => node.status === "running").length;
			pane.current?.toggleAttribute("data-busy", running > MOST_TURNING);
		};
		mark();
		return panel.graph.subscribe("view", mark);
	}, [panel]);

	useFit(layout, subject, size, moved);
	useReveal(layout, size, moved);

	const nodes = useMemo(
		() => (layout === undefined ? [] : flowNodes(layout, (id) => panel.graph.hasChildren(id))),
		[layout, panel],
	);

	const overview = far && nodes.length > OVERVIEW_FROM;

	const hover = useCallback((next: Hovered | undefined) => {
		clearTimeout(card.current);
		if (next === undefined) setHovered(undefined);
		else card.current = setTimeout(() => setHovered(next), CARD_DELAY[next.kind]);
	}, []);
	const local = useCallback((at: Point): Point => {
		const box = pane.current?.getBoundingClientRect();
		return { x: at.x - (box?.left ?? 0), y: at.y - (box?.top ?? 0) };
	}, []);
	const onEdgeHover = useCallback(
		(edge: string | undefined, at: Point) =>
			hover(edge === undefined ? undefined : { kind: "edge", id: edge, at: local(at) }),
		[hover, local],
	);
	const onCellHover = useCallback(
		(id: string | undefined, at: Point) => hover(id === undefined ? undefined : { kind: "node", id, at: local(at) }),
		[hover, local],
	);
	const worthACard = useCallback(
		(id: string) => {
			const node = panel.graph.node(id);
			return panel.problemOf(id) !== undefined || node?.error !== undefined || pane.current?.dataset["lod"] !== "full";
		},
		[panel],
	);

	// React Flow draws every node again when one of these is another function.
	const onMove = useCallback(
		(event: MouseEvent | TouchEvent | null, viewport: Viewport) => {
			// Without an event it was the panel itself that moved.
			if (event !== null) moved.current = true;
			follow(viewport.zoom);
		},
		[follow],
	);
	const onInit = useCallback(() => follow(flowStore.getState().transform[2]), [follow, flowStore]);
	const onNodeClick = useCallback((_: unknown, node: Node) => panel.select(node.id, "pointer"), [panel]);
	const onNodeDoubleClick = useCallback(
		(_: unknown, node: Node) => panel.post({ type: "reveal", job: node.id }),
		[panel],
	);
	const onNodeMouseEnter = useCallback(
		(event: { readonly clientX: number; readonly clientY: number }, { id }: Node) => {
			const at = local({ x: event.clientX, y: event.clientY });
			hover(worthACard(id) ? { kind: "node", id, at } : undefined);
		},
		[hover, local, worthACard],
	);
	const onNodeMouseLeave = useCallback(() => hover(undefined), [hover]);
	const onPaneClick = useCallback(() => panel.select(undefined, "pointer"), [panel]);

	return (
		<div className="dw-pane" ref={pane} data-lod="full" data-critical={showCritical ? "on" : "off"}>
			<ReactFlow
				nodes={overview ? NO_NODES : nodes}
				edges={NO_EDGES}
				nodeTypes={NODE_TYPES}
				nodesDraggable={false}
				nodesConnectable={false}
				nodesFocusable={false}
				elementsSelectable={false}
				disableKeyboardA11y
				deleteKeyCode={null}
				selectionKeyCode={null}
				multiSelectionKeyCode={null}
				panActivationKeyCode={null}
				zoomOnDoubleClick={false}
				panOnScroll
				onlyRenderVisibleElements={nodes.length > 200}
				minZoom={LEAST_ZOOM}
				maxZoom={2}
				onMove={onMove}
				onInit={onInit}
				onNodeClick={onNodeClick}
				onNodeDoubleClick={onNodeDoubleClick}
				onNodeMouseEnter={onNodeMouseEnter}
				onNodeMouseLeave={onNodeMouseLeave}
				{...(overview ? {} : { onPaneClick })}
			>
				<Background variant={BackgroundVariant.Dots} gap={24} size={1.5} />
				{layout === undefined || overview ? null : (
					<EdgeLayer layout={layout} width={size.width} height={size.height} onHover={onEdgeHover} />
				)}
			</ReactFlow>
			{layout !== undefined && overview ? <Overview layout={layout} onHover={onCellHover} /> : null}
			<CriticalNote />
			{layout !== undefined && minimapHelps(nodes.length, size, layout) ? <Minimap layout={layout} /> : null}
			{hovered === undefined ? null : <HoverCard hovered={hovered} bounds={size} />}
		</div>
	);
});

function flowNodes(layout: Layout, contains: (id: string) => boolean): Node[] {
	return Object.entries(layout.nodes).map(([id, box]) => ({
		id,
		type: "dag",
		position: { x: box.x, y: box.y },
		width: box.width,
		height: box.height,
		data: {},
		// Containers lie under the edges, nodes above them.
		zIndex: contains(id) ? 0 : 2,
	}));
}

/** Lets the nodes glide to their new places, unless so many move that it would not be smooth. */
function markMotion(element: HTMLElement | null, before: Layout | undefined, after: Layout): void {
	if (element === null || before === undefined) return;
	const moved = Object.entries(after.nodes).filter(([id, box]) => {
		const old = before.nodes[id];
		return old !== undefined && (old.x !== box.x || old.y !== box.y);
	}).length;
	if (moved === 0 || moved > MOST_MOVED) return;
	element.dataset["moving"] = "";
	setTimeout(() => delete element.dataset["moving"], MOVE_TIME + 40);
}
