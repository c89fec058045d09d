import type { Box } from "@dagwright/layout";

/** Nodes show all their text from this zoom on. */
export const FULL_TEXT = 0.75;

/** Names can be read from this zoom on. */
export const LEGIBLE = 0.4;
/** Further out than this nothing could be told apart. */
export const LEAST_ZOOM = 0.04;

export interface Picture {
	/** px of the picture's origin in the pane, and px per unit. */
	readonly viewport: { readonly x: number; readonly y: number; readonly zoom: number };
	/** px */
	readonly pane: { readonly width: number; readonly height: number };
	/** px that stay free around the whole graph. */
	readonly padding: { readonly top: number; readonly right: number; readonly bottom: number; readonly left: number };
	readonly graph: { readonly width: number; readonly height: number };
}

/** Whether a box is wholly in the pane, with a few px around it. */
export function inView({ viewport: { x, y, zoom }, pane }: Pick<Picture, "viewport" | "pane">, box: Box): boolean {
	const [left, top] = [box.x * zoom + x, box.y * zoom + y];
	return (
		left >= 8 && top >= 8 && left + box.width * zoom <= pane.width - 8 && top + box.height * zoom <= pane.height - 8
	);
}

/**
 * Whether the whole graph is to be fitted again, nobody having moved the picture. It stays where it is while all of it,
 * or what is selected, can be seen, and rather than that a graph which grows loses its text.
 */
export function fitsAgain(picture: Picture, changed: "graph" | "pane", selected: Box | undefined): boolean {
	const { zoom } = picture.viewport;
	const fitted = fitZoom(picture);
	if (inView(picture, { x: 0, y: 0, ...picture.graph })) return zoom < FULL_TEXT && fitted > zoom * 1.02;
	if (changed === "pane") return selected === undefined || !inView(picture, selected);
	return fitted >= Math.min(zoom, FULL_TEXT) || zoom < FULL_TEXT;
}

/** The viewport in which the whole graph lies in the middle of the padded pane, at most at 100%. */
export function fitViewport(picture: Omit<Picture, "viewport">): Picture["viewport"] {
	const { pane, padding, graph } = picture;
	const zoom = Math.max(LEAST_ZOOM, fitZoom(picture));
	const room = { width: pane.width - padding.left - padding.right, height: pane.height - padding.top - padding.bottom };
	return {
		x: padding.left + (room.width - graph.width * zoom) / 2,
		y: padding.top + (room.height - graph.height * zoom) / 2,
		zoom,
	};
}

/** Nodes from which a minimap helps, px of the pane from which it hides less than it shows, and from which it has its own room. */
const MINIMAP = { from: 12, width: 560, height: 420, beside: 900 };

/** Whether a minimap is drawn: not over a graph that can be read whole where there is no room beside it. */
export function minimapHelps(nodes: number, pane: Picture["pane"], graph: Picture["graph"]): boolean {
	if (nodes < MINIMAP.from || pane.width < MINIMAP.width || pane.height < MINIMAP.height) return false;
	return pane.width > MINIMAP.beside || fitZoom({ pane, graph, padding: NARROW }) < FULL_TEXT;
}

/** px that stay free where no minimap stands beside the graph. */
const NARROW: Picture["padding"] = { top: 28, right: 24, bottom: 40, left: 24 };

function fitZoom({ pane, padding, graph }: Omit<Picture, "viewport">): number {
	const width = pane.width - padding.left - padding.right;
	const height = pane.height - padding.top - padding.bottom;
	return Math.min(1, width / graph.width, height / graph.height);
}
