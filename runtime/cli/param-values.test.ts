import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ParamPlan } from "@dagwright/core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CommandFailure } from "./failure.ts";
import { type ParamSources, readParams } from "./param-values.ts";

const params: readonly ParamPlan[] = [
	{ name: "epochs", type: { kind: "int", min: 1, max: 200 }, default: { op: "literal", value: 10 } },
	{ name: "lrs", type: { kind: "list", element: { kind: "float" } }, default: { op: "literal", value: [] } },
	{ name: "data", type: { kind: "optional", of: { kind: "file" } } },
];

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "dag-params-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function read(sources: Partial<ParamSources>) {
	return readParams(params, { given: [], environment: {}, cwd: folder, root: folder, ...sources });
}

function problem(sources: Partial<ParamSources>): string {
	try {
		read(sources);
	} catch (error) {
		if (error instanceof CommandFailure) return [error.code, error.message, ...error.next].join("\n");
		throw error;
	}
	return "";
}

test("takes --param before --params before the environment, by type", () => {
	const file = join(folder, "p.json");
	writeFileSync(file, '\ufeff{"epochs": 3, "lrs": [0.1]}');
	const environment = { DAG_PARAM_EPOCHS: "2", DAG_PARAM_LRS: "[1e-3, 2]" };
	expect(read({ environment })).toEqual({ epochs: 2, lrs: [0.001, 2] });
	expect(read({ environment, file })).toEqual({ epochs: 3, lrs: [0.1] });
	expect(read({ environment, file, given: ["epochs=4"] })).toEqual({ epochs: 4, lrs: [0.1] });
});

test("takes paths from where the user stands, and keeps them relative to the project", () => {
	expect(read({ cwd: join(folder, "sub"), given: ["data=a.csv"] })).toEqual({ data: { path: "sub/a.csv" } });
	expect(read({ given: ["data=/elsewhere/a.csv"] })).toEqual({ data: { path: "/elsewhere/a.csv" } });
});

test("tells every problem at once", () => {
	expect(problem({ given: ["epochs=many", "epocs=3"] })).toContain("did you mean epochs?");
	expect(problem({ given: ["epochs=500"] })).toContain("is 500, but must be int(1..200)");
	expect(problem({ given: ["=3"] })).toContain("param-form");
	expect(problem({ file: "missing.json" })).toContain("file-missing");
	writeFileSync(join(folder, "list.json"), "[1]");
	expect(problem({ file: "list.json" })).toContain("holds no object");
});

test("asks for a param that has no value and no default", () => {
	const needed: readonly ParamPlan[] = [{ name: "name", type: { kind: "string" } }];
	expect(() => readParams(needed, { given: [], environment: {}, cwd: folder, root: folder })).toThrow(
		"param name needs a value: string",
	);
});

test("says that a param without a name has none, and which there are", () => {
	expect(problem({ given: ["=3"] })).toBe(
		"param-form\n--param =3 has no name before its =\nwrite --param name=3; the params are epochs, lrs, data",
	);
});
