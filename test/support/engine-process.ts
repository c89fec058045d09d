/**
 * An engine in a process of its own, to be killed: `engine-process.ts start ROOT PLAN_FILE`, `… resume ROOT RUN` or
 * `… retry ROOT RUN`, with `written N` or `synced N` after it to die by itself at the n-th record that it writes to the journal.
 * With `ENGINE_FILES` it notes there what it does with files of the project, and with `ENGINE_FAULT` (a `FileFault`) one
 * of those calls fails. Prints each event as a line of JSON.
 */
import { readFileSync } from "node:fs";
import type { JobTypeCatalog, Plan } from "@dagwright/core";
import { type EngineOptions, resumeRun, retryRun, startRun } from "@dagwright/engine";
import catalog from "@dagwright/job-types/catalog.json" with { type: "json" };
import { dyingDisk } from "./dying-disk.ts";
import { type FileFault, watchFiles } from "./faulty-fs.ts";

const [mode = "", root = "", what = "", when, record = ""] = process.argv.slice(2);
const { ENGINE_FILES: log, ENGINE_FAULT: fault } = process.env;
if (log !== undefined || fault !== undefined) {
	watchFiles(`${root}/.dag/`, log, fault === undefined ? undefined : (JSON.parse(fault) as FileFault));
}
const options: EngineOptions = {
	version: "test",
	catalog: catalog as unknown as JobTypeCatalog,
	secrets: `${root}/dagwright.secrets`,
	grace: 500,
	subscriber: { event: (event) => process.stdout.write(`${JSON.stringify(event)}\n`) },
	...(when === "written" || when === "synced" ? { disk: dyingDisk({ when, record: Number(record) }) } : {}),
};
const run =
	mode === "start"
		? await startRun(
				{
					root,
					plan: JSON.parse(readFileSync(what, "utf8")) as Plan,
					origins: {},
					params: {},
					options: { durability: "default", max_parallel: 2 },
				},
				options,
			)
		: mode === "retry"
			? await retryRun({ root, run: what, by: "test" }, options)
			: await resumeRun({ root, run: what }, options);
await run.ended;
