import type { Box, Layout } from "@dagwright/layout";
import { type ReactFlowInstance, useReactFlow } from "@xyflow/react";
import { type RefObject, useEffect, useRef } from "react";
import { usePanelValue } from "../panel/context.tsx";
import { FULL_TEXT, fitsAgain, fitViewport, inView, LEGIBLE, type Picture } from "./follow.ts";

/**
 * Fits the whole graph when another file, workflow or direction is shown, and follows later layouts and sizes of the
 * pane as `fitsAgain` says, until somebody moves the picture.
 */
export function useFit(
	layout: Layout | undefined,
	subject: string,
	size: { readonly width: number; readonly height: number },
	moved: RefObject<boolean>,
): void {
	const flow = useReactFlow();
	const selected = usePanelValue((state) => state.selected);
	const fitted = useRef<string>(undefined);
	const pane = useRef(size);
	const key = layout === undefined || layout.width === 0 ? undefined : `${subject} ${layout.direction}`;
	useEffect(() => {
		if (key === undefined || fitted.current === key) return;
		fitted.current = key;
		moved.current = false;
		fitGraph(flow, document.querySelector(".dw-pane"), layout, 0);
	}, [key, flow, moved, layout]);
	// biome-ignore lint/correctness/useExhaustiveDependencies: it follows the layout and the size.
	useEffect(() => {
		const changed = pane.current === size ? "graph" : "pane";
		pane.current = size;
		if (fitted.current === undefined || moved.current || layout === undefined) return;
		const element = document.querySelector(".dw-pane");
		const picture = { viewport: flow.getViewport(), pane: size, padding: paddingOf(element), graph: layout };
		const box = selected === undefined ? undefined : layout.nodes[selected];
		if (fitsAgain(picture, changed, box)) fitGraph(flow, element, layout, 0);
	}, [layout, size, flow, moved]);
}

/** Brings a node into view when the text's cursor, the keyboard or the search chose it. */
export function useReveal(
	layout: Layout | undefined,
	size: { readonly width: number; readonly height: number },
	moved: RefObject<boolean>,
): void {
	const flow = useReactFlow();
	const selected = usePanelValue((state) => state.selected);
	const reveal = usePanelValue((state) => state.reveal);
	const done = useRef(0);
	useEffect(() => {
		const box = selected === undefined ? undefined : layout?.nodes[selected];
		if (box === undefined || reveal === done.current) return;
		done.current = reveal;
		const viewport = flow.getViewport();
		if (inView({ viewport, pane: size }, box)) return;
		const element = document.querySelector(".dw-pane");
		// A graph that fits as it can be read is better seen whole than with one node in the middle.
		if (!moved.current && layout !== undefined && element !== null) {
			const { zoom } = fitViewport(pictureOf(element, layout));
			if (zoom >= Math.min(viewport.zoom, FULL_TEXT)) {
				fitGraph(flow, element, layout, 200);
				return;
			}
		}
		const target = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
		void flow.setCenter(target.x, target.y, { zoom: Math.max(viewport.zoom, LEGIBLE), duration: motion(200) });
	}, [layout, selected, reveal, size, flow, moved]);
}

/** Brings the whole graph into the pane, in that many ms. */
export function fitGraph(
	flow: ReactFlowInstance,
	element: Element | null,
	layout: Layout | undefined,
	duration: number,
): void {
	if (element === null || layout === undefined || layout.width === 0) return;
	void flow.setViewport(fitViewport(pictureOf(element, layout)), { duration: motion(duration) });
}

/** Brings a box of the graph into the middle, as near as it can be read. */
export function fitBox(flow: ReactFlowInstance, element: Element | null, box: Box, duration: number): void {
	if (element === null) return;
	const { x, y, zoom } = fitViewport({ ...pictureOf(element, box), graph: box });
	void flow.setViewport({ x: x - box.x * zoom, y: y - box.y * zoom, zoom }, { duration: motion(duration) });
}

function pictureOf(element: Element, graph: Picture["graph"]): Omit<Picture, "viewport"> {
	const pane = { width: element.clientWidth, height: element.clientHeight };
	return { pane, padding: paddingOf(element), graph: { width: graph.width, height: graph.height } };
}

/** px; room for the minimap where the pane is wide, and for the note at its foot. */
function paddingOf(element: Element | null): Picture["padding"] {
	const right = (element?.clientWidth ?? 0) > 900 && element?.querySelector(".dw-minimap") ? 160 : 24;
	return { top: 28, right, bottom: 40, left: 24 };
}

/** A duration in ms, or none where the user wants no motion. */
export function motion(ms: number): number {
	return window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : ms;
}
