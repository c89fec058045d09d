import { execFileSync, spawn } from "node:child_process";
import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { watchProcess } from "../../../../test/support/watched-process.ts";
import { readProcess } from "./identity.ts";
import { NodeSpawner } from "./node-spawner.ts";
import { endTree } from "./process-tree.ts";
import { canHaveShells, shellSlot } from "./shell-slot.ts";
import { canHaveSlots, SlotSpawner } from "./slot-spawner.ts";
import type { ProcessOrder, Spawner } from "./spawner.ts";

const PATH = process.env["PATH"] ?? "";
const base = { PATH, LANG: "C.UTF-8" };

let folder: string;
let spawner: Spawner;
/** What is compared with: a new process for each. */
let others: Spawner;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "dagwright-shells-"));
	const node = new NodeSpawner(join(folder, "pipes"));
	spawner = new SlotSpawner(join(folder, "pipes"), base, "run-1/", node);
	others = new NodeSpawner(join(folder, "others"));
});
afterEach(() => {
	spawner[Symbol.dispose]();
	others[Symbol.dispose]();
	rmSync(folder, { recursive: true, force: true });
});

function order(script: string, changes: Partial<ProcessOrder> = {}): ProcessOrder {
	return { file: "sh", args: ["-e", "-c", script], folder, environment: base, ...changes };
}

/** Runs a script that a waiting shell can take. */
function watch(script: string, changes: Partial<ProcessOrder> = {}) {
	expect(shellSlot.canTake(order(script, changes), base)).toBe(true);
	return watchProcess(spawner, order(script, changes));
}

const run = (script: string, changes?: Partial<ProcessOrder>) => watch(script, changes).end;

/** What it would have done in a new shell. */
const elsewhere = (script: string, changes?: Partial<ProcessOrder>) => watchProcess(others, order(script, changes)).end;

/** All that can be seen of it, but its CPU time. */
async function seen(by: typeof run, script: string, environment: Readonly<Record<string, string>>) {
	const out = join(folder, "out");
	rmSync(out, { force: true });
	const { exit, ...told } = await by(script, { environment });
	return { ...told, exit: { ...exit, cpu: 0 }, out: existsSync(out) ? readFileSync(out, "latin1") : undefined };
}

