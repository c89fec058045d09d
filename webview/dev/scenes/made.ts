import type { GraphEdge, GraphNode, GraphView, NodeKind, NodeStatus } from "@dagwright/core";

/** UTC ms at which all scenes are seen. */
export const NOW = Date.now();
/** UTC ms, that many seconds ago. */
export const ago = (seconds: number) => NOW - seconds * 1000;

/** A node of a scene. */
export function node(id: string, kind: NodeKind, status: NodeStatus, more: Partial<GraphNode> = {}): GraphNode {
	return { id, name: id.split(/[./]/).at(-1) ?? id, kind, status, ...more };
}

/** A data edge of a scene. */
export function edge(from: string, to: string, more: Partial<GraphEdge> = {}): GraphEdge {
	return { id: `${from}>${to}`, from, to, kind: "data", labels: [], ...more };
}

/** A run of a scene. */
export function run(status: "running" | "finished", result?: string): NonNullable<GraphView["run"]> {
	return { id: "214", status, started: ago(1351), seq: 1284, ...(result !== undefined && { result, ended: ago(2) }) };
}

/** The times of what took so many seconds. */
export const finished = (seconds: number) => ({ started: ago(seconds + 60), ended: ago(60) });
