import type { GraphEdge, GraphView, InstanceView, NodeKind, NodeStatus } from "@dagwright/core";
import { STATUSES } from "../../graph/statuses.ts";
import { sweep } from "./ecg.ts";
import { ago, edge, finished, NOW, node, run } from "./made.ts";

const KINDS: readonly NodeKind[] = ["job", "fan_out", "call", "approval", "fan_in", "let", "hook"];
/** One column per kind, one row per status. */
export function gallery(): GraphView {
	const nodes = STATUSES.flatMap((status) =>
		KINDS.map((kind) =>
			node(`${kind}.${status}`, kind, status, {
				name: status,
				type: kind === "job" ? "training" : kind,
				...(status === "failed" && {
					attempt: 4,
					attempts: 4,
					error: { kind: "exit", message: "exit code 1", exit_code: 1 },
				}),
				...(status === "retrying" && { attempt: 2, attempts: 4, retry_at: NOW + 42_000 }),
				...(status === "skipped" && { skip: "condition" }),
				...(kind === "fan_out" && { instances: sweep.slice(0, 3) }),
				...(!["pending", "ready", "skipped"].includes(status) && finished(171)),
			}),
		),
	);
	const edges = KINDS.flatMap((kind) =>
		STATUSES.slice(1).map((status, index) => edge(`${kind}.${STATUSES[index]}`, `${kind}.${status}`)),
	);
	return { workflow: "every kind in every status", run: run("running"), nodes, edges, critical: [] };
}

function instances(name: string, count: number, failed: readonly number[], done: number): readonly InstanceView[] {
	return Array.from({ length: count }, (_, index) => {
		const status: NodeStatus = failed.includes(index)
			? "failed"
			: index < done
				? "succeeded"
				: index < done + 4
					? "running"
					: "pending";
		return {
			path: `${name}[${index}]`,
			bindings: { shard: index },
			status,
			...(status !== "pending" && { started: ago(200) }),
			...(status === "succeeded" && { ended: ago(100), outputs: { score: 0.5 + ((index * 37) % 50) / 100 } }),
		};
	});
}

/** Fan-outs of every size. */
export const fanOuts: GraphView = {
	workflow: "fan_outs",
	run: run("running"),
	critical: [],
	nodes: [
		node("three", "fan_out", "succeeded", { type: "shell", instances: instances("three", 3, [], 3) }),
		node("six", "fan_out", "running", {
			type: "training",
			instances: sweep.map((each) => ({ ...each, path: each.path.replace("sweep", "six") })),
		}),
		node("twelve", "fan_out", "running", { type: "http", instances: instances("twelve", 12, [3], 6) }),
		node("forty", "fan_out", "running", { type: "python", instances: instances("forty", 40, [7, 19], 28) }),
		node("many", "fan_out", "failed", { type: "python", instances: instances("many", 240, [40, 131, 132], 240) }),
		node("later", "fan_out", "pending", { type: "shell", detail: "for shard in plan.shards" }),
		node("pick", "fan_in", "pending", { type: "fan_in", detail: "best_metric" }),
	],
	edges: ["three", "six", "twelve", "forty", "many", "later"].map((from) => edge(from, "pick", { labels: ["score"] })),
};

/** A layered graph; statuses sweep through it. */
export function bigView(count: number, step: number): GraphView {
	const statusOf = (index: number): NodeStatus => {
		const at = index - step;
		if (at > 40) return "pending";
		if (at > 0) return index % 9 === 0 ? "ready" : "running";
		return index % 97 === 5 ? "failed" : index % 31 === 0 ? "cached" : index % 41 === 7 ? "skipped" : "succeeded";
	};
	const nodes = Array.from({ length: count }, (_, index) =>
		node(`job_${index}`, "job", statusOf(index), {
			type: ["shell", "python", "http", "training"][index % 4] ?? "shell",
			started: ago(30),
			ended: ago(10),
		}),
	);
	const edges: GraphEdge[] = [];
	for (let index = 25; index < count; index++) {
		const above = index - (index % 25) - 25;
		for (const shift of [0, 7, 11].slice(0, 1 + (index % 3))) {
			const from = above + ((index + shift) % 25);
			edges.push(edge(`job_${from}`, `job_${index}`));
		}
	}
	return { workflow: `${count} jobs`, run: run("running"), nodes, edges, critical: [] };
}
