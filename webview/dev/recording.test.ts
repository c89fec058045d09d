import { readFileSync } from "node:fs";
import { join } from "node:path";
import { apply, emptyState, graphView } from "@dagwright/core";
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
