import type { Direction, Layout } from "@dagwright/layout";
import { z } from "zod";

const box = z.tuple([z.number(), z.number(), z.number(), z.number()]);

const remembered = z.object({
	direction: z.enum(["down", "right"]).optional().catch(undefined),
	outline: z
		.object({ subject: z.string(), width: z.number(), height: z.number(), boxes: z.array(box) })
		.optional()
		.catch(undefined),
});

/** What outlives the page: the direction, and the last layout in outline. */
export interface Remembered {
	readonly direction?: Direction;
	readonly outline?: Outline;
}

export interface Outline {
	/** What is being read when it is shown: a run, or a workflow. */
	readonly subject: string;
	readonly width: number;
	readonly height: number;
	/** x, y, width and height of each node. */
	readonly boxes: readonly (readonly [number, number, number, number])[];
}

/** Larger graphs are not kept: their outline is a grey field. */
const MOST_BOXES = 300;

/** Reads what an earlier version of the panel may have written; whatever is not understood is forgotten. */
export function readRemembered(data: unknown): Remembered {
	const { direction, outline } = remembered.safeParse(data).data ?? {};
	return { ...(direction && { direction }), ...(outline && { outline }) };
}

/** The outline of a layout; undefined where it is too large, or empty. */
export function outlineOf(layout: Layout, subject: string): Outline | undefined {
	const boxes = Object.values(layout.nodes);
	if (boxes.length === 0 || boxes.length > MOST_BOXES) return undefined;
	return {
		subject,
		width: Math.round(layout.width),
		height: Math.round(layout.height),
		boxes: boxes.map(({ x, y, width, height }) => [
			Math.round(x),
			Math.round(y),
			Math.round(width),
			Math.round(height),
		]),
	};
}
