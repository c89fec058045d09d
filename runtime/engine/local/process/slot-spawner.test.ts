import { execFile, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { watchProcess } from "../../../../test/support/watched-process.ts";
import { readProcess } from "./identity.ts";
import { NodeSpawner } from "./node-spawner.ts";
import { canHaveSlots, SlotSpawner } from "./slot-spawner.ts";
import type { ProcessOrder, Spawner } from "./spawner.ts";

const PATH = process.env["PATH"] ?? "";
const base = { PATH, LANG: "C.UTF-8" };

let folder: string;
let spawner: Spawner;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "dagwright-slots-"));
	spawner = new SlotSpawner(join(folder, "pipes"), base, "run/", new NodeSpawner(join(folder, "pipes")));
});
afterEach(() => {
	spawner[Symbol.dispose]();
	rmSync(folder, { recursive: true, force: true });
});

const order = ([file = "", ...args]: readonly string[], changes: Partial<ProcessOrder> = {}): ProcessOrder => ({
	file,
	args,
	folder,
	environment: base,
	...changes,
});
const watch = (made: ProcessOrder) => watchProcess(spawner, made);
const run = (args: readonly string[], changes?: Partial<ProcessOrder>) => watch(order(args, changes)).end;

describe.runIf(canHaveSlots(PATH))("a process made by a slot", () => {
	test("has its arguments, environment and folder to the byte, whatever is in them", async () => {
		const text = fc.string({ unit: "binary", maxLength: 40 }).filter((value) => !value.includes("\0"));
		const program = join(folder, "show.mjs");
		writeFileSync(program, "console.log(JSON.stringify([process.argv.slice(2), process.env.VALUE, process.cwd()]))");
		const strange = join(folder, "a 'b' \"c\" $(d) é");
		mkdirSync(strange);
		await fc.assert(
			fc.asyncProperty(fc.array(text, { maxLength: 4 }), text, async (args, value) => {
				const sound = [...args, value].map((one) => Buffer.from(one).toString());
				const { stdout, exit } = await run([process.execPath, program, ...sound.slice(0, -1)], {
					folder: strange,
					environment: { ...base, VALUE: sound.at(-1) ?? "" },
				});
				expect(exit?.code).toBe(0);
				expect(JSON.parse(stdout)).toEqual([sound.slice(0, -1), sound.at(-1), strange]);
			}),
			{ numRuns: 15, examples: [[["$(touch x)", "`id`", "'; exit 3; '", "-n", "", "\n\n"], "a\nb'c\"d\\"]] },
		);
	});

	test("gets nothing of an earlier one of the same slot", async () => {
		await run(["sh", "-c", "exit 0"], { environment: { ...base, ONCE: "1" } });
		const { stdout } = await run(["sh", "-c", "env; ls -l /proc/self/fd"]);
		expect(stdout).toMatch(/ 1 -> .*slot-\d\.1/);
		expect(stdout).not.toMatch(/ONCE|PERL|socket:/);
	});

	test.each([
		["exit 0", { code: 0, signal: null }],
		["exit 7", { code: 7, signal: null }],
		["exit 255", { code: 255, signal: null }],
		["kill -TERM $$", { code: null, signal: "SIGTERM" }],
		["kill -KILL $$", { code: null, signal: "SIGKILL" }],
	])("`%s` ends as it did", async (script, exit) => {
		expect((await run(["sh", "-c", script])).exit).toMatchObject(exit);
	});

	test("leads a group of its own, with an input that is empty", async () => {
		const watched = watch(order(["sh", "-c", "cat; ps -o pid=,pgid= -p $$"]));
		const { stdout } = await watched.end;
		const [pid, group] = stdout.trim().split(/\s+/).map(Number);
		expect(group).toBe(pid);
		expect(watched.process.pid).toBe(pid);
	});

	test("is charged its own CPU time", async () => {
		const busy = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done";
		const [{ exit }, idle] = await Promise.all([run(["sh", "-c", busy]), run(["sh", "-c", "sleep 0.1"])]);
		expect(exit?.cpu?.user).toBeGreaterThan(20);
		expect(idle.exit?.cpu?.user ?? 0).toBeLessThan(exit?.cpu?.user ?? 0);
	});

	test("opens its outputs by path, as in a terminal", async () => {
		const { stdout, stderr } = await run(["sh", "-c", "echo one > /dev/stderr; echo two > /dev/stdout"]);
		expect([stdout, stderr]).toEqual(["two\n", "one\n"]);
	});

	test("is read to its end when it says more than a pipe holds", async () => {
		const watched = watch(order(["sh", "-c", "head -c 300000 /dev/zero | tr '\\0' x; echo end >&2"]));
		await expect.poll(() => watched.process.pid).toBeDefined();
		watched.process.follow();
		const { stdout, stderr } = await watched.end;
		expect(stdout).toHaveLength(300_000);
		expect(stderr).toBe("end\n");
	});

	test("is over when nobody can write any more, and the slot then serves the next", async () => {
		const gate = join(folder, "gate");
		// Before the process, which would find no gate to wait at.
		await promisify(execFile)("mkfifo", [gate]);
		const watched = watch(order(["sh", "-c", "(read line < gate; echo late) & echo early"]));
		await expect.poll(() => watched.told.exit).toBeDefined();
		// Waits for who reads, so not in this thread.
		await writeFile(gate, "go\n");
		expect((await watched.end).stdout).toMatch(/early\n/);
		expect((await run(["echo", "next"])).stdout).toBe("next\n");
	});

	test("whose output is abandoned leaves the next one's alone", async () => {
		const watched = watch(order(["sh", "-c", "(while :; do echo noise; sleep 0.01; done) & echo $! > noise"]));
		await expect.poll(() => watched.told.exit).toBeDefined();
		watched.process.abandonOutput();
		await watched.end;
		expect((await run(["echo", "clean"])).stdout).toBe("clean\n");
		process.kill(Number(readFileSync(join(folder, "noise"), "utf8")), "SIGKILL");
	});

	test("that can't be made says why in the words of Node's spawn", async () => {
		expect((await run(["no-such-program"])).failure).toBe("spawn no-such-program ENOENT");
		expect((await run(["sh"], { folder: join(folder, "gone") })).failure).toBe("spawn sh ENOENT");
		writeFileSync(join(folder, "plain"), "no program");
		expect((await run([join(folder, "plain")])).failure).toMatch(/EACCES$/);
		const large = "x".repeat(200_000);
		expect((await run(["sh", "-c", "true"], { environment: { ...base, large } })).failure).toMatch(/E2BIG/);
		expect((await run(["echo", "on"])).stdout).toBe("on\n");
	});

	test("with a zero byte in its arguments is refused, as by Node", async () => {
		expect((await run(["echo", "a\0b"])).failure).toMatch(/null bytes/);
	});

	test("is lost when its slot dies, and others are made on", async () => {
		const watched = watch(order(["sleep", "30"]));
		await expect.poll(() => watched.process.pid).toBeDefined();
		const pid = watched.process.pid ?? 0;
		const slot = Number(/^PPid:\s+(\d+)/m.exec(readProcess(pid, "status") ?? "")?.[1]);
		process.kill(slot, "SIGKILL");
		expect((await watched.end).lost).toBe(true);
		process.kill(pid, "SIGKILL");
		expect((await run(["echo", "on"])).stdout).toBe("on\n");
	});

	test("is made by Node where the slot's Perl does not work", async () => {
		const bin = join(folder, "bin");
		mkdirSync(bin);
		writeFileSync(join(bin, "perl"), "#!/bin/sh\nexit 1\n");
		chmodSync(join(bin, "perl"), 0o755);
		const broken = { ...base, PATH: `${bin}:${PATH}` };
		using other = new SlotSpawner(join(folder, "other"), broken, "run/", new NodeSpawner(join(folder, "other")));
		spawner[Symbol.dispose]();
		spawner = other;
		for (const word of ["one", "two"]) {
			expect((await run(["echo", word], { environment: broken })).stdout).toBe(`${word}\n`);
		}
	});

	test("more at once than there are slots all end", async () => {
		const ends = await Promise.all(Array.from({ length: 40 }, (_, index) => run(["sh", "-c", `echo ${index}`])));
		expect(ends.map(({ stdout }) => Number(stdout))).toEqual(Array.from({ length: 40 }, (_, index) => index));
	});
});

