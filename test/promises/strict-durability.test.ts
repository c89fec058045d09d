import { setTimeout as sleep } from "node:timers/promises";
import { type JournalDisk, localDisk } from "@dagwright/engine/journal";
import { expect, test } from "vitest";
import { EngineProject, shellJob } from "../support/engine-project.ts";
import { planOf } from "../support/plan-of.ts";

/** The real disk with slow syncs, and what is known of it. */
function slowDisk() {
	const known = { ends: [0], synced: 0 };
	const disk: JournalDisk = {
		...localDisk,
		open(path, create) {
			const file = localDisk.open(path, create);
			return {
				...file,
				write(bytes, position) {
					known.ends.push(position + bytes.length);
					return file.write(bytes, position);
				},
				async sync() {
					const end = known.ends.at(-1) ?? 0;
					await sleep(60);
					await file.sync();
					known.synced = end;
				},
			};
		},
	};
	return { known, disk };
}

async function unsyncedStarts(durability: "default" | "strict"): Promise<number> {
	using project = new EngineProject();
	const { known, disk } = slowDisk();
	let unsynced = 0;
	const names = ["a", "b", "c"];
	const jobs = names.map((name, index) =>
		// Long enough for its process to be recorded.
		shellJob(name, "sleep 0.1", { after: names.slice(Math.max(0, index - 1), index) }),
	);
	const run = await project.start(
		planOf(jobs),
		{
			disk,
			subscriber: {
				event(event) {
					// The write before the last one recorded what this start follows from.
					if (event.type === "attempt.running" && known.synced < (known.ends.at(-2) ?? 0)) unsynced++;
				},
			},
		},
		{ durability },
	);
	expect(await run.ended).toMatchObject({ result: "succeeded" });
	return unsynced;
}

test("with strict durability a dependent starts only once what it follows from is on the disk", async () => {
	expect(await unsyncedStarts("strict")).toBe(0);
});

test("by default nothing waits for the disk", async () => {
	expect(await unsyncedStarts("default")).toBeGreaterThan(0);
});
