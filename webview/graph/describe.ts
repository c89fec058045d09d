import { type GraphNode, type InstanceView, type NodeKind, type NodeStatus, roundWords } from "@dagwright/core";
import { formatCountdown, formatDuration } from "../format.ts";
import type { Sample } from "../store/graph-store.ts";
import type { IconName } from "./icon.tsx";
import { countRounds } from "./rounds.ts";

/** A status as it is drawn: `broken` is a node whose text has an error. */
export type ShownStatus = NodeStatus | "broken";

const STATUS_ICON: Readonly<Record<ShownStatus, IconName>> = {
	pending: "pending",
	ready: "ready",
	held: "held",
	running: "running",
	waiting: "approval",
	retrying: "retrying",
	succeeded: "succeeded",
	cached: "cached",
	skipped: "skipped",
	failed: "failed",
	cancelled: "cancelled",
	rolled_back: "rolledback",
	broken: "broken",
};

const STATUS_WORDS: Readonly<Partial<Record<ShownStatus, string>>> = {
	waiting: "waiting for approval",
	rolled_back: "rolled back",
	broken: "broken text",
};

const KIND_WORDS: Readonly<Record<NodeKind, string>> = {
	job: "job",
	fan_out: "fan-out",
	loop: "loop",
	group: "group",
	call: "workflow",
	approval: "approval",
	fan_in: "fan-in",
	let: "let",
	output: "output",
	rollback: "roll back",
	hook: "hook",
};

const TYPE_ICON: Readonly<Record<string, IconName>> = {
	shell: "terminal",
	node: "code",
	python: "code",
	http: "globe",
	training: "train",
	preprocessing: "filter",
	validation: "gate",
	regression_gate: "gate",
	deployment: "deploy",
	slack: "chat",
};

const SKIP_WORDS = {
	condition: "when is false",
	upstream: "not run",
	not_reached: "not reached",
	not_selected: "not selected",
} as const;

/** Statuses that draw the eye: their node is tinted. */
export const EVENTFUL: ReadonlySet<ShownStatus> = new Set(["running", "retrying", "waiting", "held", "failed"]);

export function statusIcon(status: ShownStatus): IconName {
	return STATUS_ICON[status];
}

export function statusWords(status: ShownStatus): string {
	return STATUS_WORDS[status] ?? status;
}

export function kindWords(kind: NodeKind): string {
	return KIND_WORDS[kind];
}

/** The icon of a node's job type, or of its kind. */
export function typeIcon(node: Pick<GraphNode, "kind" | "type">): IconName {
	switch (node.kind) {
		case "fan_in":
			return "funnel";
		case "approval":
			return "person";
		case "call":
			return "flow";
		case "loop":
			return "loop";
		case "group":
			return "group";
		case "let":
			return "fx";
		case "output":
			return "output";
		case "rollback":
			return "rolledback";
		default:
			return (node.type === undefined ? undefined : TYPE_ICON[node.type]) ?? (node.kind === "hook" ? "bolt" : "cube");
	}
}

/** Two short lines at the right of a node: what counts now, and a detail. */
export interface Reading {
	readonly value?: string;
	readonly detail?: string;
}

/** What a node says of its status at `now` (UTC ms). `waitsFor` is the name of what it waits for. */
export function readNode(
	node: Pick<
		GraphNode,
		"status" | "started" | "ended" | "attempt" | "attempts" | "retry_at" | "fallback" | "skip" | "error" | "detail"
	>,
	now: number,
	more: { readonly sample?: Sample; readonly waitsFor?: string; readonly inRun: boolean; readonly outputs?: number },
): Reading {
	const attempt = node.attempt ?? 1;
	const tries =
		node.fallback === true
			? "fallback"
			: (node.attempts ?? 1) > 1
				? `${attempt} of ${node.attempts}`
				: attempt > 1
					? `attempt ${attempt}`
					: undefined;
	const elapsed = node.started === undefined ? undefined : formatDuration((node.ended ?? now) - node.started);
	switch (node.status) {
		case "pending":
			if (!more.inRun) return reading(undefined, node.detail);
			return reading(
				undefined,
				more.waitsFor === undefined ? (node.detail ?? "waiting") : `waits for ${more.waitsFor}`,
			);
		case "ready":
			return { value: "ready", detail: "next" };
		case "held":
			return { value: "held", detail: "breakpoint" };
		case "running": {
			const progress = more.sample?.progress;
			const again = attempt > 1 || node.fallback === true;
			if (progress === undefined) return reading(elapsed, again ? tries : undefined);
			return reading(`${Math.round(progress * 100)}%`, again ? tries : elapsed);
		}
		case "waiting":
			return reading("waiting", elapsed);
		case "retrying":
			return reading(node.retry_at === undefined ? "again" : `in ${formatCountdown(node.retry_at - now)}`, tries);
		case "succeeded":
			if (node.fallback === true) return reading(elapsed, "by its fallback");
			return reading(elapsed, more.outputs === undefined ? undefined : countOf(more.outputs, "output"));
		case "cached":
			return reading("cached", undefined);
		case "skipped":
			return reading(undefined, node.skip === undefined ? "skipped" : SKIP_WORDS[node.skip]);
		case "failed":
			return reading("failed", tries ?? failureWords(node.error));
		case "cancelled":
			return reading(undefined, "cancelled");
		case "rolled_back":
			return reading(undefined, "rolled back");
	}
}

/** `1 output`, `3 outputs`. */
export function countOf(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function reading(value: string | undefined, detail: string | undefined): Reading {
	return { ...(value !== undefined && { value }), ...(detail !== undefined && { detail }) };
}

function failureWords(error: GraphNode["error"]): string | undefined {
	if (error === undefined) return undefined;
	if (error.exit_code !== undefined) return `exit ${error.exit_code}`;
	return error.signal ?? error.kind;
}

/** Instances by how they are doing. */
export interface Tally {
	readonly total: number;
	readonly done: number;
	readonly failed: number;
	readonly retrying: number;
	readonly running: number;
}

export function tally(instances: readonly InstanceView[]): Tally {
	const count = (test: (status: NodeStatus) => boolean) => instances.filter((each) => test(each.status)).length;
	return {
		total: instances.length,
		done: count((status) => status === "succeeded" || status === "cached"),
		failed: count((status) => status === "failed"),
		retrying: count((status) => status === "retrying"),
		running: count((status) => status === "running"),
	};
}

/** What a screen reader says of a node: "sweep, fan-out, running, 3 of 6 done, 1 retrying". */
export function nodeLabel(node: GraphNode, status: ShownStatus, problem: string | undefined): string {
	const parts = [node.name, kindWords(node.kind), statusWords(status)];
	const rounds = node.instances?.some(({ bindings }) => Object.keys(bindings).length > 0)
		? undefined
		: countRounds(node);
	if (rounds !== undefined && rounds.begun > 0) parts.push(roundWords(rounds));
	else if (node.instances !== undefined && node.instances.length > 0) {
		const { done, total, failed, retrying } = tally(node.instances);
		parts.push(`${done} of ${total} done`);
		if (retrying > 0) parts.push(`${retrying} retrying`);
		if (failed > 0) parts.push(`${failed} failed`);
	} else if (status === "retrying" && node.attempt !== undefined) parts.push(`attempt ${node.attempt}`);
	if (problem !== undefined) parts.push(problem);
	else if (status === "failed" && node.error !== undefined) parts.push(node.error.message);
	return parts.join(", ");
}
