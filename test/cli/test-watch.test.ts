import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const dag = fileURLToPath(new URL("../../runtime/cli/bin/dag.mjs", import.meta.url));

let folder = "";
let child: ChildProcess | undefined;

beforeEach(() => {
	folder = realpathSync(mkdtempSync(join(tmpdir(), "dag-watch-")));
});

afterEach(() => {
	if (child?.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
	rmSync(folder, { recursive: true, force: true });
});

/** At once, as editors do: nobody reads half of it. */
function write(name: string, text: string): void {
	writeFileSync(join(folder, `${name}.new`), text);
	renameSync(join(folder, `${name}.new`), join(folder, name));
}

/** Starts `dag test --watch`; `next` takes what it prints up to the end of a report, or to a text. */
function watchTests() {
	const started = spawn(process.execPath, [dag, "test", "--watch"], {
		cwd: folder,
		env: { PATH: process.env["PATH"], HOME: folder, LANG: "C.UTF-8", COLUMNS: "80" },
		stdio: ["ignore", "pipe", "pipe"],
	});
	child = started;
	let unread = "";
	let look = () => {};
	for (const stream of [started.stdout, started.stderr]) {
		stream.setEncoding("utf8");
		stream.on("data", (chunk: string) => {
			unread += chunk;
			look();
		});
	}
	const ended = new Promise<NodeJS.Signals | number | null>((resolve) =>
		started.on("close", (code, signal) => resolve(signal ?? code)),
	);
	const next = (end = /in \d+ files? \(.*\)\.\n/) =>
		new Promise<string>((resolve, reject) => {
			look = () => {
				const found = end.exec(unread);
				if (found === null) return;
				const until = found.index + found[0].length;
				resolve(unread.slice(0, until).replace(/\(\d.*\)\./, "(<time>)."));
				unread = unread.slice(until);
			};
			started.on("close", () => reject(new Error(`it ended after: ${unread}`)));
			look();
		});
	return { next, ended, stop: () => started.kill("SIGINT") };
}

/** A workflow of one job that ships where its score is at least `least`, with a test that expects it to. */
function gate(name: string, least: number): string {
	return `workflow ${name} {
  job score: node { script = "score.mjs"  outputs { value: float } }
  job ship: shell when score.value >= ${least} { run "./ship" }
}
test "${name} ships" of ${name} { mock score => { value: 0.5 }  expect ship succeeded }
`;
}

test("tests again what a change affects, and nothing else, until it is interrupted", async () => {
	write("dagwright.json", "{}");
	write("one.dag", gate("one", 0.4));
	write("two.dag", gate("two", 0.4));
	const watching = watchTests();
	expect(await watching.next()).toBe(
		"one.dag\n  ✓ one ships\n\ntwo.dag\n  ✓ two ships\n\n2 tests passed in 2 files (<time>).\n",
	);
	write("two.dag", gate("two", 0.6));
	const failed = await watching.next();
	expect(failed).toMatch(/^two\.dag changed\n\ntwo\.dag\n {2}✗ two ships\n/);
	expect(failed).toContain("Expected ship to have succeeded, but it was skipped");
	expect(failed).not.toContain("one ships");
	write("two.dag", gate("two", 0.5));
	expect(await watching.next()).toBe(
		"two.dag changed\n\ntwo.dag\n  ✓ two ships\n\n1 test passed in 1 file (<time>).\n",
	);
	watching.stop();
	expect(["SIGINT", 130]).toContain(await watching.ended);
});

test("tells a mistake that a change made, and goes on once it is cured", async () => {
	write("dagwright.json", "{}");
	write("one.dag", gate("one", 0.4));
	const watching = watchTests();
	await watching.next();
	write("one.dag", gate("one", 0.4).replace("score.value", "scoer.value"));
	expect(await watching.next(/Their tests did not run\.\n/)).toContain("error[dag/unknown-name]");
	write("one.dag", gate("one", 0.4));
	expect(await watching.next()).toContain("1 test passed");
});

test("tests with the roles of dagwright.json, also once they change", async () => {
	write("dagwright.json", '{ "roles": { "lead": ["mira"] } }');
	write(
		"release.dag",
		`workflow release {
  job ask: approval { approvers = ["role:lead"] }
}
test "mira may" of release { mock ask => { approvers: ["mira"] }  expect ask.approvers == ["mira"] }
`,
	);
	const watching = watchTests();
	expect(await watching.next()).toContain("✓ mira may");
	write("dagwright.json", '{ "roles": { "lead": ["ann"] } }');
	const failed = await watching.next();
	expect(failed).toContain("dagwright.json changed");
	expect(failed).toContain("mira may not answer ask: it asks ann (role:lead).");
});
