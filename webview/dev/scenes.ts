import type { GraphView } from "@dagwright/core";
import type { ToWebview } from "@dagwright/protocol";
import { ecg, ecgFailed, ecgNotRun } from "./scenes/ecg.ts";
import { asked, flow, rolledBack } from "./scenes/flow.ts";
import { bigView, fanOuts, gallery } from "./scenes/galleries.ts";
import { edge, node, run } from "./scenes/made.ts";

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
	/** Who sits here. */
	readonly user?: string;
}

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
	not_run: { view: ecgNotRun },
	kinds: { view: gallery() },
	fan_out: { view: fanOuts },
	failed: { view: ecgFailed, select: ["tune.fit"] },
	broken: {
		view: ecgNotRun,
		problems: [
			problem("There is no job called “clen”. Did you mean clean?", "stats", 21),
			problem("retry takes a number of attempts.", "sweep", 30),
			problem("“metrix” is not an output of tune.", "gate", 55),
		],
	},
	cycle: {
		view: ecgNotRun,
		problems: [cycle],
	},
	flow: { view: flow, user: "mira", select: ["release"] },
	flow_mine: { view: flow, user: "eve" },
	asked: { view: asked, select: ["ship"] },
	rolled_back: { view: rolledBack, select: ["deploy"] },
	lost: { view: ecg, disconnected: true },
	big: { view: bigView(1000, 430) },
	huge: { view: bigView(5000, 2150) },
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
