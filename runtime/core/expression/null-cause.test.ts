import { expect, test } from "vitest";
import type { EnvironmentEntry } from "./environment.ts";
import { nullCause } from "./null-cause.ts";
import { parseExpression } from "./parse-for-tests.ts";

const names = new Map<string, EnvironmentEntry>([
	["gate", { type: { kind: "json" }, what: "job", nullReason: "gate may be skipped" }],
	["nick", { type: { kind: "optional", of: { kind: "string" } }, what: "param" }],
	["xs", { type: { kind: "list", element: { kind: "int" } }, what: "let" }],
]);

test.each([
	["gate.report.url", "gate may be skipped"],
	["nick", "nick is optional"],
	["xs[5]", "`xs` may have no element there"],
	['xs["a"]', "`xs` may have no such key"],
	["first(xs)", "`xs` may be empty"],
	["flag ? null : 1", "it is `null`"],
	["1 ?? gate", "gate may be skipped"],
	["1 + 2", undefined],
])("%s may be null because …", (text, cause) => {
	expect(nullCause(parseExpression(text), { names })).toBe(cause);
});
