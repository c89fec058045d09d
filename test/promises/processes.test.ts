import { existsSync, readdirSync, readFileSync, watch, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { RunEvent } from "@dagwright/core";
import { describe, expect, test } from "vitest";
import { EngineProject, shellJob } from "../support/engine-project.ts";
import { outputOf, planOf } from "../support/plan-of.ts";

/** The processes whose environment or command line has this text. */
function processesWith(text: string): readonly string[] {
	const found: string[] = [];
	for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
		try {
			const whole = readFileSync(`/proc/${pid}/environ`, "latin1") + readFileSync(`/proc/${pid}/cmdline`, "latin1");
			if (Number(pid) !== process.pid && whole.includes(text)) found.push(whole.slice(-80));
		} catch (error) {
			if (!(error instanceof Error)) throw error;
		}
	}
	return found;
}

/** Resolves once the file is there. */
function appears(path: string): Promise<void> {
	return new Promise((resolve, reject) => {
		const look = () => {
			if (!existsSync(path)) return;
			watcher.close();
			resolve();
		};
		const watcher = watch(dirname(path), look);
		watcher.on("error", reject);
		// It may have come before anybody watched.
		look();
	});
}

function firstOf<Type extends RunEvent["type"]>(project: EngineProject, type: Type) {
	return project.events.find((event): event is Extract<RunEvent, { type: Type }> => event.type === type);
}

/** ms beyond the grace: the promise is one second, of a machine that is not busy with a hundred other tests. */
const patience = Number(process.env.PROMISES_PATIENCE ?? 30_000);

describe.skipIf(process.platform !== "linux")("promises 15 and 16: nothing outlives its attempt", () => {
	test("a job that ignores SIGTERM is dead soon after the grace", async () => {
		using project = new EngineProject();
		const run = await project.start(
			planOf([shellJob("deaf", `trap '' TERM; echo ready > "$DAG_PROJECT/ready"; while :; do sleep 0.1; done`)]),
			{ grace: 400 },
		);
		await appears(project.path("ready"));
		expect(processesWith(project.root)).not.toEqual([]);
		const asked = performance.now();
		run.cancel("test", false);
		expect(await run.ended).toMatchObject({ status: "finished", result: "cancelled" });
		expect(performance.now() - asked).toBeLessThan(400 + patience);
		expect(processesWith(project.root)).toEqual([]);
	});

	test("a child that left by setsid and a double fork is dead after a cancel", async () => {
		using project = new EngineProject();
		const script = `(setsid sh -c 'trap "" TERM HUP; echo $$ > "$DAG_PROJECT/ready"; while :; do sleep 0.1; done' >/dev/null 2>&1 &) ; sleep 60`;
		const run = await project.start(planOf([shellJob("forker", script)]), { grace: 300 });
		await appears(project.path("ready"));
		run.cancel("test", false);
		expect(await run.ended).toMatchObject({ result: "cancelled" });
		expect(processesWith(project.root)).toEqual([]);
	});

	test("what a job leaves behind is ended, with a warning", async () => {
		using project = new EngineProject();
		await project.run(planOf([shellJob("leaver", "sleep 60 & true"), shellJob("holder", "setsid sleep 60 & true")]));
		expect(project.endsOf("leaver")).toMatchObject(
			[{ type: "attempt.succeeded", warnings: [/outlived/] }].map(matching),
		);
		expect(project.endsOf("holder")).toMatchObject(
			[{ type: "attempt.succeeded", warnings: [/outlived/] }].map(matching),
		);
		expect(processesWith(project.root)).toEqual([]);
	});

	test("what hid from its attempt is ended with the run", async () => {
		using project = new EngineProject();
		const script = `setsid sh -c 'echo > "$DAG_PROJECT/ready"; exec sleep 60' >/dev/null 2>&1 </dev/null & until test -e "$DAG_PROJECT/ready"; do sleep 0.01; done`;
		await project.run(planOf([shellJob("hider", script)]));
		expect(project.notices).toMatchObject([{ code: "left_processes" }]);
		expect(processesWith(project.root)).toEqual([]);
	});

	test("a script may open its output by path, and two writers share it", async () => {
		using project = new EngineProject();
		const run = await project.start(
			planOf([
				shellJob(
					"a",
					"echo one; echo two > /dev/stderr; sleep 0.02; echo three > /dev/stdout; echo four | tee /dev/stderr",
				),
			]),
		);
		expect(await run.ended).toMatchObject({ result: "succeeded" });
		expect(project.text(".dag", "runs", run.run, "logs", "a.1.log").split("\n").sort()).toEqual([
			"",
			"four",
			"four",
			"one",
			"three",
			"two",
		]);
	});

	test("a timeout ends the attempt and is an error of its own", async () => {
		using project = new EngineProject();
		await project.run(planOf([shellJob("slow", "sleep 60", { policies: { timeout: 150 } })]));
		expect(project.endsOf("slow")).toMatchObject([
			{ type: "attempt.failed", error: { kind: "timeout", message: expect.stringContaining("150ms") } },
		]);
	});

	test("a kill lets go of the run at once, and a resume runs what was lost", async () => {
		using project = new EngineProject();
		const script = `test -e "$DAG_PROJECT/again" || { touch "$DAG_PROJECT/again"; sleep 60; }`;
		const run = await project.start(planOf([shellJob("a", script)]));
		await appears(project.path("again"));
		run.kill();
		expect(await run.ended).toEqual({ status: "paused" });
		expect(processesWith(project.root)).toEqual([]);
		const again = await project.resume(run.run);
		expect(await again.ended).toMatchObject({ result: "succeeded" });
	});

	test("a pause lets what runs end and is resumable", async () => {
		using project = new EngineProject();
		const script = `echo > "$DAG_PROJECT/ready"; sleep 0.2`;
		const run = await project.start(planOf([shellJob("a", script), shellJob("b", "true", { after: ["a"] })]));
		await appears(project.path("ready"));
		run.pause("test");
		expect(await run.ended).toEqual({ status: "paused" });
		expect([project.endsOf("a").length, project.endsOf("b").length]).toEqual([1, 0]);
		const again = await project.resume(run.run);
		expect(await again.ended).toMatchObject({ result: "succeeded" });
	});
});

