import { readFileSync } from "node:fs";
import { type JobTypeImplementation, readRun } from "@dagwright/engine";
import { type JournalDisk, localDisk } from "@dagwright/engine/journal";
import { expect, test } from "vitest";
import { EngineProject, shellJob } from "../support/engine-project.ts";
import { planOf } from "../support/plan-of.ts";

/** The real disk, until so many writes or syncs of the journal were made; then each fails. */
function failingDisk(call: "write" | "sync", after: number, code: string): JournalDisk {
	let left = after;
	const fail = () => {
		if (left-- > 0) return;
		throw Object.assign(new Error(code), { code });
	};
	return {
		...localDisk,
		open(path, create) {
			const file = localDisk.open(path, create);
			return {
				...file,
				write(bytes, position) {
					if (call === "write") fail();
					return file.write(bytes, position);
				},
				async sync() {
					if (call === "sync") fail();
					await file.sync();
				},
			};
		},
	};
}

/** So many calls of each kind are met; all of them in the full run. */
const most = process.env.PROMISES_FAULT_STEP === "1" ? Number.POSITIVE_INFINITY : 6;

const jobs = ["a", "b", "c", "d"];
const plan = planOf(
	jobs.map((name, index) =>
		shellJob(name, `echo x >> "$DAG_PROJECT/ran_${name}"; sleep 0.02`, {
			after: index === 0 ? [] : [jobs[index - 1] ?? ""],
		}),
	),
);

test.each([
	["write", "ENOSPC", "engine/disk-full"],
	["write", "EIO", "engine/input-output"],
	["sync", "EIO", "engine/input-output"],
] as const)(
	"promise 5: a run whose journal fails at a %s with %s stops, and finishes once it is resumed",
	async (call, fault, code) => {
		for (let after = 1; after < most; after++) {
			using project = new EngineProject();
			const told = project.events;
			const run = await project.start(plan, { disk: failingDisk(call, after, fault) });
			const failure: unknown = await run.ended.catch((error: unknown) => error);
			if (failure instanceof Error) expect(failure).toMatchObject({ code });
			else {
				// It made fewer calls than that.
				expect(failure).toMatchObject({ result: "succeeded" });
				expect(after).toBeGreaterThan(5);
				return;
			}
			// What subscribers heard was recorded: nobody was told of what is not there.
			const { events, state } = readRun(project.root, "1");
			expect(events.slice(0, told.length)).toEqual(told);
			// The last sync may be the one that failed: the end is written, if not surely on the disk.
			if (state.status === "finished") continue;
			const completed = events.filter((event) => event.type === "attempt.succeeded").map(({ instance }) => instance);
			const again = await project.resume("1");
			expect(await again.ended).toMatchObject({ result: "succeeded" });
			for (const job of completed) expect(readFileSync(project.path(`ran_${job}`), "utf8")).toBe("x\n");
		}
	},
);

const diskFull = Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });

test.each<[string, JobTypeImplementation]>([
	[
		"at once",
		() => {
			throw diskFull;
		},
	],
	["later", () => Promise.reject(diskFull)],
])(
	"promise 5: a job that can't be begun on a full disk, which shows %s, has not failed: it runs once the run is resumed",
	async (_when, shell) => {
		using project = new EngineProject();
		const jobs = ["a", "b"].map((name) => shellJob(name, `echo x > "$DAG_PROJECT/ran_${name}"`));
		const run = await project.start(planOf(jobs), { implementations: new Map([["shell", shell]]) });
		await expect(run.ended).rejects.toMatchObject({ code: "engine/disk-full" });
		const { events, state } = readRun(project.root, "1");
		expect(state.status).toBe("running");
		expect(events.filter(({ type }) => /failed|skipped/.test(type))).toEqual([]);
		const again = await project.resume("1");
		expect(await again.ended).toMatchObject({ result: "succeeded" });
		expect(["ran_a", "ran_b"].map((file) => project.text(file))).toEqual(["x\n", "x\n"]);
	},
);