/** Runs a program that has a `spawner` of slots and their `base`, until it kills itself. */
async function liveAndDie(pipes: string, body: string): Promise<void> {
	const program = join(folder, "engine.ts");
	const here = fileURLToPath(new URL(".", import.meta.url));
	writeFileSync(
		program,
		`import { NodeSpawner } from ${JSON.stringify(join(here, "node-spawner.ts"))};
import { SlotSpawner } from ${JSON.stringify(join(here, "slot-spawner.ts"))};
const base = { PATH: process.env.PATH };
const spawner = new SlotSpawner(${JSON.stringify(join(folder, pipes))}, base, "run/", new NodeSpawner("/nowhere"));
const order = { file: "sh", args: ["-c", "echo $PPID >> slots"], folder: ${JSON.stringify(folder)}, environment: base };
const listener = { output() {}, exited() {}, closed() {}, failed() {}, lost() {} };
${body}`,
	);
	await new Promise((resolve) => spawn(process.execPath, [program], { stdio: "inherit" }).on("close", resolve));
}

/** The slots that made a process in `liveAndDie`, once all of them have ended. */
async function endedSlots(): Promise<ReadonlySet<number>> {
	const slots = new Set(readFileSync(join(folder, "slots"), "utf8").trim().split("\n").map(Number));
	for (const slot of slots) {
		await expect.poll(() => readProcess(slot, "stat") ?? ") Z", { timeout: 5_000 }).toMatch(/\) Z/);
	}
	return slots;
}

