import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Json } from "@dagwright/core";
import { readRun } from "@dagwright/engine";
import { afterAll, beforeAll, expect, test } from "vitest";
import { planOfFile } from "../support/compile-dag.ts";
import { EngineChildren } from "../support/engine-children.ts";
import { EngineProject } from "../support/engine-project.ts";
import type { FileFault } from "../support/faulty-fs.ts";

/** Each place in the program that touches a file is met once in so many; 1 meets all, with each code. */
const every = Number(process.env.PROMISES_FAULT_STEP ?? 7);
/** Always met: on these all else rests. */
const whatMakesDurable = /^(writeSync|fdatasync|fsyncSync)/;
const sideBySide = 4;
/** ms after which an engine that met a fault counts as stuck. */
const patience = 30_000;

const plan = planOfFile(fileURLToPath(new URL("faults.dag", import.meta.url)));
const outputs = { n: [2, 4], told: "told\n" };
let engines: EngineChildren;

beforeAll(async () => {
	engines = await EngineChildren.make();
});

afterAll(() => engines[Symbol.dispose]());

function begun(project: EngineProject, instance: string): string {
	return readdirSync(project.path("ran")).includes(instance) ? project.text("ran", instance) : "";
}

/** The places of the program that touch files of a calm run, and how often each does. */
async function sites(): Promise<ReadonlyMap<string, number>> {
	using project = EngineProject.withPlan(plan);
	const log = project.path("calls");
	const life = await engines.live(["start", project.root, project.path("plan.json")], {
		environment: { ENGINE_FILES: log },
	});
	expect(life).toMatchObject({ exitCode: 0, complaint: "" });
	expect(readRun(project.root, "1").state.outputs).toEqual(outputs);
	const counts = new Map<string, number>();
	for (const site of readFileSync(log, "utf8").trim().split("\n")) counts.set(site, (counts.get(site) ?? 0) + 1);
	return counts;
}

/** Refused at the start; resumed after the engine had stopped. What the disk does is no failure of a job. */
type Ending = "refused" | "resumed" | "succeeded";

/** Lets an engine meet a fault, takes the run up, and says how it went. */
async function meet(fault: FileFault): Promise<Ending> {
	using project = EngineProject.withPlan(plan);
	const life = await engines.live(["start", project.root, project.path("plan.json")], {
		environment: { ENGINE_FAULT: JSON.stringify(fault) },
		killAfter: patience,
	});
	expect(life.killed, "it is stuck").toBe(false);
	if (life.told.length === 0) return "refused";
	const { events, state } = readRun(project.root, "1");
	expect(events.slice(0, life.told.length)).toEqual(life.told);
	const succeeded = events.flatMap((event) => (event.type === "attempt.succeeded" ? [event] : []));
	const before = succeeded.map(({ instance }) => [instance, begun(project, instance)]);
	if (state.status !== "finished") await (await project.resume("1")).ended;
	expect(succeeded.map(({ instance }) => [instance, begun(project, instance)])).toEqual(before);
	const end = readRun(project.root, "1");
	for (const event of end.events) if (event.type === "attempt.succeeded") checkFiles(event.outputs);
	expect(end.state.outputs).toEqual(outputs);
	return state.status === "finished" ? "succeeded" : "resumed";
}

/** Files that a job gave are there, with the content that was told. */
function checkFiles(given: Json): void {
	if (given === null || typeof given !== "object" || !("table" in given)) return;
	const { path, sha256 } = given.table as { path: string; sha256: string };
	expect(createHash("sha256").update(readFileSync(path)).digest("hex")).toBe(sha256);
}

test("promise 5: whatever call on a file fails, nothing is acknowledged that is not there, and the run can be taken up", async () => {
	const found = [...(await sites())];
	const faults = found
		.flatMap(([site, count]) =>
			[...new Set([1, 2, count])].flatMap((occurrence) =>
				(["EIO", "ENOSPC"] as const).map((code): FileFault => ({ site, occurrence, code })),
			),
		)
		.filter(({ site }, index) => index % every === 0 || whatMakesDurable.test(site));
	const wrong: string[] = [];
	const ends = new Map<string, number>();
	const walk = async () => {
		for (let fault = faults.pop(); fault !== undefined; fault = faults.pop()) {
			try {
				const end = await meet(fault);
				ends.set(end, (ends.get(end) ?? 0) + 1);
			} catch (error) {
				wrong.push(`${fault.code} at ${fault.site} (${fault.occurrence}): ${error}`);
			}
		}
	};
	await Promise.all(Array.from({ length: sideBySide }, walk));
	expect(wrong).toEqual([]);
	// The ways to stop safely were all met.
	expect([...ends.keys()].sort()).toEqual(["refused", "resumed", "succeeded"]);
}, 3_600_000);
