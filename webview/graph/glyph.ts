import type { NodeStatus } from "@dagwright/core";
import type { Point } from "@dagwright/layout";

/** Statuses that are told by a shape even where a node is a block of colour. */
export const GLYPHS: ReadonlySet<NodeStatus> = new Set(["running", "retrying", "failed", "held", "waiting"]);

const SIZE = 13;

/** Draws the shape of such a status around a point, in the context's present colours; sizes are px at 100%. */
export function drawGlyph(context: CanvasRenderingContext2D, status: NodeStatus, { x, y }: Point): void {
	context.lineWidth = 6;
	context.beginPath();
	switch (status) {
		case "running":
			context.moveTo(x - SIZE * 0.7, y - SIZE);
			context.lineTo(x + SIZE, y);
			context.lineTo(x - SIZE * 0.7, y + SIZE);
			context.fill();
			return;
		case "failed":
			context.moveTo(x - SIZE, y - SIZE);
			context.lineTo(x + SIZE, y + SIZE);
			context.moveTo(x + SIZE, y - SIZE);
			context.lineTo(x - SIZE, y + SIZE);
			context.stroke();
			return;
		case "retrying":
			context.arc(x, y, SIZE, -0.2 * Math.PI, 1.4 * Math.PI);
			context.stroke();
			context.beginPath();
			context.moveTo(x + SIZE * 0.3, y - SIZE * 1.7);
			context.lineTo(x + SIZE * 0.3, y - SIZE * 0.2);
			context.lineTo(x - SIZE * 0.8, y - SIZE);
			context.fill();
			return;
		case "held":
			context.moveTo(x - SIZE * 0.5, y - SIZE);
			context.lineTo(x - SIZE * 0.5, y + SIZE);
			context.moveTo(x + SIZE * 0.5, y - SIZE);
			context.lineTo(x + SIZE * 0.5, y + SIZE);
			context.stroke();
			return;
		case "waiting":
			context.arc(x, y - SIZE * 0.6, SIZE * 0.55, 0, 2 * Math.PI);
			context.fill();
			context.beginPath();
			context.arc(x, y + SIZE, SIZE, Math.PI, 2 * Math.PI);
			context.fill();
			return;
		default:
			return;
	}
}
