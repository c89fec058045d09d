import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Capacity, JobTypeCatalog, ParamValues, RunOptions } from "@dagwright/core";
import { compile } from "@dagwright/dsl";
import catalog from "@dagwright/job-types/catalog.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { causalityViolations } from "./causality.ts";
import type { TimedRequest } from "./host.ts";
import { localHost } from "./local-host.ts";
import { memoryHost } from "./memory-host.ts";
import { outline } from "./outline.ts";

const cases = fileURLToPath(new URL("cases", import.meta.url));

describe.each([localHost, memoryHost])("$name runs", (host) => {
	it.concurrent.each(readdirSync(cases))("%s as every host must", async (name) => {
		const folder = join(cases, name);
		const compiled = compile({
			file: "case.dag",
			read: (path) => ({ text: readFileSync(join(folder, path), "utf8") }),
			catalog: catalog as JobTypeCatalog,
		});
		expect(compiled.diagnostics.filter(({ severity }) => severity !== "hint")).toEqual([]);
		if (compiled.plan === undefined) throw new Error("the case has no workflow");
		const events = await host.run({
			plan: compiled.plan,
			params: json<ParamValues>(folder, "params.json") ?? {},
			options: { durability: "default", max_parallel: 4, ...json<Partial<RunOptions>>(folder, "options.json") },
			capacity: json<Capacity>(folder, "capacity.json") ?? { slots: 4 },
			secrets: json<Record<string, string>>(folder, "secrets.json") ?? {},
			roles: { leads: ["ann", "ben"], nobody: [] },
			requests: json<readonly TimedRequest[]>(folder, "requests.json") ?? [],
		});
		expect(causalityViolations(compiled.plan, events)).toEqual([]);
		const expected = join(folder, "expected.ndjson");
		if (process.env["UPDATE_GOLDEN"] !== undefined && host === localHost) writeFileSync(expected, outline(events));
		expect(outline(events)).toBe(readFileSync(expected, "utf8"));
	});
});

function json<Value>(folder: string, name: string): Value | undefined {
	const path = join(folder, name);
	return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Value) : undefined;
}
