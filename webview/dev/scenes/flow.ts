import type { GraphView } from "@dagwright/core";
import { ago, edge, finished, NOW, node, run } from "./made.ts";

const round = (index: number, loss?: number) => ({
	path: `tune[${index}]`,
	bindings: {},
	status: loss === undefined ? ("running" as const) : ("succeeded" as const),
	...(loss !== undefined && { outputs: { m: { loss } } }),
});

/** A loop in its third round, an approval that waits, and a called workflow with a level inside it. */
export const flow: GraphView = {
	workflow: "flow",
	run: run("running"),
	critical: ["tune", "release", "ship"],
	nodes: [
		node("tune", "loop", "running", {
			detail: "max 6 until m.loss < 0.05",
			max_rounds: 6,
			instances: [round(0, 0.42), round(1, 0.18), round(2)],
		}),
		node("tune.fit", "job", "running", {
			type: "training",
			parent: "tune",
			instances: [0, 1, 2].map((index) => ({
				path: `tune[${index}].fit`,
				bindings: {},
				status: index === 2 ? ("running" as const) : ("succeeded" as const),
				...(index === 2 ? { started: ago(40) } : finished(30)),
			})),
		}),
		node("fetch", "job", "succeeded", { type: "http", fallback: true, attempt: 4, ...finished(8) }),
		node("release", "approval", "waiting", {
			type: "approval",
			started: ago(600),
			approval: {
				about: "approval",
				approvers: ["role:ml-lead", "ada"],
				people: ["ada", "mira"],
				policy: "all",
				needed: 2,
				given: [{ by: "ada", at: ago(300), comment: "The loss is fine." }],
				deadline: NOW + 79_800_000,
				show: { metrics: { loss: 0.18, accuracy: 0.934 }, report: "drift below 1 %" },
				form: [
					{ name: "share", type: { kind: "percent" }, value: 0.1 },
					{ name: "channel", type: { kind: "enum", values: ["canary", "stable"] }, value: "canary" },
					{ name: "reason", type: { kind: "string" }, value: "" },
				],
			},
		}),
		node("ship", "call", "running", { type: "canary", started: ago(20) }),
		node("ship/warm", "job", "succeeded", { type: "shell", parent: "ship", ...finished(4) }),
		node("ship/deploy", "job", "running", { type: "http", parent: "ship", started: ago(12) }),
		node("ship/verify", "call", "pending", { type: "checks", parent: "ship" }),
		node("ship/verify/ping", "job", "pending", { type: "http", parent: "ship/verify" }),
		node("ship.rollback", "rollback", "pending", { name: "roll back ship", type: "shell" }),
	],
	edges: [
		edge("tune", "release", { labels: ["m"] }),
		edge("fetch", "release", { kind: "after" }),
		edge("release", "ship", { kind: "after" }),
		edge("ship", "ship.rollback", { kind: "rollback" }),
		edge("ship/warm", "ship/deploy", { kind: "after" }),
		edge("ship/deploy", "ship/verify", { kind: "after" }),
	],
};

/** A run that failed: what had succeeded is rolled back, and a hook tells it. */
export const rolledBack: GraphView = {
	workflow: "rolled_back",
	run: run("finished", "failed"),
	critical: [],
	nodes: [
		node("build", "job", "succeeded", { type: "shell", ...finished(30) }),
		node("deploy", "job", "rolled_back", { type: "shell", ...finished(12) }),
		node("deploy.rollback", "rollback", "succeeded", { name: "roll back deploy", type: "shell", ...finished(3) }),
		node("route", "job", "rolled_back", { type: "http", ...finished(2) }),
		node("route.rollback", "rollback", "failed", {
			name: "roll back route",
			type: "http",
			error: { kind: "http", message: "no answer" },
			...finished(9),
		}),
		node("smoke", "job", "failed", {
			type: "http",
			error: { kind: "http", message: "answered 500; expected 200" },
			...finished(1),
		}),
		node("on_failure.alert", "hook", "succeeded", { type: "slack", detail: "on failure", ...finished(1) }),
	],
	edges: [
		edge("build", "deploy", { labels: ["image"] }),
		edge("deploy", "deploy.rollback", { kind: "rollback" }),
		edge("deploy", "route", { labels: ["url"] }),
		edge("route", "route.rollback", { kind: "rollback" }),
		edge("route", "smoke", { labels: ["url"] }),
	],
};

/** A loop that never converged, one that did, and a lost attempt of a critical job that nobody knows the outcome of. */
export const asked: GraphView = {
	workflow: "asked",
	run: run("running"),
	critical: ["tune", "ship"],
	nodes: [
		node("tune", "loop", "succeeded", {
			detail: "max 3 until m.loss < 0.05",
			max_rounds: 3,
			unconverged: ["tune"],
			instances: [round(0, 0.42), round(1, 0.18), round(2, 0.11)],
		}),
		node("tune.fit", "job", "succeeded", { type: "training", parent: "tune", ...finished(30) }),
		node("ship", "job", "waiting", {
			type: "deployment",
			critical: true,
			started: ago(600),
			approval: {
				about: "outcome",
				approvers: [],
				people: [],
				policy: "any",
				needed: 1,
				given: [],
				show: {},
				form: [],
				outputs: [
					{ name: "url", type: { kind: "string" } },
					{ name: "replicas", type: { kind: "int", min: 1 } },
					{ name: "slot", type: { kind: "enum", values: ["blue", "green"] } },
					{ name: "exit_code", type: { kind: "int" } },
				],
			},
		}),
	],
	edges: [edge("tune", "ship", { labels: ["tune.m"] })],
};