describe.runIf(canHaveSlots(PATH) && canHaveShells(PATH))("a script in a copy of a waiting shell", () => {
	test("does what it does in a new one, to the byte", async () => {
		writeFileSync(join(folder, "tool"), '#!/bin/sh\necho "tool $*"\nenv | sort\ncat\n[ "$1" != -x ]\n');
		chmodSync(join(folder, "tool"), 0o755);
		const text = fc.string({ unit: "binary", maxLength: 12 }).map((value) => value.replaceAll(/[\0\n']/g, ""));
		const word = fc.oneof(
			text.map((value) => `'${value}'`),
			text.map((value) => `"${value.replaceAll(/["$`\\]/g, "\\$&")}"`),
			fc.constantFrom(
				"a",
				"-x",
				"$DAG_VALUE_0",
				'"$DAG_VALUE_0"',
				"${DAG_VALUE_1}",
				"*",
				"'*'",
				"$NOT_SET",
				"é".normalize("NFC"),
			),
		);
		const command = fc.oneof(
			fc
				.tuple(
					fc.constantFrom(
						"echo",
						"printf '%s|'",
						"./tool",
						"cat",
						"test",
						"[",
						"exit",
						"cd",
						"no-such-program",
						"job",
						"export",
						"cd -",
						"A=b IFS=,",
					),
					fc.array(word, { maxLength: 3 }),
				)
				.map(([name, words]) => [name, ...words].join(" ")),
			word.map((value) => `DAG_VALUE_0=${value} ./tool`),
			word.map((value) => `export MORE=${value}`),
		);
		const redirected = fc
			.tuple(
				command,
				fc.constantFrom("", "", "", " > out", " >> out", " 2>&1", " >&2", " < tool", " < missing", " 2> out"),
			)
			.map((parts) => parts.join(""));
		const script = fc
			.tuple(
				redirected,
				fc.array(fc.tuple(fc.constantFrom("\n", "; ", " && ", " || ", " | ", "\n\n# then\n", " &&\n"), redirected), {
					maxLength: 3,
				}),
			)
			.map(([first, rest]) => [first, ...rest.flat()].join(""));
		let taken = 0;
		await fc.assert(
			fc.asyncProperty(script, text, text, async (made, one, two) => {
				const sound = Buffer.from(made).toString();
				const environment = {
					...base,
					DAG_VALUE_0: Buffer.from(one).toString(),
					DAG_VALUE_1: Buffer.from(two).toString(),
				};
				fc.pre(shellSlot.canTake(order(sound, { environment }), base));
				taken++;
				const [there, here] = [await seen(elsewhere, sound, environment), await seen(run, sound, environment)];
				// Which end of a pipe is the first to write is left to chance.
				if (sound.includes(" | ")) expect(here.exit).toEqual(there.exit);
				else expect(here).toEqual(there);
			}),
			{ numRuns: 150 },
		);
		expect(taken).toBeGreaterThan(100);
	});

	test("gets nothing of an earlier one of the same slot, nor of the slot", async () => {
		await run("export ONCE=1; A=2; cd /; echo noise >&2", { environment: { ...base, TWICE: "1" } });
		const environment = { ...base, DAG_VALUE_0: 'it\'s "$HOME" `x`' };
		const told = await run("env | sort; ls -l /proc/self/fd", { environment });
		expect(told.stdout).toMatch(/^DAG_VALUE_0=it's "\$HOME" `x`$/m);
		expect(told.stdout).toMatch(/ 0 -> \/dev\/null$/m);
		expect(told.stdout).not.toMatch(/ONCE|TWICE|OLDPWD|DAG_SLOT|socket:/);
		expect(told.stderr).toBe("");
	});

	test.each([
		["KILL", "SIGKILL"],
		["TERM", "SIGTERM"],
		["SEGV", "SIGSEGV"],
	])("a program of it that dies by SIG%s is told as that", async (name, signal) => {
		tool(`kill -${name} $$`);
		expect((await run("./tool")).exit).toMatchObject({ code: null, signal });
		expect((await run("exit 137")).exit).toMatchObject({ code: 137, signal: null });
	});

	test("that ends its whole group ends alone, or with a slot that is replaced", async () => {
		tool("kill -$1 0; sleep 10");
		expect((await run("./tool TERM")).exit).toMatchObject({ code: null, signal: "SIGTERM" });
		expect((await run("./tool KILL")).exit).toMatchObject({ code: null, signal: "SIGKILL" });
		expect((await run("echo on")).stdout).toBe("on\n");
	});

	test("is told of what it left behind, though that hides in a session of its own", async () => {
		tool("setsid sleep 30 > /dev/null 2>&1 < /dev/null &\necho $! > sleeper");
		expect((await run("./tool")).exit).toMatchObject({ code: 0, left: true });
		process.kill(Number(readFileSync(join(folder, "sleeper"), "utf8")), "SIGKILL");
		expect((await run("echo on")).exit).toMatchObject({ code: 0, left: false });
	});

	test("is charged its own CPU time", async () => {
		tool("i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done");
		expect((await run("./tool")).exit?.cpu?.user).toBeGreaterThan(20);
		expect((await run("true")).exit?.cpu?.user).toBeLessThan(20);
	});

	test("is read to its end when it says more than a pipe holds", async () => {
		const watched = watch("head -c 300000 /dev/zero; echo end >&2");
		await expect.poll(() => watched.process.pid).toBeDefined();
		watched.process.follow();
		const { stdout, stderr } = await watched.end;
		expect([stdout.length, stderr]).toEqual([300_000, "end\n"]);
	});

	test("can be followed from its first moment", async () => {
		for (let round = 0; round < 50; round++) {
			const watched = watch(`echo ${round}`);
			// It is there for a moment only, as a rule before it has opened anything.
			const until = performance.now() + 5;
			while (watched.process.pid === undefined && performance.now() < until);
			watched.process.follow();
			expect(await watched.end).toMatchObject({ stdout: `${round}\n`, exit: { code: 0 } });
		}
	});

	test("in a folder that is gone says so in the words of Node's spawn, and in a strange one works", async () => {
		expect((await run("true", { folder: join(folder, "gone") })).failure).toBe("spawn sh ENOENT");
		const strange = join(folder, "a 'b' \"c\" $(d) é");
		mkdirSync(strange);
		expect((await run("pwd", { folder: strange })).stdout).toBe(`${strange}\n`);
	});

	test("starts, like a new shell, in the true path of a folder", async () => {
		symlinkSync(folder, join(folder, "link"));
		expect((await run("pwd", { folder: join(folder, "link") })).stdout).toBe(`${folder}\n`);
	});

	test("is not told a second end when its slot dies later", async () => {
		tool("ps -o ppid= -p $$");
		const first = watch("./tool");
		const { exit, stdout } = await first.end;
		process.kill(Number(stdout), "SIGKILL");
		await expect.poll(() => readProcess(Number(stdout), "stat")).toBeUndefined();
		expect((await run("echo on")).stdout).toBe("on\n");
		expect(first.told.exit).toBe(exit);
	});

	test("that finds no room for another process says so, as Node's spawn does", async () => {
		const bin = join(folder, "bin");
		mkdirSync(bin);
		writeFileSync(
			join(bin, "dash"),
			"#!/bin/sh\nread trap; read ready; echo ready >&3; read order; echo 'sh: 7: Cannot fork' >&2; exit 2\n",
		);
		chmodSync(join(bin, "dash"), 0o755);
		symlinkSync("dash", join(bin, "sh"));
		const full = { ...base, PATH: `${bin}:${PATH}` };
		using other = new SlotSpawner(join(folder, "other"), full, "run-2/", new NodeSpawner(join(folder, "other")));
		const told = await watchProcess(other, order("true", { environment: full })).end;
		expect(told.failure).toBe("spawn sh EAGAIN");
	});

	test.each(["sleep 30", "sleep 30; touch late", "sleep 30 | cat"])(
		"can be ended, with what it runs: %s",
		async (script) => {
			const watched = watch(script);
			await expect.poll(() => watched.process.pid).toBeDefined();
			expect(await endTree({ pid: watched.process.pid ?? 0, marker: "none" }, 60_000)).toBeGreaterThan(0);
			expect((await watched.end).exit?.code).not.toBe(0);
			expect(existsSync(join(folder, "late"))).toBe(false);
		},
	);

	test("is found after its engine's death before any program of it has begun", async () => {
		// Opening a pipe that nobody reads waits.
		const gate = join(folder, "gate");
		execFileSync("mkfifo", [gate]);
		await liveAndDie("echo a > gate; touch late");
		expect(await endTree({ marker: "run-2/", prefix: true }, 0)).toBe(0);
		expect(await endTree({ marker: "run-1/", prefix: true, slots: true }, 1_000)).toBeGreaterThan(0);
		expect(await endTree({ marker: "run-1/", prefix: true, slots: true }, 0)).toBe(0);
		expect(existsSync(join(folder, "late"))).toBe(false);
	});
});

/** A program in the folder, of these lines of a shell. */
function tool(lines: string): void {
	writeFileSync(join(folder, "tool"), `#!/bin/sh\n${lines}\n`);
	chmodSync(join(folder, "tool"), 0o755);
}

/** Lets an engine order a script and die once that runs. */
async function liveAndDie(script: string): Promise<void> {
	const here = fileURLToPath(new URL(".", import.meta.url));
	const program = join(folder, "engine.ts");
	const pipes = JSON.stringify(join(folder, "dying"));
	writeFileSync(
		program,
		`import { NodeSpawner } from ${JSON.stringify(join(here, "node-spawner.ts"))};
import { SlotSpawner } from ${JSON.stringify(join(here, "slot-spawner.ts"))};
const base = { PATH: process.env.PATH };
const spawner = new SlotSpawner(${pipes}, base, "run-1/", new NodeSpawner(${pipes}));
const order = { file: "sh", args: ["-e", "-c", ${JSON.stringify(script)}], folder: ${JSON.stringify(folder)}, environment: base };
const job = spawner.spawn(order, { output() {}, exited() {}, closed() {}, failed() {}, lost() {} });
setInterval(() => { if (job.pid !== undefined) process.kill(process.pid, "SIGKILL"); }, 1);`,
	);
	await new Promise((resolve) => spawn(process.execPath, [program], { stdio: "inherit" }).on("close", resolve));
}
