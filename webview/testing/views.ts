import type { GraphEdge, GraphNode, GraphView, NodePlan, NodeStatus, Plan, RunEvent, RunFact } from "@dagwright/core";
import { accept, apply, createRun, decide, emptyState } from "@dagwright/core";
import type { FrameScheduler } from "../store/signal.ts";

/** A node of a view. */
export function node(id: string, status: NodeStatus = "pending", more: Partial<GraphNode> = {}): GraphNode {
	return { id, name: id.split(".").at(-1) ?? id, kind: "job", status, ...more };
}

/** A data edge of a view. */
export function edge(from: string, to: string, more: Partial<GraphEdge> = {}): GraphEdge {
	return { id: `${from}>${to}`, from, to, kind: "data", labels: [], ...more };
}

export function view(nodes: readonly GraphNode[], edges: readonly GraphEdge[] = []): GraphView {
	return { workflow: "test", nodes, edges, critical: [] };
}

/** A plan of shell jobs, each after those named with it. */
export function shellPlan(jobs: Readonly<Record<string, readonly string[]>>, hash = "sha256:0"): Plan {
	const nodes = Object.entries(jobs).map(
		([name, after]): NodePlan => ({
			kind: "task",
			name,
			type: "shell",
			dependencies: after.map((on) => ({ on, kind: "order", accepts: "succeeded", reads: [] })),
			policies: {},
			outputs: { kind: "record", fields: {} },
			config: {},
			declared: false,
			reads_stdout: false,
		}),
	);
	const workflow = { name: "test", file: "test.dag", params: [], secrets: [], outputs: [], policies: {}, hooks: {} };
	return { version: 1, hash, main: "test.dag#test", workflows: { "test.dag#test": { ...workflow, body: { nodes } } } };
}

/** The events of a run in which the named jobs succeed in turn. */
export function runEvents(plan: Plan, succeed: readonly string[]): readonly RunEvent[] {
	const events: RunEvent[] = [];
	let state = emptyState(plan);
	const append = (facts: readonly RunFact[]) => {
		for (const fact of facts) {
			const event = { ...fact, seq: events.length + 1, at: 1000 + events.length };
			events.push(event);
			state = apply(plan, state, event);
		}
		return facts.length > 0;
	};
	const settle = () => {
		while (append(decide(plan, state, 1000 + events.length)));
	};
	const created = createRun(plan, { run: "7", params: {}, options: { durability: "default" }, version: "0" });
	if (!created.ok) throw new Error(created.problem.message);
	append(created.value);
	settle();
	for (const instance of succeed) {
		for (const report of [
			{ type: "starting", instance, attempt: 1 },
			{ type: "succeeded", instance, attempt: 1, outputs: {} },
		] as const) {
			const facts = accept(plan, state, report, 1000 + events.length);
			if (!facts.ok) throw new Error(facts.problem.message);
			append(facts.value);
		}
		settle();
	}
	return events;
}

/** Frames that come when the test says so. */
export function manualFrames(): FrameScheduler & { next(): void; readonly asked: () => number } {
	let pending: (() => void) | undefined;
	let asked = 0;
	return {
		request(draw) {
			if (pending === undefined) asked++;
			pending = draw;
		},
		next() {
			const draw = pending;
			pending = undefined;
			draw?.();
		},
		asked: () => asked,
	};
}