/** Text of warnings is compared by pattern. */
function matching(wanted: { readonly type: string; readonly warnings: readonly RegExp[] }) {
	return { ...wanted, warnings: wanted.warnings.map((pattern) => expect.stringMatching(pattern)) };
}

describe("promise 23: secrets are never at rest", () => {
	const canary = "c4n4ry/+Secret=value&more";

	test("a used secret is in no file of the run, however it is printed", async () => {
		using project = new EngineProject();
		writeFileSync(project.path("dagwright.secrets"), `TOKEN=${canary}\n`, { mode: 0o600 });
		const script = [
			`printf '%s\\n' "$TOKEN"`,
			`printf 'c4n4ry/+Sec'; sleep 0.05; printf 'ret=value&more\\n'`,
			`printf 'user:%s' "$TOKEN" | base64 >&2`,
			`printf '%s' "$TOKEN" | od -An -tx1 | tr -d ' \\n'`,
			`echo '{"error":"bad '"$TOKEN"'"}' >> "$DAG_EVENTS"`,
			"exit 3",
		].join("\n");
		const uses = [{ secret: "TOKEN", as: "TOKEN" }];
		const plan = planOf([
			shellJob("talker", script, { policies: { uses } }),
			shellJob("writer", `echo '{"leak":"'"$TOKEN"'"}' > "$DAG_OUTPUT"`, {
				policies: { uses },
				outputs: { kind: "record", fields: { leak: { kind: "string" } } },
			}),
		]);
		const run = await project.start(plan);
		await run.ended;
		const forms = [
			canary,
			Buffer.from(canary).toString("hex"),
			Buffer.from(`user:${canary}`).toString("base64").slice(8, -4),
		];
		for (const entry of readdirSync(run.folder, { recursive: true, withFileTypes: true })) {
			if (!entry.isFile()) continue;
			const text = readFileSync(join(entry.parentPath, entry.name), "latin1");
			for (const form of forms) expect(text.includes(form), `${entry.name} holds ${form}`).toBe(false);
		}
		expect(project.endsOf("writer")).toMatchObject([
			{
				type: "attempt.failed",
				error: { kind: "output", message: "the output `leak` holds a secret; secrets can't be outputs" },
			},
		]);
	});

	test("a secret that is missing or lies open refuses the run, or fails the job that might have done without", async () => {
		using project = new EngineProject();
		const uses = [{ secret: "TOKEN", as: "TOKEN" }];
		const sure = planOf([shellJob("a", "true", { policies: { uses } })]);
		const perhaps = planOf([shellJob("a", "true", { policies: { uses, allow_failure: true } })]);
		await expect(project.start(sure)).rejects.toMatchObject({
			code: "engine/secret-missing",
			remedy: expect.stringContaining("dagwright.secrets"),
		});
		await project.run(perhaps);
		expect(firstOf(project, "attempt.failed")?.error).toMatchObject({
			kind: "secret",
			message: expect.stringContaining("dagwright.secrets"),
		});
		writeFileSync(project.path("dagwright.secrets"), "TOKEN=x\n", { mode: 0o644 });
		await expect(project.start(perhaps)).rejects.toMatchObject({
			code: "engine/secrets-mode",
			message: expect.stringContaining("others may read"),
		});
	});
});

describe("promise 24: values are data", () => {
	test("hostile values reach the job byte for byte, and run nothing", async () => {
		using project = new EngineProject();
		const hostile = [
			`'; touch PWNED; '`,
			`"$(touch PWNED)"`,
			"`touch PWNED`",
			"$(touch PWNED)",
			"a\nb\\n\t c",
			"*",
			"-n",
			"${HOME}",
			"\\",
			"üñí — 🎉",
			"&& touch PWNED",
			"%s%n",
		];
		const nodes = hostile.map((value, index) =>
			shellJob(`h${index}`, `printf '%s' "$DAG_VALUE_0"`, {
				scripts: {
					run: { text: `printf '%s' "$DAG_VALUE_0"`, values: [{ op: "literal", value }] },
				},
				reads_stdout: true,
				outputs: { kind: "record", fields: { stdout: { kind: "string" } } },
				declared: false,
			}),
		);
		const end = await project.run(
			planOf(nodes, { outputs: hostile.map((_, index) => outputOf(`o${index}`, `h${index}.stdout`)) }),
		);
		expect(end).toMatchObject({ result: "succeeded" });
		expect(end.status === "finished" && Object.values(end.outputs)).toEqual(hostile);
		expect(readdirSync(project.path("flows"))).toEqual([]);
	});
});
