import { expect, test } from "vitest";
import { choices, inputProblem } from "./param-input.ts";

test.each([
	["a whole number within its range", { kind: "int", min: 1, max: 5 }, "3", undefined],
	["a whole number out of its range", { kind: "int", min: 1, max: 5 }, "9", "At most 5 is allowed."],
	["a fraction for a whole number", { kind: "int" }, "1.5", "A whole number is needed."],
	["no number at all", { kind: "float" }, " ", "A number is needed."],
	["a number", { kind: "float" }, "1e-3", undefined],
	["an unknown choice", { kind: "enum", values: ["a", "b"] }, "c", "One of a, b is needed."],
	["nothing for an optional", { kind: "optional", of: { kind: "int" } }, "", undefined],
	["no path", { kind: "file" }, "", "A path is needed."],
	["any text", { kind: "string" }, "", undefined],
] as const)("%s", (_, type, text, problem) => {
	expect(inputProblem(type, text)).toBe(problem);
});

test("a bool and an enum are chosen from a list", () => {
	expect([choices({ kind: "bool" }), choices({ kind: "enum", values: ["x"] }), choices({ kind: "int" })]).toEqual([
		["true", "false"],
		["x"],
		undefined,
	]);
});
