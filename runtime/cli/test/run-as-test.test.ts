import { fold } from "@dagwright/core";
import { simulateTest } from "@dagwright/engine/simulator";
import { expect, test } from "vitest";
import { failuresOf, testsOfDag } from "../../../test/support/simulate-dag.ts";
import { type RecordedRun, runAsTest } from "./run-as-test.ts";

const flow = `
workflow w {
  param mode: enum("fast", "slow") = fast
  param wait: duration = 5m
  job fetch: node { script = "x.mjs"  retry 2  outputs { rows: int  kind: enum("a", "b")  took: duration  data: file  names: list<string> } }
  job train: node for n in [1, 2] { script = "x.mjs"  fallback { script = "y.mjs" }  outputs { score: float  size: size  text: string } }
  job release: approval after train { approvers = ["user:ann"]  form = { share: 0.1 }  timeout 1h }
  job ship: shell when fetch.names.len() > 30 && fetch.rows > 2 after release { run "./ship" }
  job skip: shell when mode == slow { run "./skip" }
  output rows = fetch.rows
}
`;

/** A run of the flow, as a real one is recorded. */
function recorded(text: string): RecordedRun {
	const [compiled] = testsOfDag(flow + text);
	if (compiled === undefined) throw new Error("there is no test");
	const { plan, events, failures } = simulateTest(compiled.plan, compiled.test);
	expect(failures).toEqual([]);
	return { run: "7", plan, state: fold(plan, events), events };
}

const names = Array.from({ length: 40 }, (_, index) => `"name ${index}"`).join(", ");

const run = recorded(
	`test "t" of w {
	with wait = 1h30m
	mock fetch fails "503 \\u{1}" then => { rows: 3, kind: b, took: 90s, data: "x.csv", names: [${names}] }
	mock train[0] => { score: 0.5, size: 2MB, text: "short" }
	mock train[1] fails "no gpu"
	mock train.fallback => { score: 0.25, size: 1kB, text: "${"long ".repeat(100)}" }
	mock release => { form: { share: 0.5 }, comment: "fine" }
	expect ship succeeded
}`.replace("1kB", "1KB"),
);

test("a run as a test leaves out what is long and names files, and has the units of the types", () => {
	expect(runAsTest(run, { needed: new Set() })).toBe(`test "as run 7" of w {
with wait = 1h30m
mock fetch fails "503 \\u{0001}" then => { rows: 3, kind: b, took: 1m30s }
mock train[0] => { score: 0.5, size: 2MB, text: "short" }
mock train[1] fails "no gpu"
mock train[1].fallback => { score: 0.25, size: 1KB }
mock release => { form: { share: 0.5 }, comment: "fine" }
expect skip skipped
expect run.outputs.rows == 3
expect run succeeded
}
`);
});

test("with what the run hangs on written out, it passes", () => {
	const missing = failuresOf(flow + runAsTest(run, { needed: new Set() }));
	expect(missing["as run 7"]).toEqual([
		"`fetch.names.len() > 30 && fetch.rows > 2` reads fetch.names, which has no value in this test: give it in a mock.",
	]);
	expect(failuresOf(flow + runAsTest(run, { needed: new Set(["fetch.names"]) }))).toEqual({ "as run 7": [] });
});

test("only the jobs that are asked for are mocked", () => {
	const text = runAsTest(run, { jobs: ["train"], needed: new Set() });
	expect(text.split("\n").filter((line) => line.startsWith("mock"))).toEqual([
		'mock train[0] => { score: 0.5, size: 2MB, text: "short" }',
		'mock train[1] fails "no gpu"',
		"mock train[1].fallback => { score: 0.25, size: 1KB }",
	]);
});
