import { lstatSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { processTerminal } from "../terminal/terminal.ts";
import { fmt } from "./fmt.ts";

test("a file behind a symbolic link is formatted where it lies, and the link stays one", async () => {
	const folder = mkdtempSync(join(tmpdir(), "dag-fmt-"));
	try {
		const [file, link] = [join(folder, "shared.dag"), join(folder, "link.dag")];
		writeFileSync(file, 'workflow w { job a: shell { run   "true" } }\n');
		symlinkSync(file, link);
		const terminal = processTerminal();
		await fmt({ ...terminal, cwd: folder, out: { ...terminal.out, write: () => undefined } }, ["link.dag"], {});
		expect({ text: readFileSync(file, "utf8"), isLink: lstatSync(link).isSymbolicLink() }).toEqual({
			text: 'workflow w {\n  job a: shell { run "true" }\n}\n',
			isLink: true,
		});
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
});
