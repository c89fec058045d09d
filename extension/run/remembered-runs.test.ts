import { expect, test } from "vitest";
import { type Memory, RememberedRuns } from "./remembered-runs.ts";

function memory(kept?: unknown): Memory {
	let value = kept;
	return {
		get: () => value,
		update: async (_, next) => {
			value = next;
		},
	};
}
const first = { document: "file:///a.dag", workflow: "w", run: "1" };
const second = { ...first, workflow: "v", run: "2" };

test("the latest run of a workflow is known to the next window", () => {
	const shared = memory();
	const before = new RememberedRuns(shared);
	for (const run of [first, second, { ...first, run: "3" }]) before.note(run);
	const after = new RememberedRuns(shared);
	const asked = [after.latestOf("file:///a.dag", "w"), after.latestOf("file:///a.dag", "v")];
	expect(asked).toEqual([{ ...first, run: "3" }, second]);
});

test("without a workflow it is the latest of the document", () => {
	const runs = new RememberedRuns(memory());
	for (const run of [first, second]) runs.note(run);
	expect([runs.latestOf("file:///a.dag", undefined), runs.latestOf("file:///b.dag", undefined)]).toEqual([
		second,
		undefined,
	]);
});

test("what another version kept is passed over", () => {
	const runs = new RememberedRuns(memory([7, null, { run: 1 }, first]));
	expect(runs.latestOf("file:///a.dag", "w")).toEqual(first);
});
