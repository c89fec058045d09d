import { apply, emptyState, graphView } from "@dagwright/core";
import type { FromWebview, ToWebview } from "@dagwright/protocol";
import { expect, test } from "vitest";
import { manualFrames, runEvents, shellPlan } from "../testing/views.ts";
import { GraphStore } from "./graph-store.ts";
import { PanelStore } from "./panel-store.ts";

function setUp() {
	const posted: FromWebview[] = [];
	const frames = manualFrames();
	let views = 0;
	const core = {
		apply,
		emptyState,
		graphView: (...of: Parameters<typeof graphView>) => {
			views++;
			return graphView(...of);
		},
	};
	const clock = { now: 0 };
	const panel = new PanelStore({
		graph: new GraphStore(),
		core,
		frames,
		post: (message) => posted.push(message),
		now: () => clock.now,
	});
	/** Over the wire: what arrives is plain data. */
	const receive = (message: object) => panel.receive(structuredClone(message) as ToWebview);
	const statuses = () => Object.fromEntries(panel.graph.view.nodes.map((node) => [node.id, node.status]));
	return { panel, clock, frames, posted, receive, statuses, views: () => views };
}

const plan = shellPlan({ a: [], b: ["a"] });
const events = runEvents(plan, ["a", "b"]);
const text = { type: "plan", file: "test.dag", plan, origins: {}, problems: [] };

test("draws once a frame, however many events came", () => {
	const { frames, receive, views, statuses } = setUp();
	receive({ type: "snapshot", run: "7", plan, events: events.slice(0, 2) });
	for (const event of events.slice(2)) receive({ type: "events", run: "7", events: [event] });
	expect({ asked: frames.asked(), views: views() }).toEqual({ asked: 1, views: 0 });
	frames.next();
	expect({ views: views(), statuses: statuses() }).toEqual({ views: 1, statuses: { a: "succeeded", b: "succeeded" } });
});

test("asks once for a snapshot at a gap, says that it catches up, and is up to date with the answer", () => {
	const { panel, frames, posted, receive } = setUp();
	receive({ type: "snapshot", run: "7", plan, events: events.slice(0, 2) });
	receive({ type: "events", run: "7", events: events.slice(4, 5) });
	receive({ type: "events", run: "7", events: events.slice(5, 6) });
	expect({ posted, behind: panel.state.behind }).toEqual({ posted: [{ type: "resync" }], behind: 4 });
	receive({ type: "snapshot", run: "7", plan, events });
	frames.next();
	expect(panel.state).toMatchObject({ behind: 0, run: { status: "finished", seq: events.length } });
});

test("knows whether the engine is gone or out of reach, until it is back or another run is shown", () => {
	const { panel, receive } = setUp();
	const connection = () => [panel.state.connected, panel.state.engineEnded];
	receive({ type: "snapshot", run: "7", plan, events: events.slice(0, 2) });
	receive({ type: "connection", connected: false, since: 5 });
	expect(connection()).toEqual([false, false]);
	receive({ type: "connection", connected: false, since: 5, ended: true });
	expect(connection()).toEqual([false, true]);
	// A picture that was asked for anew is no sign of an engine.
	receive({ type: "snapshot", run: "7", plan, events: events.slice(0, 2) });
	expect(connection()).toEqual([false, true]);
	receive({ type: "connection", connected: true, since: 6, ended: false });
	expect(connection()).toEqual([true, false]);
	receive({ type: "connection", connected: false, ended: true });
	receive({ type: "snapshot", run: "8", plan, events: events.slice(0, 2) });
	expect(connection()).toEqual([true, false]);
});

test("asks for a snapshot when events of a run come that it has not seen begin", () => {
	const { posted, receive } = setUp();
	receive({ type: "events", run: "7", events: events.slice(3, 4) });
	expect(posted).toEqual([{ type: "resync" }]);
});

test("takes no events of a run other than the one it shows", () => {
	const { frames, posted, receive, statuses } = setUp();
	receive({ type: "snapshot", run: "8", plan, events: events.slice(0, 2) });
	receive({ type: "events", run: "7", events });
	frames.next();
	expect({ posted, statuses: statuses() }).toEqual({ posted: [], statuses: { a: "ready", b: "pending" } });
});

test("shows the edited text with the statuses of the run of its earlier form", () => {
	const { panel, frames, receive, statuses } = setUp();
	receive(text);
	receive({ type: "snapshot", run: "7", plan, events });
	receive({ ...text, plan: shellPlan({ a: [], c: ["a"] }, "sha256:1") });
	frames.next();
	expect({ changed: panel.state.textChanged, statuses: statuses() }).toEqual({
		changed: true,
		statuses: { a: "succeeded", c: "pending" },
	});
	receive({ type: "no_run" });
	frames.next();
	expect(statuses()).toEqual({ a: "pending", c: "pending" });
});

