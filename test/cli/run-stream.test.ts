import { rmSync } from "node:fs";
import type { RunStreamLine } from "@dagwright/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeFixtureProject } from "./fixture-project.ts";
import { callBuilt } from "./transcript.ts";

let folder: string;
beforeEach(() => {
	folder = makeFixtureProject();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function stream(...argv: readonly string[]): readonly RunStreamLine[] {
	return callBuilt(folder, { argv })
		.out.trimEnd()
		.split("\n")
		.map((line) => JSON.parse(line) as RunStreamLine);
}

test("streams the run first, then every event in order, then the end", () => {
	const lines = stream("run", "hello.dag", "--json");
	const events = lines.flatMap((line) => (line.type === "event" ? [line.event] : []));
	expect([lines[0]?.type, lines.at(-1)]).toEqual(["run", { type: "end", result: "succeeded", exit_code: 0 }]);
	expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
	expect([events[0]?.type, events.at(-1)?.type]).toEqual(["run.created", "run.finished"]);
});

test("ends a failed run with its exit code", () => {
	expect(stream("run", "failing.dag", "--json").at(-1)).toEqual({ type: "end", result: "failed", exit_code: 1 });
});

test("tells an error as a line of the stream", () => {
	expect(stream("run", "broken.dag", "--json")).toMatchObject([{ type: "error", code: "diagnostics" }]);
	expect(stream("run", "later.dag", "--json")).toMatchObject([{ type: "error", code: "never-fits" }]);
});
