import type { NodeStatus } from "@dagwright/core";
import { STATUSES } from "./statuses.ts";

/** The colours of the theme for what is drawn on a canvas, which knows no CSS variables. */
export interface Palette {
	readonly status: Readonly<Record<NodeStatus, string>>;
	readonly canvas: string;
	readonly edge: string;
	readonly edgeDone: string;
	readonly edgeStrong: string;
	readonly focus: string;
}

/** Reads the colours where they are defined. It computes all styles, so it is done once for each theme. */
export function readPalette(element: Element): Palette {
	const styles = getComputedStyle(element);
	const read = (name: string) => styles.getPropertyValue(`--dw-${name}`).trim();
	return {
		status: Object.fromEntries(STATUSES.map((status) => [status, read(`of-${status}`)])) as Record<NodeStatus, string>,
		canvas: read("canvas"),
		edge: read("edge"),
		edgeDone: read("edge-done"),
		edgeStrong: read("edge-strong"),
		focus: read("focus"),
	};
}

/** Calls when the host sets another theme, which it does by attributes of the page; returns how to stop. */
export function whenThemeChanges(changed: () => void): () => void {
	const observer = new MutationObserver(changed);
	for (const part of [document.documentElement, document.body]) observer.observe(part, { attributes: true });
	return () => observer.disconnect();
}
