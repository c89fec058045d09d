import type { JobTypeCatalog } from "@dagwright/core";
import { completionsAt } from "@dagwright/dsl/query";
import catalog from "@dagwright/job-types/catalog.json" with { type: "json" };
import { expect, test } from "vitest";
import { Builds } from "./builds.ts";

const uri = "untitled:a.dag";

/** One open document, and how often its text was read. */
function open(text: string) {
	const readings = { count: 0, built: 0 };
	const document = {
		version: 1,
		getText: () => {
			readings.count++;
			return text;
		},
	};
	const builds = new Builds({
		catalog: catalog as unknown as JobTypeCatalog,
		documents: { get: (asked) => (asked === uri ? document : undefined) },
		built: () => {
			readings.built++;
		},
		failed: (_, error) => {
			throw error;
		},
		quiet: 60_000,
	});
	return { builds, readings, document };
}

test("a version of a document is read and checked once, whatever is asked of it", () => {
	const { builds, readings } = open('workflow v { param n: int = 1 }\nworkflow w { job a: shell { run "x" } }\n');
	using _ = builds;
	const build = builds.current(uri);
	if (!build) throw new Error("It could not be built.");
	completionsAt(build.analysis(), { line: 0, character: 12 });
	expect([build.plan().plan?.main, build.plan("w").plan?.main]).toEqual(["v", "w"].map((name) => `a.dag#${name}`));
	expect(build.outline().map(({ name }) => name)).toEqual(["v", "w"]);
	expect(builds.current(uri)).toBe(build);
	expect(readings).toEqual({ count: 1, built: 1 });
});

test("a question after a change is answered from a new check, which the diagnostics then share", () => {
	const { builds, readings, document } = open("workflow w { }\n");
	using _ = builds;
	const first = builds.current(uri);
	document.version = 2;
	builds.changed(uri);
	const second = builds.current(uri);
	expect([second?.version, first && builds.stands(first), second && builds.stands(second)]).toEqual([2, false, true]);
	expect(readings).toEqual({ count: 2, built: 2 });
});
