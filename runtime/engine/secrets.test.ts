import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { localSecrets } from "./secrets.ts";

let folder = "";
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "dagwright-secrets-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function fileWith(text: string, mode = 0o600): string {
	const path = join(folder, "dagwright.secrets");
	writeFileSync(path, text, { mode });
	return path;
}

test("the environment wins over the file, and both over nothing", () => {
	const secrets = localSecrets({ A: "from environment", B: "" }, fileWith('# ours\nA=x\nB = b=1 \nC="two\\nlines"\n'));
	expect(["A", "B", "C", "D"].map((name) => secrets.get(name))).toEqual([
		"from environment",
		"b=1",
		"two\nlines",
		undefined,
	]);
});

test("a file that others may read is refused with the command that closes it", () => {
	const path = fileWith("A=x\n", 0o640);
	expect(() => localSecrets({}, path).get("A")).toThrow(
		expect.objectContaining({ code: "engine/secrets-mode", remedy: `Run: chmod 600 ${path}` }),
	);
});

test("a line that is no secret is told by its number and never shown", () => {
	const path = fileWith("A=x\nhunter2\n");
	expect(() => localSecrets({}, path).get("B")).toThrow(`line 2 of ${path} is not NAME=value`);
});

test("without a file there are only those of the environment", () => {
	expect(localSecrets({}, join(folder, "none")).get("A")).toBeUndefined();
});
