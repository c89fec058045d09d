import type { RunListing } from "@dagwright/protocol";
import { expect, test } from "vitest";
import { latestRun } from "./latest-run.ts";

const ran = (run: string, file: string, workflow: string): RunListing => ({
	run,
	file,
	workflow,
	status: "finished",
	started: 0,
	resumable: false,
});
const runs: readonly RunListing[] = [
	{ run: "6", problem: "its journal is damaged", code: "engine/journal-damaged" },
	ran("5", "b.dag", "train"),
	ran("4", "a.dag", "ship"),
	ran("3", "a.dag", "train"),
	ran("2", "a.dag", "train"),
];

test.each([
	["of a workflow, passing over its name in another file", "a.dag", "train", { run: "3", workflow: "train" }],
	["of any workflow of the file", "a.dag", undefined, { run: "4", workflow: "ship" }],
	["where there is none", "b.dag", "ship", undefined],
])("the latest run %s", (_, file, workflow, expected) => {
	expect(latestRun(runs, { file, workflow })).toEqual(expected);
});
