import { readFileSync } from "node:fs";
import type { JobTypeCatalog } from "@dagwright/core";
import { describe, expect, it } from "vitest";
import { compile } from "./compile.ts";
import { format } from "./format/format.ts";
import { parse } from "./parse.ts";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
const catalog = JSON.parse(read("../runtime/job-types/generated/catalog.json")) as JobTypeCatalog;

interface Example {
	readonly line: number;
	readonly kind: string;
	readonly text: string;
}

/** The fences marked `dag`, with what the mark says of them. */
function examples(): readonly Example[] {
	const page = read("README.md");
	return [...page.matchAll(/^```dag ?(.*)\n([\s\S]*?)^```$/gm)].map((match) => ({
		line: page.slice(0, match.index).split("\n").length,
		kind: match[1] || "file",
		text: match[2] ?? "",
	}));
}

const ofKind = (kind: string) => examples().filter((one) => one.kind === kind);

describe("the language reference", () => {
	it("has an example of each kind, and of no other", () => {
		expect(new Set(examples().map((one) => one.kind))).toEqual(
			new Set(["file", "fragment", "fragment-file", "broken"]),
		);
	});

	it.each(ofKind("file"))("checks without errors and is laid out well at line $line", ({ text }) => {
		const { diagnostics } = compile({ file: "example.dag", read: () => ({ text }), catalog });
		expect(diagnostics.filter((one) => one.severity === "error").map((one) => one.message)).toEqual([]);
		expect(format(text)).toEqual({ text });
	});

	it.each(ofKind("fragment"))("reads the fragment at line $line", ({ text }) => {
		expect(parse(`workflow fragment {\n${text}}\n`, "fragment.dag").syntaxDiagnostics).toEqual([]);
	});

	it.each(ofKind("fragment-file"))("reads the part of a file at line $line", ({ text }) => {
		expect(parse(text, "fragment.dag").syntaxDiagnostics).toEqual([]);
	});

	it.each(ofKind("broken"))("finds the mistake at line $line, and nothing else", ({ text }) => {
		expect(parse(text, "broken.dag").syntaxDiagnostics).toHaveLength(1);
	});
});
