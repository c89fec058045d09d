import type { NodeStatus } from "@dagwright/core";

const stroke = (body: string, width: number) =>
	`<g fill="none" stroke="COLOR" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round">${body}</g>`;
const ring = '<circle cx="8" cy="8" r="5.6"/>';

/** The status icons of the design, 16 × 16; COLOR and CANVAS stand for the colours. */
const icons: Readonly<Record<NodeStatus, string>> = {
	pending:
		'<circle cx="8" cy="8" r="5.6" fill="none" stroke="COLOR" stroke-width="1.5" stroke-dasharray="1.6 2.8" stroke-linecap="round"/>',
	ready: `${stroke(ring, 1.5)}<circle cx="8" cy="8" r="2" fill="COLOR"/>`,
	held: '<path d="M2.5 3.2h6.2c.4 0 .8.2 1.1.5l3.6 3.7c.3.3.3.8 0 1.1l-3.6 3.8c-.3.3-.7.5-1.1.5H2.5c-.6 0-1-.4-1-1V4.2c0-.6.4-1 1-1z" fill="COLOR"/><path d="M4.8 5.8v4.4M7.6 5.8v4.4" stroke="CANVAS" stroke-width="1.5" stroke-linecap="round"/>',
	running:
		'<circle cx="8" cy="8" r="5.6" fill="none" stroke="COLOR" stroke-opacity=".28" stroke-width="1.8"/><path d="M8 2.4a5.6 5.6 0 0 1 5.6 5.6" fill="none" stroke="COLOR" stroke-width="1.8" stroke-linecap="round"/>',
	waiting:
		'<circle cx="8" cy="5" r="2.9" fill="COLOR"/><path d="M2.4 13.6c.3-3 2.6-4.6 5.6-4.6s5.3 1.6 5.6 4.6c0 .3-.2.6-.6.6H3c-.4 0-.6-.3-.6-.6z" fill="COLOR"/>',
	retrying: stroke('<path d="M13.3 8.6a5.4 5.4 0 1 1-1.5-4.4"/><path d="M12.9 1.6v3.1H9.8"/>', 1.7),
	succeeded:
		'<circle cx="8" cy="8" r="6.4" fill="COLOR"/><path d="M5.2 8.2l2 2 3.7-4.1" fill="none" stroke="CANVAS" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"/>',
	cached: stroke(`${ring}<path d="M5.4 8.2l1.9 1.9 3.4-3.8"/>`, 1.4),
	skipped: stroke('<path d="M3 4.2v7.6L8 8zM8.4 4.2v7.6l5-3.8z"/>', 1.3),
	failed:
		'<path d="M5.3 1.6h5.4l3.7 3.7v5.4l-3.7 3.7H5.3l-3.7-3.7V5.3z" fill="COLOR"/><path d="M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4" stroke="CANVAS" stroke-width="1.7" stroke-linecap="round"/>',
	cancelled: stroke(`${ring}<path d="M4.1 4.1l7.8 7.8"/>`, 1.5),
	rolled_back: stroke('<path d="M5.6 3L2.6 6l3 3"/><path d="M3 6h6.4a3.6 3.6 0 0 1 0 7.2H6"/>', 1.6),
};

/** Lets and outputs show what they are until a run gives them a status. */
const kindIcons: Readonly<Record<"let" | "output", string>> = {
	let: stroke('<path d="M3 6h10M3 10h10"/>', 1.5),
	output: stroke('<path d="M8 2.5v7.4M4.8 7L8 10.2 11.2 7M2.8 13.3h10.4"/>', 1.4),
};

/** The icon of a status at a place. */
export function statusIcon(status: NodeStatus, x: number, y: number, color: string, canvas: string, size = 16): string {
	return place(icons[status], x, y, color, canvas, size);
}

/** The icon of a let or an output at a place. */
export function kindIcon(kind: "let" | "output", x: number, y: number, color: string, canvas: string): string {
	return place(kindIcons[kind], x, y, color, canvas, 16);
}

function place(icon: string, x: number, y: number, color: string, canvas: string, size: number): string {
	const scale = size === 16 ? "" : ` scale(${size / 16})`;
	return `<g transform="translate(${x} ${y})${scale}">${icon.replaceAll("COLOR", color).replaceAll("CANVAS", canvas)}</g>`;
}
