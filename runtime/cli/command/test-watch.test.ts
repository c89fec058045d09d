import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createStyle } from "../terminal/style.ts";
import { symbolsFor } from "../terminal/symbols.ts";
import type { Channel, Terminal } from "../terminal/terminal.ts";
import { test as dagTest } from "./test.ts";

let folder = "";

beforeEach(() => {
	folder = realpathSync(mkdtempSync(join(tmpdir(), "dag-watch-")));
	writeFileSync(join(folder, "dagwright.json"), "{}");
	mkdirSync(join(folder, "lib"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Ends a watch that would go on for ever. */
class Enough extends Error {}

/** Watches the tests of the folder until `heard` says of all that was printed so far that it is enough; gives that. */
async function watchUntil(heard: (printed: string) => boolean): Promise<string> {
	let printed = "";
	const channel: Channel = {
		write: (text) => {
			printed += text;
			if (heard(printed)) throw new Enough();
		},
		style: createStyle(false),
		isTerminal: false,
		size: () => ({ columns: 80, rows: 20 }),
		onResize: () => () => undefined,
	};
	const terminal: Terminal = { out: channel, err: channel, environment: {}, cwd: folder, symbols: symbolsFor({}) };
	const watching = dagTest(terminal, ["main.dag"], { reporter: "human", watch: true });
	await expect(watching).rejects.toThrow(Enough);
	return printed.replaceAll(/\(\d.*\)\./g, "(<time>).");
}

const main = `import { part } from "./lib/part.dag"
workflow main { job it: part {} }
test "it gives two" of main { mock it.make => { exit_code: 0 }  expect it.n == 2 }
`;

function part(n: number): string {
	return `workflow part {
  job make: shell { run "true" }
  output n = make.exit_code + ${n}
}
`;
}

test("a change of an import in another folder counts also while the first tests run", async () => {
	writeFileSync(join(folder, "main.dag"), main);
	writeFileSync(join(folder, "lib", "part.dag"), part(1));
	let changed = false;
	const printed = await watchUntil((text) => {
		if (!changed && text.includes("it gives two")) {
			changed = true;
			writeFileSync(join(folder, "lib", "part.dag"), part(2));
		}
		return text.includes("1 test passed");
	});
	expect(printed).toContain("part.dag changed\n\nmain.dag\n  ✓ it gives two");
});

test("a file whose import is missing is tested once that is there", async () => {
	writeFileSync(join(folder, "main.dag"), main);
	let written = false;
	const printed = await watchUntil((text) => {
		if (!written && text.includes("Their tests did not run.")) {
			written = true;
			writeFileSync(join(folder, "lib", "part.dag"), part(2));
		}
		return text.includes("1 test passed");
	});
	expect(printed).toContain("part.dag changed\n\nmain.dag\n  ✓ it gives two");
});
