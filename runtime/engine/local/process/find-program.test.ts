import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findProgram } from "./find-program.ts";

function twoFolders() {
	const root = mkdtempSync(join(tmpdir(), "dagwright-programs-"));
	const [first, second] = [join(root, "first"), join(root, "second")];
	for (const folder of [first, second]) mkdirSync(folder);
	const program = (folder: string, mode: number) => {
		writeFileSync(join(folder, "tool"), "#!/bin/sh\n");
		chmodSync(join(folder, "tool"), mode);
	};
	return {
		first,
		second,
		path: `${first}:${second}`,
		program,
		[Symbol.dispose]: () => rmSync(root, { recursive: true }),
	};
}

test("takes the first file of PATH that may be run", () => {
	using folders = twoFolders();
	folders.program(folders.first, 0o644);
	folders.program(folders.second, 0o755);
	expect(findProgram("tool", folders.path)).toBe(join(folders.second, "tool"));
});

test("looks again once what it found is gone", () => {
	using folders = twoFolders();
	folders.program(folders.first, 0o755);
	folders.program(folders.second, 0o755);
	expect(findProgram("tool", folders.path)).toBe(join(folders.first, "tool"));
	rmSync(join(folders.first, "tool"));
	expect(findProgram("tool", folders.path)).toBe(join(folders.second, "tool"));
});

test("leaves to the system what is no name, is nowhere, or depends on the working folder", () => {
	using folders = twoFolders();
	expect(findProgram("tool", folders.path)).toBe("tool");
	folders.program(folders.second, 0o755);
	expect(findProgram("tool", `bin:${folders.second}`)).toBe("tool");
	expect(findProgram("./tool", folders.path)).toBe("./tool");
	expect(findProgram("tool", undefined)).toBe("tool");
});