test.runIf(canHaveSlots(PATH))("a slot ends with its engine", async () => {
	await liveAndDie(
		"pipes",
		`spawner.spawn(order, { ...listener, exited: () => process.kill(process.pid, "SIGKILL") });`,
	);
	expect((await endedSlots()).size).toBe(1);
});

test.runIf(canHaveSlots(PATH))("a slot whose engine dies with its order on the way ends too", async () => {
	for (let round = 0; round < 6; round++) {
		await liveAndDie(
			`pipes-${round}`,
			`spawner.spawn(order, { ...listener, exited: () => setImmediate(() => {
	spawner.spawn(order, listener);
	// From at once to when the process is made.
	const until = performance.now() + ${round / 10};
	while (performance.now() < until);
	process.kill(process.pid, "SIGKILL");
}) });`,
		);
	}
	expect((await endedSlots()).size).toBeGreaterThan(5);
});

test("there are no slots without Perl", () => {
	expect(canHaveSlots(folder)).toBe(false);
});

test.runIf(canHaveSlots(PATH))(
	"a process whose outputs can't be opened fails by that, and the next has another slot",
	async () => {
		const { stdout } = await run(["readlink", "/proc/self/fd/1"]);
		expect(stdout).toMatch(/slot-\d\.1\n/);
		// The reading ends that `follow` has taken are opened anew for the next.
		const held = watch(order(["sleep", "0.2"]));
		await expect.poll(() => held.process.pid).toBeDefined();
		held.process.follow();
		rmSync(stdout.trim());
		await held.end;
		expect((await run(["echo", "second"])).failure).toMatch(/ENOENT/);
		expect((await run(["echo", "third"])).stdout).toBe("third\n");
	},
);
