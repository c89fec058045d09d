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
	/** How much of a status colour a block has, from 0 to 1; and one of what has no status yet. */
	readonly block: number;
	readonly quiet: number;
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
		block: Number.parseFloat(read("block-mix")) / 100,
		quiet: Number.parseFloat(read("quiet-mix")) / 100,
	};
}

/** Calls when the host sets another theme, which it does by attributes of the page; returns how to stop. */
export function whenThemeChanges(changed: () => void): () => void {
	const observer = new MutationObserver(changed);
	for (const part of [document.documentElement, document.body]) observer.observe(part, { attributes: true });
	return () => observer.disconnect();
}
