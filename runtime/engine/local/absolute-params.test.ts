import { expect, test } from "vitest";
import { absoluteParams } from "./absolute-params.ts";

test("the paths of files are resolved against the project root, wherever they stand in a value", () => {
	const params = [
		{ name: "data", type: { kind: "file" } },
		{ name: "many", type: { kind: "list", element: { kind: "optional", of: { kind: "dir" } } } },
		{ name: "deep", type: { kind: "record", fields: { model: { kind: "model" }, text: { kind: "string" } } } },
		{ name: "text", type: { kind: "string" } },
	] as const;
	const values = {
		data: "data/a.csv",
		many: ["x", null, "/abs"],
		deep: { model: { path: "m/1", sha256: "0", bytes: 1 }, text: "data/a.csv" },
		text: "data/a.csv",
	};
	expect(absoluteParams(values, params, "/project")).toEqual({
		data: "/project/data/a.csv",
		many: ["/project/x", null, "/abs"],
		deep: { model: { path: "/project/m/1", sha256: "0", bytes: 1 }, text: "data/a.csv" },
		text: "data/a.csv",
	});
});
