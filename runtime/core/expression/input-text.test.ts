import { expect, test } from "vitest";
import type { Json } from "../json.ts";
import { coerceText } from "./coerce.ts";
import { inputText } from "./input-text.ts";
import type { Type } from "./type.ts";

test.each<[Json, Type, string]>([
	["a b", { kind: "string" }, "a b"],
	["a b", { kind: "json" }, '"a b"'],
	[{ a: [1] }, { kind: "json" }, '{"a":[1]}'],
	[5400000, { kind: "duration" }, "5400000ms"],
	[512000000, { kind: "size" }, "512000000B"],
	[0.07, { kind: "percent" }, "7%"],
	[0.1, { kind: "float" }, "0.1"],
	[true, { kind: "bool" }, "true"],
	["stable", { kind: "enum", values: ["canary", "stable"] }, "stable"],
	[null, { kind: "optional", of: { kind: "int" } }, ""],
	[["a", "b"], { kind: "list", element: { kind: "string" } }, '["a","b"]'],
])("%j of type %j begins as %s and is read back as it was", (value, type, text) => {
	expect(inputText(value, type)).toBe(text);
	expect(coerceText(text, type)).toEqual({ ok: true, value });
});
