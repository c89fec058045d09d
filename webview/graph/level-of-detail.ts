import { FULL_TEXT } from "./follow.ts";

/** How much of a node is drawn: everything, icon and name, a solid block, or a cell of a few px. */
export type LevelOfDetail = "full" | "name" | "block" | "cell";

/** By zoom, as the design has it: 75%, 40% and 15%. */
export function levelOfDetail(zoom: number): LevelOfDetail {
	if (zoom >= FULL_TEXT) return "full";
	if (zoom >= 0.4) return "name";
	return zoom >= 0.15 ? "block" : "cell";
}

/** The zoom in coarse steps: names are held at 12 px on screen by it, and each step styles every node again. */
export function zoomStep(zoom: number): string {
	if (zoom >= 0.75) return "1";
	return String(Math.max(0.04, Math.round(zoom * 20) / 20));
}
