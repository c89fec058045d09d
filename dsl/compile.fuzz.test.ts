import type { JobTypeCatalog } from "@dagwright/core";
import { expect, it } from "vitest";
import catalogJson from "../runtime/job-types/generated/catalog.json" with { type: "json" };
import { compile } from "./compile.ts";
import { everything } from "./test/everything.ts";

const catalog = catalogJson as JobTypeCatalog;

function compileText(text: string) {
	return compile({
		file: "main.dag",
		catalog,
		read: (path) =>
			path === "main.dag" ? { text } : path === "lib.dag" ? { text: everything.library } : { problem: "missing" },
	});
}

/** Mulberry32: the same seed gives the same texts. */
function random(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

it("compiles every construct of the language without a finding", () => {
	const result = compileText(everything.main);
	expect(result.diagnostics).toEqual([]);
	expect(result.runnable).toBe(true);
});

it("compiles 200 damaged texts without a throw, and the whole one after each", () => {
	const next = random(7);
	const tokens = everything.main.match(/\w+|\s+|[^\w\s]/g) ?? [];
	for (let round = 0; round < 200; round++) {
		const damaged = [...tokens];
		const wounds = 1 + Math.floor(next() * 4);
		for (let wound = 0; wound < wounds; wound++) {
			const at = Math.floor(next() * damaged.length);
			const other = damaged[Math.floor(next() * damaged.length)] ?? "";
			const kind = next();
			if (kind < 0.4) damaged.splice(at, 1 + Math.floor(next() * 3));
			else if (kind < 0.7) damaged.splice(at, 1, other);
			else if (kind < 0.9) damaged.splice(at, 0, other);
			else damaged.length = at;
		}
		const text = damaged.join("");
		const result = compileText(text);
		expect(Array.isArray(result.diagnostics), text).toBe(true);
		if (round % 100 === 0) expect(compileText(everything.main).diagnostics).toEqual([]);
	}
});
