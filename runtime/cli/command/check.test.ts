import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { processTerminal } from "../terminal/terminal.ts";
import { check } from "./check.ts";

let folder: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "dag-check-"));
	writeFileSync(join(folder, "hello.dag"), 'workflow hello {\n  job a: shell { run "true" }\n}\n');
});

afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
});

function checkHello(written: string[], options: { readonly json?: true } = {}): Promise<void> {
	const terminal = processTerminal();
	const out = { ...terminal.out, write: (text: string) => void written.push(text) };
	return check({ ...terminal, cwd: folder, out }, ["hello.dag"], options);
}

test("refuses a dagwright.json with a mistake, with which no run would begin, after what the files have", async () => {
	writeFileSync(join(folder, "dagwright.json"), '{ "capacty": {} }');
	const written: string[] = [];
	await expect(checkHello(written)).rejects.toMatchObject({ code: "config/invalid" });
	expect(written.join("")).toBe("No problems in 1 file.\n");
});

test("prints nothing beside that refusal where a program reads it", async () => {
	writeFileSync(join(folder, "dagwright.json"), "{");
	const written: string[] = [];
	await expect(checkHello(written, { json: true })).rejects.toMatchObject({ code: "config/syntax" });
	expect(written).toEqual([]);
});
