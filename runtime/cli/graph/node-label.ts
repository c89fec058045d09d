import type { GraphNode } from "@dagwright/core";
import { formatDuration } from "../terminal/quantity.ts";

/** What a drawn node says: its name, then what it is, then how it went. */
export function nodeLabel(node: GraphNode): readonly string[] {
	return [node.name, ...[kindText(node)].filter((text) => text !== "")];
}

/** The second line of a node: its type and what is special about it. */
export function kindText(node: GraphNode): string {
	switch (node.kind) {
		case "job":
			return node.type ?? "";
		case "fan_out":
			return [node.type, node.detail ?? "for each"].filter(Boolean).join(" ");
		case "fan_in":
			return ["fan-in", node.detail].filter(Boolean).join(", ");
		case "loop":
			return ["loop", node.detail].filter(Boolean).join(" ");
		case "call":
			return node.type ?? "workflow";
		case "group":
			return "group";
		case "approval":
			return "approval";
		case "let":
			return "";
		case "output":
			return "output";
		case "rollback":
			return "";
		case "hook":
			return [node.type, node.detail].filter(Boolean).join(", ");
	}
}

/** How a node went, in a word or a duration; empty before a run. */
export function statusText(node: GraphNode, now: number): string {
	switch (node.status) {
		case "succeeded":
		case "running":
			// What the core computes itself takes no time worth telling.
			if (node.started === undefined || node.ended === node.started) return "";
			return formatDuration((node.ended ?? now) - node.started);
		case "failed":
		case "cached":
		case "skipped":
		case "cancelled":
		case "retrying":
		case "held":
		case "waiting":
			return node.status;
		case "rolled_back":
			return "rolled back";
		case "pending":
		case "ready":
			return "";
	}
}
