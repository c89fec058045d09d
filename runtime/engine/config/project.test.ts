import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findProject } from "./project.ts";

let folder = "";
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "dagwright-project-"));
	mkdirSync(join(folder, "a", "b"), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

test("the nearest dagwright.json is the root, before a nearer .git, and else the folder itself", async () => {
	expect((await findProject(join(folder, "a", "b"))).root).toBe(join(folder, "a", "b"));
	mkdirSync(join(folder, "a", ".git"));
	expect((await findProject(join(folder, "a", "b"))).root).toBe(join(folder, "a"));
	writeFileSync(join(folder, "dagwright.json"), "{}");
	expect((await findProject(join(folder, "a", "b"))).root).toBe(folder);
});

test("units are understood, and what is not stated is left open", async () => {
	const json = { capacity: { slots: 3, memory: "2GB" }, defaults: { grace: "1m30s" }, secrets: "keys" };
	writeFileSync(join(folder, "dagwright.json"), JSON.stringify(json));
	expect(await findProject(folder)).toEqual({
		root: folder,
		config: json,
		secrets: join(folder, "keys"),
		capacity: { slots: 3, memory: 2e9 },
		grace: 90_000,
	});
});

test("a wrong configuration is told with its place", async () => {
	const problems: unknown[] = [];
	for (const text of ['{"capacity":{"slots":0}}', '{"colour":1}', "{", '{"defaults":{"grace":"soon"}}']) {
		writeFileSync(join(folder, "dagwright.json"), text);
		problems.push(await findProject(folder).catch((error: unknown) => error));
	}
	expect(problems).toMatchObject([
		{ code: "config/invalid", message: expect.stringContaining("`capacity.slots`") },
		{ code: "config/invalid", message: expect.stringContaining("colour") },
		{ code: "config/syntax" },
		{ code: "config/invalid", message: expect.stringContaining("`defaults.grace`") },
	]);
});
