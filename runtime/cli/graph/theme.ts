import type { NodeStatus } from "@dagwright/core";

/** Colours of a drawing, from the project's design tokens; mixes are computed as the design says. */
export interface Theme {
	readonly canvas: string;
	readonly muted: string;
	readonly strong: string;
	readonly node: string;
	readonly line: string;
	readonly edge: string;
	readonly edgeStrong: string;
	readonly fail: string;
	readonly status: Readonly<Partial<Record<NodeStatus, string>>>;
	/** Status colours mixed with `strong` for text. */
	readonly statusText: (status: NodeStatus) => string | undefined;
	/** The outline of a node in this status, and its tint. */
	readonly outline: (status: NodeStatus) => string;
	readonly tint: (status: NodeStatus) => string;
}

interface Tokens {
	readonly canvas: string;
	readonly fg: string;
	readonly muted: string;
	readonly strong: string;
	readonly ok: string;
	readonly fail: string;
	readonly idle: string;
	readonly run: string;
	readonly retry: string;
	readonly approve: string;
	readonly held: string;
	readonly nodeShare: number;
	readonly lineShare: number;
	readonly edgeShare: number;
}

/** Share of the status colour in a node's outline. */
const outlineShare: Readonly<Partial<Record<NodeStatus, number>>> = {
	ready: 0.55,
	held: 0.7,
	running: 0.7,
	waiting: 0.7,
	retrying: 0.7,
	succeeded: 0.46,
	cached: 0.46,
	skipped: 0.6,
	failed: 0.7,
	cancelled: 0.34,
	rolled_back: 0.5,
};

const tinted: ReadonlySet<NodeStatus> = new Set(["held", "running", "waiting", "retrying", "failed"]);

export const themes = {
	light: theme({
		canvas: "#ffffff",
		fg: "#3b3b3b",
		muted: "#5f5f5f",
		strong: "#151515",
		ok: "#388a34",
		fail: "#d3200d",
		idle: "#848484",
		run: "#0f6fdc",
		retry: "#b9690a",
		approve: "#7a3aa8",
		held: "#a67300",
		nodeShare: 0.02,
		lineShare: 0.19,
		edgeShare: 0.34,
	}),
	dark: theme({
		canvas: "#1f1f1f",
		fg: "#cccccc",
		muted: "#9d9d9d",
		strong: "#f2f2f2",
		ok: "#73c991",
		fail: "#f14c4c",
		idle: "#848484",
		run: "#4daafc",
		retry: "#e2933f",
		approve: "#c08fe6",
		held: "#ffcc00",
		nodeShare: 0.055,
		lineShare: 0.17,
		edgeShare: 0.32,
	}),
} as const;

function theme(tokens: Tokens): Theme {
	const { canvas, fg, strong } = tokens;
	const status: Partial<Record<NodeStatus, string>> = {
		ready: mix(tokens.run, 0.55, tokens.idle),
		held: tokens.held,
		running: tokens.run,
		waiting: tokens.approve,
		retrying: tokens.retry,
		succeeded: tokens.ok,
		cached: tokens.ok,
		skipped: tokens.idle,
		failed: tokens.fail,
		cancelled: tokens.idle,
		rolled_back: tokens.idle,
	};
	const node = mix(fg, tokens.nodeShare, canvas);
	const line = mix(fg, tokens.lineShare, canvas);
	return {
		canvas,
		muted: tokens.muted,
		strong,
		node,
		line,
		edge: mix(fg, tokens.edgeShare, canvas),
		edgeStrong: mix(fg, 0.72, canvas),
		fail: mix(tokens.fail, 0.6, canvas),
		status,
		statusText: (name) => (status[name] === undefined ? undefined : mix(status[name], 0.72, strong)),
		outline: (name) => (status[name] === undefined ? line : mix(status[name], outlineShare[name] ?? 1, canvas)),
		tint: (name) => (status[name] === undefined || !tinted.has(name) ? node : mix(status[name], 0.07, canvas)),
	};
}

/** `share` of one colour over another, in sRGB as CSS `color-mix(in srgb, …)` does. */
function mix(color: string, share: number, over: string): string {
	const channel = (text: string, index: number) => Number.parseInt(text.slice(1 + index * 2, 3 + index * 2), 16);
	const mixed = [0, 1, 2].map((index) =>
		Math.round(channel(color, index) * share + channel(over, index) * (1 - share)),
	);
	return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}
