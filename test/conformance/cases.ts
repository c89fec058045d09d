import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Capacity, JobTypeCatalog, ParamValues, Plan, RunOptions } from "@dagwright/core";
import { compile, type Diagnostic } from "@dagwright/dsl";
import catalog from "@dagwright/job-types/catalog.json" with { type: "json" };
import type { ConformanceRun, TimedRequest } from "./host.ts";

const folder = fileURLToPath(new URL("cases", import.meta.url));

/** The names of all cases. */
export function caseNames(): readonly string[] {
	return readdirSync(folder);
}

/** Absolute path of a file of a case. */
export function casePath(name: string, file: string): string {
	return join(folder, name, file);
}

/** A JSON file of a case; undefined if the case has none. */
export function caseJson<Value>(name: string, file: string): Value | undefined {
	const path = casePath(name, file);
	return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Value) : undefined;
}

/** A case's workflow, compiled with its imports. */
export function compileCase(name: string): { readonly plan?: Plan; readonly diagnostics: readonly Diagnostic[] } {
	return compile({
		file: "case.dag",
		read: (path) => ({ text: readFileSync(casePath(name, path), "utf8") }),
		catalog: catalog as unknown as JobTypeCatalog,
	});
}

export function caseOptions(name: string): Partial<RunOptions> {
	return caseJson<Partial<RunOptions>>(name, "options.json") ?? {};
}

export function caseRequests(name: string): readonly TimedRequest[] {
	return caseJson<readonly TimedRequest[]>(name, "requests.json") ?? [];
}

/** What a host is asked for in a case. */
export function caseRun(name: string, plan: Plan): ConformanceRun {
	return {
		plan,
		params: caseJson<ParamValues>(name, "params.json") ?? {},
		options: { durability: "default", max_parallel: 4, ...caseOptions(name) },
		capacity: caseJson<Capacity>(name, "capacity.json") ?? { slots: 4 },
		secrets: caseJson<Record<string, string>>(name, "secrets.json") ?? {},
		roles: { leads: ["ann", "ben"], nobody: [] },
		requests: caseRequests(name),
	};
}
