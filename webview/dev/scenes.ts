import type { GraphEdge, GraphNode, GraphView, InstanceView, NodeKind, NodeStatus } from "@dagwright/core";
import type { ToWebview } from "@dagwright/protocol";
import { STATUSES } from "../graph/statuses.ts";

type Problems = Extract<ToWebview, { type: "plan" }>["problems"];

/** A view made by hand, to look at states that a run passes too quickly or that no engine can reach yet. */
export interface Scene {
	readonly view: GraphView;
	readonly samples?: readonly {
		readonly instance: string;
		readonly progress: number;
		readonly metric?: readonly [string, number];
	}[];
	readonly problems?: Problems;
	readonly select?: readonly [string, string?];
	readonly disconnected?: boolean;
}

const NOW = Date.now();
const ago = (seconds: number) => NOW - seconds * 1000;

function node(id: string, kind: NodeKind, status: NodeStatus, more: Partial<GraphNode> = {}): GraphNode {
	return { id, name: id.split(".").at(-1) ?? id, kind, status, ...more };
}

function edge(from: string, to: string, more: Partial<GraphEdge> = {}): GraphEdge {
	return { id: `${from}>${to}`, from, to, kind: "data", labels: [], ...more };
}

function run(status: "running" | "finished", result?: string): NonNullable<GraphView["run"]> {
	return { id: "214", status, started: ago(1351), seq: 1284, ...(result !== undefined && { result, ended: ago(2) }) };
}

const finished = (seconds: number) => ({ started: ago(seconds + 60), ended: ago(60) });

const sweep: readonly InstanceView[] = [
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

const ecg: GraphView = {
	workflow: "ecg_nightly",
	run: run("running"),
	critical: ["clean", "sweep", "best", "tune", "gate", "release", "ship"],
	nodes: [
		node("clean", "job", "cached", { type: "preprocessing", value: { data: rows, rows: 84112 } }),
		node("stats", "job", "succeeded", { type: "python", value: { rows: 84112, mean: 0.13 }, ...finished(171) }),
		node("sweep", "fan_out", "running", { type: "training", detail: "needs 5 of 6 · limit 4", instances: sweep }),
		node("best", "let", "succeeded", { value: { lr: 1e-4, bs: 16, acc: 0.921 } }),
		node("tune", "loop", "running", {
			detail: "until m.metrics.loss < 0.05",
			attempts: 8,
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

const problem = (message: string, job: string, line: number, code = "dag/unknown-name"): Problems[number] => ({
	severity: "error",
	code,
	message,
	job,
	at: { file: "ecg_nightly.dag", start: { line, character: 4 }, end: { line, character: 12 } },
});

const cycle: Problems[number] = {
	...problem("clean and stats wait for each other.", "clean", 12, "dag/cycle"),
	related: [12, 20].map((line) => problem("", "", line).at),
};

const KINDS: readonly NodeKind[] = ["job", "fan_out", "call", "approval", "fan_in", "let", "hook"];
/** One column per kind, one row per status. */
function gallery(): GraphView {
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

const fanOuts: GraphView = {
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

const notRun: GraphView = (() => {
	const { run: _run, ...rest } = ecg;
	const nodes = ecg.nodes.map(
		({ instances: _instances, value: _value, started: _started, ended: _ended, ...kept }) => ({
			...kept,
			status: "pending" as const,
		}),
	);
	return { ...rest, nodes };
})();

const hostile = '"><img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';

/** By the name in the address. */
export const scenes: Readonly<Record<string, Scene>> = {
	ecg: {
		view: ecg,
		samples: [
			{ instance: "sweep[3]", progress: 0.64, metric: ["accuracy", 0.934] },
			{ instance: "sweep[4]", progress: 0.38 },
			{ instance: "tune.fit", progress: 0.58, metric: ["loss", 0.0715] },
		],
	},
	inspector: {
		view: ecg,
		samples: [
			{ instance: "sweep[3]", progress: 0.64, metric: ["accuracy", 0.934] },
			{ instance: "sweep[4]", progress: 0.38 },
			{ instance: "tune.fit", progress: 0.58 },
		],
		select: ["sweep", "sweep[3]"],
	},
	not_run: { view: notRun },
	kinds: { view: gallery() },
	fan_out: { view: fanOuts },
	failed: { view: { ...change(ecg, failedNodes), run: run("finished", "failed") }, select: ["tune.fit"] },
	broken: {
		view: notRun,
		problems: [
			problem("There is no job called “clen”. Did you mean clean?", "stats", 21),
			problem("retry takes a number of attempts.", "sweep", 30),
			problem("“metrix” is not an output of tune.", "gate", 55),
		],
	},
	cycle: {
		view: notRun,
		problems: [cycle],
	},
	lost: { view: ecg, disconnected: true },
	big: { view: bigView(1000, 430) },
	hostile: {
		view: {
			workflow: hostile,
			run: run("running"),
			critical: [],
			nodes: [
				node("a", "job", "failed", {
					name: hostile,
					type: hostile,
					detail: hostile,
					error: { kind: "exit", message: hostile, log_tail: hostile },
				}),
				node("b", "let", "succeeded", { name: "b", value: hostile }),
				node("c", "fan_out", "running", {
					type: hostile,
					instances: [{ path: "c[0]", bindings: { [hostile]: hostile }, status: "running" }],
				}),
			],
			edges: [edge("a", "b", { labels: [hostile] })],
		},
		select: ["a"],
	},
};
