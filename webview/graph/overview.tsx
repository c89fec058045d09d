import type { Layout, Point } from "@dagwright/layout";
import { useStoreApi } from "@xyflow/react";
import { memo, useCallback, useEffect, useRef } from "react";
import { usePanel } from "../panel/context.tsx";
import type { PanelStore } from "../store/panel-store.ts";
import { drawOverview, nodeAt, type OverviewScene } from "./draw-overview.ts";
import { levelOfDetail } from "./level-of-detail.ts";
import { type Palette, readPalette, whenThemeChanges } from "./palette.ts";

/** A graph of more nodes than this is drawn on one canvas while names cannot be read. */
export const OVERVIEW_FROM = 150;

/**
 * A large graph from afar. A thousand nodes of the page cost each frame more than there is; here a change costs one
 * drawing of a few ms, at most once a frame. Keyboard, search and clicks lead to nodes of the page, at a zoom where
 * they are such.
 */
export const Overview = memo(function Overview(props: {
	readonly layout: Layout;
	readonly onHover: (node: string | undefined, at: Point) => void;
}) {
	const { layout, onHover } = props;
	const panel = usePanel();
	const store = useStoreApi();
	const canvas = useRef<HTMLCanvasElement>(null);
	const palette = useRef<Palette>(undefined);

	const draw = useCallback(() => {
		const element = canvas.current;
		const context = element?.getContext("2d");
		if (element === null || context === null || context === undefined) return;
		const { transform, width, height } = store.getState();
		const ratio = window.devicePixelRatio || 1;
		const [across, along] = [Math.round(width * ratio), Math.round(height * ratio)];
		if (element.width !== across || element.height !== along) {
			element.width = across;
			element.height = along;
		}
		palette.current ??= readPalette(element);
		const [x, y, zoom] = transform;
		context.setTransform(ratio, 0, 0, ratio, 0, 0);
		context.clearRect(0, 0, width, height);
		const scene = sceneOf(panel, layout);
		drawOverview(context, scene, { x, y, zoom, width, height }, levelOfDetail(zoom), palette.current);
	}, [panel, layout, store]);

	useEffect(() => {
		let frame = 0;
		const soon = () => {
			if (frame !== 0) return;
			frame = requestAnimationFrame(() => {
				frame = 0;
				draw();
			});
		};
		soon();
		const stops = [
			panel.graph.subscribe("view", soon),
			panel.subscribe(soon),
			store.subscribe(soon),
			whenThemeChanges(() => {
				palette.current = undefined;
				soon();
			}),
		];
		return () => {
			for (const stop of stops) stop();
			cancelAnimationFrame(frame);
		};
	}, [panel, store, draw]);

	useEffect(() => {
		const pane = canvas.current?.parentElement;
		if (pane === null || pane === undefined) return;
		const under = (event: MouseEvent): string | undefined => {
			const box = pane.getBoundingClientRect();
			const [x, y, zoom] = store.getState().transform;
			const at = { x: (event.clientX - box.left - x) / zoom, y: (event.clientY - box.top - y) / zoom };
			return nodeAt(sceneOf(panel, layout), at);
		};
		// Only the pane itself: a click on the minimap is not one on the node below it.
		const isOnPane = (event: MouseEvent) =>
			event.target instanceof Element && event.target.classList.contains("react-flow__pane");
		const onClick = (event: MouseEvent) => {
			if (isOnPane(event)) panel.select(under(event), "pointer");
		};
		const onDoubleClick = (event: MouseEvent) => {
			const job = isOnPane(event) ? under(event) : undefined;
			if (job !== undefined) panel.post({ type: "reveal", job });
		};
		let last: string | undefined;
		const onMove = (event: MouseEvent) => {
			const next = isOnPane(event) && event.buttons === 0 ? under(event) : undefined;
			if (next === last) return;
			last = next;
			onHover(next, { x: event.clientX, y: event.clientY });
		};
		pane.addEventListener("click", onClick);
		pane.addEventListener("dblclick", onDoubleClick);
		pane.addEventListener("mousemove", onMove);
		return () => {
			pane.removeEventListener("click", onClick);
			pane.removeEventListener("dblclick", onDoubleClick);
			pane.removeEventListener("mousemove", onMove);
			onHover(undefined, { x: 0, y: 0 });
		};
	}, [panel, store, layout, onHover]);

	return <canvas ref={canvas} className="dw-overview" role="img" aria-label="The whole graph from afar" />;
});

function sceneOf(panel: PanelStore, layout: Layout): OverviewScene {
	const { graph } = panel;
	const { selected, showCritical, collapsed } = panel.getState();
	return {
		layout,
		nodes: graph.view.nodes,
		edges: graph.view.edges,
		isContainer: (id) => !collapsed.has(id) && graph.hasChildren(id),
		isBroken: (id) => panel.problemOf(id) !== undefined,
		isOnCycle: (edge) => panel.isOnCycle(edge),
		selected,
		showCritical,
	};
}
