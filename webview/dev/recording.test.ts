import { readFileSync } from "node:fs";
import { join } from "node:path";
import { apply, emptyState, graphView } from "@dagwright/core";
import { expect, test } from "vitest";
import { decodeMessage } from "../messages.ts";
import { GraphStore } from "../store/graph-store.ts";
import { PanelStore } from "../store/panel-store.ts";
import { manualFrames } from "../testing/views.ts";
import { planMessage, readRecording, stepMessage } from "./recording.ts";

const recording = readRecording(readFileSync(join(import.meta.dirname, "runs/iris.ndjson"), "utf8"));

test("a recorded run decodes and folds to its end", () => {
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
	expect(panel.state.run).toMatchObject({ status: "finished", result: "succeeded" });
	expect(new Set(panel.graph.view.nodes.map((node) => node.status))).toEqual(new Set(["succeeded"]));
});
