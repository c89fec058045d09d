import type { GraphNode, GraphView, InstanceView } from "@dagwright/core";
import { ago, edge, finished, NOW, node, run } from "./made.ts";

/** Six instances, each in another state. */
export const sweep: readonly InstanceView[] = [
	{
		path: "sweep[0]",
		bindings: { lr: 1e-3, bs: 16 },
		status: "succeeded",
		outputs: { metrics: { accuracy: 0.871 } },
		...finished(190),
	},
	{
		path: "sweep[1]",
		bindings: { lr: 1e-3, bs: 32 },
		status: "succeeded",
		outputs: { metrics: { accuracy: 0.884 } },
		...finished(171),
	},
	{
		path: "sweep[2]",
		bindings: { lr: 1e-4, bs: 16 },
		status: "succeeded",
		outputs: { metrics: { accuracy: 0.921 } },
		...finished(204),
	},
	{ path: "sweep[3]", bindings: { lr: 1e-4, bs: 32 }, status: "running", started: ago(778), attempt: 2 },
	{ path: "sweep[4]", bindings: { lr: 1e-5, bs: 16 }, status: "running", started: ago(300), attempt: 1 },
	{
		path: "sweep[5]",
		bindings: { lr: 1e-5, bs: 32 },
		status: "retrying",
		started: ago(90),
		attempt: 2,
		retry_at: NOW + 42_000,
		error: { kind: "exit", message: "The process ended with exit code 137.", exit_code: 137 },
	},
];

const rows = [
	{ t_ms: 0, lead_i: -0.113, lead_ii: 0.274, label: "N" },
	{ t_ms: 4, lead_i: -0.108, lead_ii: 0.281, label: "N" },
	{ t_ms: 8, lead_i: -0.091, lead_ii: 0.296, label: "AFIB" },
	{ t_ms: 12, lead_i: -0.09, lead_ii: 0.3, label: "N" },
];

/** A training pipeline in the midst of its run. */
export const ecg: GraphView = {
	workflow: "ecg_nightly",
	run: run("running"),
	critical: ["clean", "sweep", "best", "tune", "gate", "release", "ship"],
	nodes: [
		node("clean", "job", "cached", { type: "preprocessing", value: { data: rows, rows: 84112 } }),
		node("stats", "job", "succeeded", { type: "python", value: { rows: 84112, mean: 0.13 }, ...finished(171) }),
		node("sweep", "fan_out", "running", { type: "training", detail: "needs 5 of 6 · limit 4", instances: sweep }),
		node("best", "let", "succeeded", { value: { lr: 1e-4, bs: 16, acc: 0.921 } }),
		node("tune", "loop", "running", {
			detail: "max 8 until m.metrics.loss < 0.05",
			max_rounds: 8,
			instances: [0.231, 0.118, undefined].map((loss, round) => ({
				path: `tune[${round}]`,
				bindings: {},
				status: loss === undefined ? ("running" as const) : ("succeeded" as const),
				...(loss !== undefined && { outputs: { m: { metrics: { loss } } } }),
			})),
		}),
		node("tune.fit", "job", "running", { type: "training", parent: "tune", started: ago(252) }),
		node("gate", "job", "pending", { type: "regression_gate", detail: "acc ≥ 0.90" }),
		node("release", "approval", "pending", { type: "approval", detail: "ml-lead" }),
		node("ship", "call", "pending", { type: "canary" }),
		node("ship/rollback", "rollback", "pending", { name: "roll back ship", detail: "ship.previous" }),
		node("smoke", "job", "pending", { type: "http" }),
		node("model", "output", "pending"),
		node("alert", "hook", "skipped", { type: "slack", skip: "not_reached" }),
	],
	edges: [
		edge("clean", "stats", { labels: ["data"] }),
		edge("clean", "sweep", { labels: ["data"], critical: true }),
		edge("sweep", "best", { labels: ["metrics.accuracy"], critical: true }),
		edge("best", "tune", { critical: true }),
		edge("tune", "gate", { labels: ["m.metrics"], critical: true }),
		edge("stats", "gate", { labels: ["rows"] }),
		edge("gate", "release", { kind: "after", critical: true }),
		edge("tune", "release", { labels: ["m.metrics"] }),
		edge("release", "ship", { kind: "after", critical: true }),
		edge("tune", "ship", { labels: ["m.model"] }),
		edge("tune", "model", { labels: ["m.model"] }),
		edge("ship", "ship/rollback", { kind: "rollback" }),
		edge("ship", "smoke", { labels: ["url"] }),
		edge("ship", "alert", { kind: "on_failure" }),
	],
};

const failedNodes: Readonly<Record<string, Partial<GraphNode>>> = {
	"tune.fit": {
		status: "failed",
		attempt: 4,
		attempts: 4,
		...finished(75),
		error: {
			kind: "exit",
			message: "The process ended with exit code 137, in each of 4 attempts.",
			exit_code: 137,
			log_tail:
				"epoch 12  loss 0.239  acc 0.929\nepoch 13  loss 0.231  acc 0.934\nCUDA out of memory: tried to allocate 2.4 GB\nKilled",
		},
	},
	tune: { status: "failed", error: { kind: "exit", message: "fit failed in round 2." } },
	gate: { status: "skipped", skip: "upstream" },
	release: { status: "skipped", skip: "upstream" },
	ship: { status: "skipped", skip: "upstream" },
	smoke: { status: "skipped", skip: "upstream" },
	alert: { status: "succeeded", ...finished(1) },
	sweep: {
		status: "succeeded",
		instances: sweep.map((each, index) => ({
			...each,
			status: "succeeded",
			...finished(200),
			outputs: { metrics: { accuracy: 0.87 + index / 100 } },
		})),
	},
};

const change = (view: GraphView, changes: Readonly<Record<string, Partial<GraphNode>>>): GraphView => ({
	...view,
	nodes: view.nodes.map((each) => ({ ...each, ...changes[each.id] })),
});

/** The pipeline after its loop failed. */
export const ecgFailed: GraphView = { ...change(ecg, failedNodes), run: run("finished", "failed") };

/** The pipeline before its first run. */
export const ecgNotRun: GraphView = (() => {
	const { run: _run, ...rest } = ecg;
	const nodes = ecg.nodes.map(
		({ instances: _instances, value: _value, started: _started, ended: _ended, ...kept }) => ({
			...kept,
			status: "pending" as const,
		}),
	);
	return { ...rest, nodes };
})();
