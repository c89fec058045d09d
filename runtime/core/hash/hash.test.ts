import { createHash } from "node:crypto";
import { crc32 as zlibCrc32 } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "./canonical-json.ts";
import { crc32 } from "./crc32.ts";
import { sha256Hex } from "./sha256.ts";

test("sha256 and crc32 agree with Node's own on any bytes and text", () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: "grapheme" }), (bytes, text) => {
			expect(sha256Hex(bytes)).toBe(createHash("sha256").update(bytes).digest("hex"));
			expect(sha256Hex(text)).toBe(createHash("sha256").update(text).digest("hex"));
			expect(crc32(bytes)).toBe(zlibCrc32(bytes));
			expect(crc32(text)).toBe(zlibCrc32(text));
		}),
	);
	for (const length of [0, 55, 56, 63, 64, 65, 119, 120, 128]) {
		const bytes = new Uint8Array(length).fill(7);
		expect(sha256Hex(bytes)).toBe(createHash("sha256").update(bytes).digest("hex"));
	}
});

test("five megabytes are hashed right", () => {
	const bytes = new Uint8Array(5_000_000).map((_, index) => index);
	expect(sha256Hex(bytes)).toBe(createHash("sha256").update(bytes).digest("hex"));
});

test("canonical JSON sorts keys, drops undefined and reads back as the same value", () => {
	expect(canonicalJson({ b: [1, undefined === 1, null], a: { é: "\u2028", z: -0 }, c: undefined })).toBe(
		'{"a":{"z":0,"é":"\u2028"},"b":[1,false,null]}',
	);
	fc.assert(
		fc.property(fc.jsonValue(), (value) => {
			const text = canonicalJson(value);
			expect(canonicalJson(JSON.parse(text))).toBe(text);
			expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
		}),
	);
});

test("canonical JSON refuses what is not JSON", () => {
	for (const wrong of [Number.NaN, Infinity, undefined, () => 1, [undefined], 1n]) {
		expect(() => canonicalJson(wrong)).toThrow(TypeError);
	}
});
