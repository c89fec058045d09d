import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const bin = fileURLToPath(new URL("../../runtime/cli/bin", import.meta.url));
/** Has the launcher take the Node that runs it for an older one; the process that it starts is not told so. */
const asNode20 =
	'data:text/javascript,Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.9.0" } })';

let folder: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "dag-old-node-"));
});

afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
});

async function dag(launcher: string, ...argv: readonly string[]) {
	const child = spawn(process.execPath, ["--import", asNode20, launcher, ...argv], { cwd: folder });
	const [code, out, errors] = await Promise.all([once(child, "exit"), text(child.stdout), text(child.stderr)]);
	return { code: code[0] as number, out, errors };
}

test("on an older Node the command goes on with the one that npm installed in the checkout", async () => {
	const { code, out, errors } = await dag(join(bin, "dag.mjs"), "version", "--json");
	expect({ code, errors, node: (JSON.parse(out) as { node: string }).node }).toEqual({
		code: 0,
		errors: "",
		node: process.versions.node,
	});
});

test("its exit code is that of the command", async () => {
	expect((await dag(join(bin, "dag.mjs"), "run", "none.dag")).code).toBe(3);
});

test("without a newer Node it says which one it needs", async () => {
	cpSync(bin, join(folder, "bin"), { recursive: true });
	const { code, out, errors } = await dag(join(folder, "bin/dag.mjs"), "version");
	expect({ code, out, errors }).toEqual({
		code: 6,
		out: "",
		errors:
			"error: dag needs Node 22.3 or newer; this is 20.9.0\n  = help: install one, or run npm start in a checkout, which brings its own\n",
	});
});
