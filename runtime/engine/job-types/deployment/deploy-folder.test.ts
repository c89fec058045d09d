import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { deployToFolder } from "./deploy-folder.ts";

let root = "";
beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), "dagwright-deploy-"));
});
afterEach(() => rmSync(root, { recursive: true }));

async function deploy(content: string, by = content) {
	writeFileSync(join(root, "model.json"), content, { mode: 0o444 });
	const deployed = await deployToFolder(join(root, "model.json"), join(root, "served", "production"), by);
	rmSync(join(root, "model.json"));
	return deployed;
}

test("a model becomes current, and the one before it is remembered", async () => {
	const served = join(root, "served", "production");
	const first = await deploy("one");
	expect(first).toEqual({ version: "7692c3ad3540", previous: undefined, folder: join(served, "7692c3ad3540") });
	const second = await deploy("two");
	expect(second.previous).toBe(first.version);
	expect(readFileSync(join(second.folder, "model.json"), "utf8")).toBe("two");
	expect(readFileSync(join(served, "current"), "utf8")).toBe(`${second.version}\n`);
	expect(readFileSync(join(served, "previous"), "utf8")).toBe(`${first.version}\n`);
	expect(readdirSync(served).sort()).toEqual(
		[first.version, second.version, "current", "deployed-by", "previous"].sort(),
	);
});

test("the same model again changes nothing, as when a job is tried again", async () => {
	const first = await deploy("one");
	const second = await deploy("two");
	expect(await deploy("two")).toEqual(second);
	expect((await deploy("two")).previous).toBe(first.version);
});

test("the same model deployed by another run is what its rollback goes back to", async () => {
	const first = await deploy("one");
	const second = await deploy("two", "2 ship");
	const third = await deploy("two", "3 ship");
	expect([second.previous, third.previous]).toEqual([first.version, second.version]);
	expect(readFileSync(join(root, "served", "production", "previous"), "utf8")).toBe(`${second.version}\n`);
	expect(await deploy("two", "3 ship")).toEqual(third);
});

test("a model that is not there is told", async () => {
	await expect(deployToFolder(join(root, "none"), join(root, "served"), "1 ship")).rejects.toThrow(
		/there is no model at .*none/,
	);
});
