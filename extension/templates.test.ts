import type { JobTypeCatalog } from "@dagwright/core";
import { compile, format } from "@dagwright/dsl";
import catalog from "@dagwright/job-types/catalog.json" with { type: "json" };
import { expect, test } from "vitest";
import { exampleWorkflow, newWorkflow } from "./templates.ts";

test.each([
	["the new workflow", newWorkflow],
	["the example", exampleWorkflow],
])("%s checks without a finding, and is laid out well", (_, text) => {
	const input = { file: "a.dag", read: () => ({ text }), catalog: catalog as unknown as JobTypeCatalog };
	const { diagnostics, runnable } = compile(input);
	expect([diagnostics.map(({ message }) => message), runnable]).toEqual([[], true]);
	expect(format(text)).toEqual({ text });
});
