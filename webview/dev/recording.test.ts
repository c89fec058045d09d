import { readFileSync } from "node:fs";
import { join } from "node:path";
import { apply, emptyState, fold, graphView } from "@dagwright/core";
import { expect, test } from "vitest";
import { decodeMessage } from "../messages.ts";
import { GraphStore } from "../store/graph-store.ts";
import { PanelStore } from "../store/panel-store.ts";
import { manualFrames } from "../testing/views.ts";
import { planMessage, readRecording, stepMessage } from "./recording.ts";

/** What the graph shows at the end of each recording. */
const ends: readonly (readonly [name: string, result: string, statuses: readonly string[]])[] = [
	["iris", "succeeded", ["succeeded"]],
	["flow", "succeeded", ["succeeded"]],
	["release", "succeeded", ["succeeded"]],
	["rollback", "failed", ["failed", "rolled_back", "succeeded"]],
];

test.each(ends)("the recorded run %s decodes and folds to its end", (name, result, statuses) => {
	const recording = readRecording(readFileSync(join(import.meta.dirname, `runs/${name}.ndjson`), "utf8"));
	const frames = manualFrames();
	const posted: unknown[] = [];
	const core = { apply, emptyState, graphView };
	const panel = new PanelStore({ graph: new GraphStore(), core, frames, post: (message) => posted.push(message) });
	const { run, plan } = recording.first;
	const messages = [
		planMessage(recording),
		{ type: "snapshot", run, plan, events: [] },
		...recording.steps.map((step) => stepMessage(recording, step, 0, 1)),
	];
	for (const message of messages) {
		const decoded = decodeMessage(structuredClone(message));
		if (!decoded.ok) throw new Error(decoded.problem);
		panel.receive(decoded.value);
	}
	frames.next();
	expect(posted).toEqual([]);
	expect(panel.state.run).toMatchObject({ status: "finished", result });
	expect([...new Set(panel.graph.view.nodes.map((node) => node.status))].sort()).toEqual(statuses);
});

test("the graph of a run has the rounds of its loop with what they came to, and each level of its calls", () => {
	const recording = readRecording(readFileSync(join(import.meta.dirname, "runs/flow.ndjson"), "utf8"));
	const { plan } = recording.first;
	const events = recording.steps.flatMap(({ line }) => (line.type === "event" ? [line.event] : []));
	const { nodes } = graphView(plan, fold(plan, events));
	const paths = (id: string) => nodes.find((node) => node.id === id)?.instances?.map(({ path }) => path);
	expect(nodes.find(({ id }) => id === "tune")?.instances?.map(({ path, outputs }) => [path, outputs])).toEqual([
		["tune[0]", { loss: 0.16 }],
		["tune[1]", { loss: 0.064 }],
		["tune[2]", { loss: 0.0256, rounds: 3, converged: true }],
	]);
	expect([paths("tune.fit"), paths("ship"), paths("ship/verify/ping"), paths("smoke/verify/ping")]).toEqual([
		["tune[0].fit", "tune[1].fit", "tune[2].fit"],
		["ship[0]", "ship[1]"],
		["ship[0]/verify/ping", "ship[1]/verify/ping"],
		undefined,
	]);
	expect(nodes.filter(({ parent }) => parent === "ship/verify").map(({ id }) => id)).toEqual(["ship/verify/ping"]);
});