test("keeps the last good graph while the text is broken beyond a plan, and none for an empty file", () => {
	const { panel, frames, receive, statuses } = setUp();
	receive(text);
	const at = { file: "test.dag", start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
	const { plan: _plan, ...without } = text;
	receive({ ...without, problems: [{ severity: "error", code: "dag/syntax", message: "A } is missing.", at }] });
	frames.next();
	expect(statuses()).toEqual({ a: "pending", b: "pending" });
	receive(without);
	frames.next();
	expect({ hasPlan: panel.state.hasPlan, statuses: statuses() }).toEqual({ hasPlan: false, statuses: {} });
});

test("marks the nodes with an error, and draws every edge of a cycle, also the one that the plan left out", () => {
	const { panel, frames, receive } = setUp();
	const at = (line: number) => ({ file: "test.dag", start: { line, character: 4 }, end: { line, character: 5 } });
	const job = (line: number) => ({ ...at(line), start: { line, character: 0 }, end: { line, character: 9 } });
	receive({
		...text,
		plan: shellPlan({ a: [], b: ["a"], c: ["b"], d: ["c"] }),
		origins: { a: job(1), b: job(2), c: job(3), d: job(4) },
		problems: [
			{ severity: "error", code: "dag/cycle", message: "They wait.", at: at(1), related: [at(1), at(3), at(2)] },
		],
	});
	frames.next();
	expect(panel.problemOf("a")?.message).toBe("They wait.");
	const onCycle = panel.graph.view.edges.filter(({ id }) => panel.isOnCycle(id)).map(({ from, to }) => `${from}>${to}`);
	expect(onCycle.sort()).toEqual(["a>b", "b>c", "c>a"]);
});

test("follows the cursor of the text, and drops a choice that is gone from the text", () => {
	const { panel, frames, receive } = setUp();
	receive(text);
	frames.next();
	receive({ type: "select", job: "b" });
	expect(panel.state).toMatchObject({ selected: "b", reveal: 1, showInspector: false });
	receive({ ...text, plan: shellPlan({ a: [] }, "sha256:1") });
	frames.next();
	expect(panel.state.selected).toBeUndefined();
});

test("a click on the job that the cursor had chosen opens the inspector", () => {
	const { panel, receive } = setUp();
	receive(text);
	receive({ type: "select", job: "b" });
	panel.select("b", "pointer");
	expect(panel.state).toMatchObject({ selected: "b", reveal: 1, showInspector: true });
});

test("draws samples at most four times a second, however often they come", () => {
	const { panel, clock, frames, receive } = setUp();
	receive({ type: "snapshot", run: "7", plan, events: events.slice(0, 4) });
	frames.next();
	const drawn: number[] = [];
	panel.graph.subscribeNode("a", () => drawn.push(clock.now));
	for (clock.now = 1; clock.now <= 1000; clock.now += 16) {
		receive({ type: "sample", run: "7", samples: [{ instance: "a", attempt: 1, progress: clock.now / 1000 }] });
		frames.next();
	}
	expect(drawn).toEqual([1, 257, 513, 769]);
});

test("an answer is asked for once more, sent with what was typed, and its refusal is told", () => {
	const { panel, posted, receive } = setUp();
	panel.ask({ instance: "release", decision: "approved" });
	expect({ posted, asking: panel.state.asking }).toEqual({
		posted: [],
		asking: { instance: "release", decision: "approved" },
	});
	panel.answer({ instance: "release", decision: "approved", form: { share: "10%" } });
	expect(posted).toEqual([{ type: "answer", instance: "release", decision: "approved", form: { share: "10%" } }]);
	expect(panel.state.asking).toBeUndefined();
	expect(panel.state.answers.get("release")).toEqual({ status: "sent" });
	receive({ type: "answered", instance: "release", problem: "eve may not answer" });
	expect(panel.state.answers.get("release")).toEqual({ status: "refused", problem: "eve may not answer" });
	receive({ type: "answered", instance: "release" });
	expect(panel.state.answers.has("release")).toBe(false);
});

test("what was asked and chosen is forgotten with the run", () => {
	const { panel, frames, receive } = setUp();
	receive({ type: "snapshot", run: "7", plan, events });
	frames.next();
	panel.ask({ instance: "release", decision: "rejected" });
	panel.choose("a", "a[1]");
	receive({ type: "snapshot", run: "8", plan, events });
	expect({ asking: panel.state.asking, chosen: panel.state.chosen.size }).toEqual({ asking: undefined, chosen: 0 });
});
