import { expect, test } from "vitest";
import { parseExpression } from "./parse-for-tests.ts";
import { reads } from "./reads.ts";
import type { Type } from "./type.ts";

const maybe: Type = { kind: "optional", of: { kind: "string" } };

/** `a.b?` where null is accepted. */
function pathsOf(text: string, expected?: Type): readonly string[] {
	return reads(parseExpression(text), expected).flatMap(({ name, paths }) =>
		paths.map(({ path, optional }) => `${name}${path === "" ? "" : `.${path}`}${optional ? "?" : ""}`),
	);
}

test.each<[string, readonly string[]]>([
	["clean.data", ["clean.data"]],
	["clean", ["clean"]],
	["a.x + b.y.z", ["a.x", "b.y.z"]],
	['gate.report ?? "none"', ["gate.report?"]],
	["gate.report ?? other.report", ["gate.report?", "other.report"]],
	["a.x != null && a.x > 1", ["a.x?"]],
	["a.x == null || a.x > 1", ["a.x?"]],
	["a.x != null ? a.x : b.x", ["a.x?", "b.x"]],
	["a != null ? a.x.y : 0", ["a?", "a.x.y?"]],
	["a.x != null && b.x", ["a.x?", "b.x"]],
	["a.x ?? 0 + a.x", ["a.x"]],
	["sweep.max_by(r => r.metrics.accuracy).model", ["sweep", "sweep.metrics.accuracy?"]],
	["sweep[0].model", ["sweep.model"]],
	["sweep[i.n].model", ["i.n", "sweep.model"]],
	["sweep.instances.map(i => i.outcome)", ["sweep.instances", "sweep.instances.outcome?"]],
	["xs.map(x => ys.map(y => x + y + z))", ["xs", "ys", "z"]],
	['"${a.x} of ${b}"', ["a.x", "b"]],
	["{ a: b.c, d: [e] }", ["b.c", "e"]],
	["1 + 2", []],
])("%s reads %o", (text, paths) => expect(pathsOf(text)).toEqual(paths));

test("null is accepted where the expected type has it, also within lists and records", () => {
	expect(pathsOf("a.x", maybe)).toEqual(["a.x?"]);
	expect(pathsOf("flag ? a.x : b.x", maybe)).toEqual(["flag", "a.x?", "b.x?"]);
	const config: Type = { kind: "record", fields: { note: maybe, title: { kind: "string" } } };
	expect(pathsOf("{ note: a.x, title: b.x }", config)).toEqual(["a.x?", "b.x"]);
	expect(pathsOf("[a.x, a.x.y + 1]", { kind: "list", element: maybe })).toEqual(["a.x?", "a.x.y"]);
});

test("reads the instances of a job from the one name that check makes of them", () => {
	expect(reads({ op: "name", name: "sweep.instances" })).toEqual([
		{ name: "sweep", paths: [{ path: "instances", optional: false }], optional: false },
	]);
});
