import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { caseNames, casePath, caseRun, compileCase } from "./cases.ts";
import { causalityViolations } from "./causality.ts";
import { localHost } from "./local-host.ts";
import { memoryHost } from "./memory-host.ts";
import { outlineOf } from "./outline.ts";

describe.each([localHost, memoryHost])("$name runs", (host) => {
	it.concurrent.each(caseNames())("%s as every host must", async (name) => {
		const { plan, diagnostics } = compileCase(name);
		expect(diagnostics.filter(({ severity }) => severity !== "hint")).toEqual([]);
		if (plan === undefined) throw new Error("the case has no workflow");
		const result = await host.run(caseRun(name, plan));
		for (const events of result.runs) expect(causalityViolations(plan, events)).toEqual([]);
		const expected = casePath(name, "expected.ndjson");
		if (process.env["UPDATE_GOLDEN"] !== undefined && host === localHost) writeFileSync(expected, outlineOf(result));
		expect(outlineOf(result)).toBe(readFileSync(expected, "utf8"));
	});
});
