import type { Layout } from "@dagwright/layout";
import { useReactFlow, useStoreApi } from "@xyflow/react";
import { type PointerEvent, useCallback, useEffect, useRef } from "react";
import { usePanel } from "../panel/context.tsx";
import { type Palette, readPalette, whenThemeChanges } from "./palette.ts";

const WIDTH = 132;
const HEIGHT = 150;
const PADDING = 8;

/** The whole graph in small, on one canvas whatever its size; a click or drag goes there. */
export function Minimap({ layout }: { readonly layout: Layout }) {
	const panel = usePanel();
	const flow = useReactFlow();
	const store = useStoreApi();
	const canvas = useRef<HTMLCanvasElement>(null);
	const colours = useRef<Palette>(undefined);
	const picture = useRef<HTMLCanvasElement>(undefined);
	const scale = Math.min(
		(WIDTH - 2 * PADDING) / Math.max(1, layout.width),
		(HEIGHT - 2 * PADDING) / Math.max(1, layout.height),
	);
	const left = (WIDTH - layout.width * scale) / 2;
	const top = (HEIGHT - layout.height * scale) / 2;
	/** The nodes alone; drawn anew when one of them changes, not at each step of the viewport. */
	const paint = useCallback((): HTMLCanvasElement => {
		const ratio = window.devicePixelRatio || 1;
		const element = document.createElement("canvas");
		element.width = WIDTH * ratio;
		element.height = HEIGHT * ratio;
		const context = element.getContext("2d");
		if (context === null) return element;
		context.scale(ratio, ratio);
		colours.current ??= readPalette(canvas.current ?? document.body);
		const palette = colours.current;
		for (const node of panel.graph.view.nodes) {
			const box = layout.nodes[node.id];
			if (box === undefined) continue;
			const container = panel.graph.hasChildren(node.id) && !panel.getState().collapsed.has(node.id);
			context.globalAlpha = container ? 0.25 : node.status === "pending" || node.status === "skipped" ? 0.55 : 0.9;
			context.fillStyle = palette.status[node.status];
			const width = Math.max(1.5, box.width * scale);
			context.fillRect(left + box.x * scale, top + box.y * scale, width, Math.max(1.5, box.height * scale));
		}
		return element;
	}, [panel, layout, scale, left, top]);

	const draw = useCallback(() => {
		const element = canvas.current;
		const context = element?.getContext("2d");
		if (element === null || context === null || context === undefined) return;
		picture.current ??= paint();
		element.width = picture.current.width;
		element.height = picture.current.height;
		context.drawImage(picture.current, 0, 0);
		const ratio = element.width / WIDTH;
		context.scale(ratio, ratio);
		const { transform, width, height } = store.getState();
		const [x, y, zoom] = transform;
		context.strokeStyle = colours.current?.focus ?? "";
		context.lineWidth = 1.5;
		const x1 = Math.max(1, left + (-x / zoom) * scale);
		const y1 = Math.max(1, top + (-y / zoom) * scale);
		const x2 = Math.min(WIDTH - 1, left + ((width - x) / zoom) * scale);
		const y2 = Math.min(HEIGHT - 1, top + ((height - y) / zoom) * scale);
		if (x2 > x1 && y2 > y1) context.strokeRect(x1, y1, x2 - x1, y2 - y1);
	}, [paint, store, scale, left, top]);

	useEffect(() => {
		let frame = 0;
		const soon = () => {
			if (frame === 0) {
				frame = requestAnimationFrame(() => {
					frame = 0;
					draw();
				});
			}
		};
		const anew = () => {
			picture.current = undefined;
			soon();
		};
		anew();
		const stopView = panel.graph.subscribe("view", anew);
		const stopMoves = store.subscribe(soon);
		const stopTheme = whenThemeChanges(() => {
			colours.current = undefined;
			anew();
		});
		return () => {
			stopView();
			stopMoves();
			stopTheme();
			cancelAnimationFrame(frame);
		};
	}, [panel, store, draw]);

	const go = (event: PointerEvent<HTMLCanvasElement>) => {
		if (event.buttons === 0) return;
		const box = event.currentTarget.getBoundingClientRect();
		const x = (event.clientX - box.left - left) / scale;
		const y = (event.clientY - box.top - top) / scale;
		void flow.setCenter(x, y, { zoom: flow.getZoom() });
	};
	return (
		<canvas
			ref={canvas}
			className="dw-minimap"
			style={{ width: WIDTH, height: HEIGHT }}
			onPointerDown={go}
			onPointerMove={go}
		/>
	);
}
