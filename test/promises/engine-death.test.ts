import { existsSync, readFileSync } from "node:fs";
import type { Plan, RunEvent } from "@dagwright/core";
import { followRun, readRun } from "@dagwright/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Dice } from "../support/dice.ts";
import { EngineChildren } from "../support/engine-children.ts";
import { EngineProject, shellJob } from "../support/engine-project.ts";
import { outputOf, planOf } from "../support/plan-of.ts";

const kills = Number(process.env.PROMISES_KILLS ?? 21);
/** An attempt may be lost three times; so many engines may die in one run. */
const killsPerRun = 3;
/** Runs that are driven and killed side by side. */
const sideBySide = 3;
/** ms that an engine of these runs lives at the most, about. */
const lifetime = 600;

let engines: EngineChildren;

beforeAll(async () => {
	engines = await EngineChildren.make();
});

afterAll(() => engines[Symbol.dispose]());

const places = [0, 1, 2];
const layers = [0, 1, 2, 3];
const jobNames = layers.flatMap((layer) => places.map((place) => `j${layer}_${place}`));

/** Each job appends its attempt to a file of its own, works a little, and writes an output that depends on its inputs. */
function countingPlan(): Plan {
	const script = (wait: string) =>
		`echo "$DAG_ATTEMPT" >> "$DAG_PROJECT/ran/$DAG_INSTANCE"; sleep ${wait}; echo '{"name":"'"$DAG_JOB"'"}' > "$DAG_OUTPUT"`;
	const outputs = { kind: "record", fields: { name: { kind: "string" } } } as const;
	const nodes = layers.flatMap((layer) =>
		places.map((place) =>
			shellJob(`j${layer}_${place}`, script(place === 0 ? "0.05" : "0.01"), {
				outputs,
				after: layer === 0 ? [] : [`j${layer - 1}_${place}`, `j${layer - 1}_${(place + 1) % 3}`],
			}),
		),
	);
	return planOf(nodes, { outputs: [outputOf("first", "j3_0.name"), outputOf("last", "j3_2.name")] });
}

function project(): EngineProject {
	return EngineProject.withPlan(countingPlan());
}

function count(events: readonly RunEvent[], type: RunEvent["type"], instance: string): number {
	return events.filter((event) => event.type === type && "instance" in event && event.instance === instance).length;
}

/** Jobs of which an attempt began. */
function begunJobs(made: EngineProject): readonly string[] {
	return jobNames.filter((job) => begun(made, job).length > 0);
}

/** `ran/JOB` holds the number of each attempt that began. */
function begun(made: EngineProject, job: string): readonly number[] {
	const path = made.path("ran", job);
	return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n").map(Number) : [];
}

/** Starts a run, kills its engines at random, lets the last one live, and checks all that is promised; gives the kills. */
async function killedRun(dice: Dice): Promise<number> {
	using made = project();
	let args = ["start", made.root, made.path("plan.json")];
	let before: readonly RunEvent[] = [];
	let died = 0;
	while (died < killsPerRun) {
		// Half of them at an event (the engine tells what was before first), half at a moment that no event marks.
		const events = dice.chance(0.5) ? before.length + 2 + dice.below(18) : Number.POSITIVE_INFINITY;
		const time = events === Number.POSITIVE_INFINITY ? { killAfter: dice.below(lifetime) } : {};
		const life = await engines.live(args, { isEnough: (told) => told >= events, ...time });
		if (!life.killed) break;
		died++;
		// Killed before it made its run: nothing was promised, and there is nothing to resume.
		if (life.told.length === 0 && before.length === 0) {
			expect(begunJobs(made)).toEqual([]);
			return died;
		}
		const { events: recorded, state } = readRun(made.root, "1");
		expect(recorded.slice(0, before.length)).toEqual(before);
		expect(recorded.slice(0, life.told.length)).toEqual(life.told);
		before = recorded;
		if (state.status === "finished") break;
		args = ["resume", made.root, "1"];
	}
	const succeeded = before.flatMap((event) => (event.type === "attempt.succeeded" ? [event.instance] : []));
	const begunBefore = succeeded.map((job) => [job, begun(made, job)]);
	if (readRun(made.root, "1").state.status !== "finished") {
		expect(await engines.live(["resume", made.root, "1"])).toMatchObject({ killed: false, exitCode: 0 });
	}
	const { state, events } = readRun(made.root, "1");
	expect({ result: state.result, outputs: state.outputs }).toEqual({
		result: "succeeded",
		outputs: { first: "j3_0", last: "j3_2" },
	});
	expect(succeeded.map((job) => [job, begun(made, job)])).toEqual(begunBefore);
	for (const job of jobNames) expect([job, count(events, "attempt.succeeded", job)]).toEqual([job, 1]);
	expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
	return died;
}

describe("promises 1, 2 and 9: a killed engine loses and repeats nothing", () => {
	test(`${kills} kills at random events and times: no completed job runs again, and the outputs are those of a calm run`, async () => {
		const dice = new Dice(Number(process.env.PROMISES_SEED ?? 1));
		let done = 0;
		const drive = async () => {
			while (done < kills) done += await killedRun(dice);
		};
		await Promise.all(Array.from({ length: sideBySide }, drive));
	}, 14_400_000);

	test("a reader that follows sees every event once, over the death of the engine", async () => {
		using made = project();
		const first = await engines.live(["start", made.root, made.path("plan.json")], { isEnough: (told) => told >= 12 });
		expect(first.killed).toBe(true);
		const ended = engines.live(["resume", made.root, "1"]);
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
