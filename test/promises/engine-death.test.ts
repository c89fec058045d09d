import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Plan, RunEvent } from "@dagwright/core";
import { followRun, readRun } from "@dagwright/engine";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EngineProject, shellJob } from "../support/engine-project.ts";
import { outputOf, planOf } from "../support/plan-of.ts";
import { seededRandom } from "../support/simulated-disk.ts";

const kills = Number(process.env.PROMISES_KILLS ?? 21);
/** An attempt may be lost three times; so many engines may die in one run. */
const killsPerRun = 3;

const bundle = mkdtempSync(join(tmpdir(), "dagwright-engine-"));
const program = join(bundle, "engine-process.mjs");

// One file starts five times faster than the sources, and many engines are started here.
beforeAll(async () => {
	const entry = fileURLToPath(new URL("../support/engine-process.ts", import.meta.url));
	await build({ entryPoints: [entry], outfile: program, bundle: true, platform: "node", format: "esm" });
});

afterAll(() => rmSync(bundle, { recursive: true }));

/** Each job appends its attempt to a file of its own, works a little, and writes an output that depends on its inputs. */
function countingPlan(): Plan {
	const script = (wait: string) =>
		`echo "$DAG_ATTEMPT" >> "$DAG_PROJECT/ran/$DAG_INSTANCE"; sleep ${wait}; echo '{"name":"'"$DAG_JOB"'"}' > "$DAG_OUTPUT"`;
	const outputs = { kind: "record", fields: { name: { kind: "string" } } } as const;
	const nodes = [0, 1, 2, 3].flatMap((layer) =>
		[0, 1, 2].map((place) =>
			shellJob(`j${layer}_${place}`, script(place === 0 ? "0.05" : "0.01"), {
				outputs,
				after: layer === 0 ? [] : [`j${layer - 1}_${place}`, `j${layer - 1}_${(place + 1) % 3}`],
			}),
		),
	);
	return planOf(nodes, { outputs: [outputOf("first", "j3_0.name"), outputOf("last", "j3_2.name")] });
}

function project(): EngineProject {
	const made = new EngineProject();
	mkdirSync(made.path("ran"));
	writeFileSync(made.path("plan.json"), JSON.stringify(countingPlan()));
	return made;
}

function engine(...args: string[]): ChildProcess {
	return spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "inherit"] });
}

/** Lets the engine live until it has told so many events, then kills it; false if it ended before. */
async function killAfter(child: ChildProcess, events: number): Promise<boolean> {
	if (child.stdout === null) throw new Error("the engine has no output");
	let told = 0;
	for await (const _line of createInterface({ input: child.stdout })) {
		if (++told >= events) child.kill("SIGKILL");
	}
	if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
	return child.signalCode === "SIGKILL";
}

function count(events: readonly RunEvent[], type: RunEvent["type"], instance: string): number {
	return events.filter((event) => event.type === type && "instance" in event && event.instance === instance).length;
}

/** `ran/JOB` holds the number of each attempt that began. */
function begun(made: EngineProject, job: string): readonly number[] {
	const path = made.path("ran", job);
	return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n").map(Number) : [];
}

describe("promises 1, 2 and 9: a killed engine loses and repeats nothing", () => {
	test(`${kills} kills at random events: no completed job runs again, and the outputs are those of a calm run`, async () => {
		const random = seededRandom(Number(process.env.PROMISES_SEED ?? 1));
		let done = 0;
		while (done < kills) {
			using made = project();
			let args = ["start", made.root, made.path("plan.json")];
			let before: readonly RunEvent[] = [];
			for (let round = 0; round < killsPerRun; round++) {
				// The engine tells what was before first.
				const killed = await killAfter(engine(...args), before.length + 2 + Math.floor(random() * 18));
				if (!killed) break;
				done++;
				const { events } = readRun(made.root, "1");
				expect(events.slice(0, before.length)).toEqual(before);
				before = events;
				args = ["resume", made.root, "1"];
			}
			const completed = before.filter((event) => event.type === "attempt.succeeded");
			const beganBefore = new Map(completed.map((event) => [event.instance, begun(made, event.instance)]));
			const calm = await killAfter(engine("resume", made.root, "1"), Number.POSITIVE_INFINITY);
			expect(calm).toBe(false);
			const { state, events } = readRun(made.root, "1");
			expect(state.result).toBe("succeeded");
			expect(state.outputs).toEqual({ first: "j3_0", last: "j3_2" });
			for (const [instance, began] of beganBefore) expect(begun(made, instance)).toEqual(began);
			for (const node of countingPlan().workflows["flows/sample.dag#sample"]?.body.nodes ?? []) {
				expect(count(events, "attempt.succeeded", node.name)).toBe(1);
			}
			expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
		}
	}, 120_000);

	test("a reader that follows sees every event once, over the death of the engine", async () => {
		using made = project();
		expect(await killAfter(engine("start", made.root, made.path("plan.json")), 12)).toBe(true);
		const next = engine("resume", made.root, "1");
		const ended = killAfter(next, Number.POSITIVE_INFINITY);
		const seen: number[] = [];
		while (readRun(made.root, "1").state.status !== "finished") {
			for await (const event of followRun(made.root, "1")) if (event.seq > seen.length) seen.push(event.seq);
		}
		await ended;
		for await (const event of followRun(made.root, "1")) if (event.seq > seen.length) seen.push(event.seq);
		expect(seen).toEqual(readRun(made.root, "1").events.map((event) => event.seq));
	}, 30_000);

	test("a second engine is refused and told who holds the run", async () => {
		using made = new EngineProject();
		const run = await made.start(planOf([shellJob("wait", "sleep 30")]));
		await expect(made.resume(run.run)).rejects.toMatchObject({
			code: "engine/run-locked",
			message: expect.stringContaining(`process ${process.pid}`),
		});
		run.kill();
		expect(await run.ended).toEqual({ status: "paused" });
	});
});
