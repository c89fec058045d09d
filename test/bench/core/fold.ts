/** Writes a journal of EVENTS events to PATH, then times reading, checking and folding it. */
import { fold, type RunEvent } from "@dagwright/core";
import { JournalWriter, localDisk, readJournal } from "@dagwright/engine/journal";
import { drive, noOpPlan } from "./drive.ts";
import { report } from "./shared.mjs";

const [count = "0", path = ""] = process.argv.slice(2);
// Three events a job, and the run's own.
const jobs = Math.ceil(Number(count) / 3);
const plan = noOpPlan(jobs, jobs * 3);
const events: RunEvent[] = [];
drive(plan, (event) => events.push(event));
const writer = JournalWriter.create(`${path}-${process.pid}`, { disk: localDisk });
writer.append(events);
await writer.close();

const started = performance.now();
const read = readJournal(`${path}-${process.pid}`);
fold(plan, read);
report(performance.now() - started);
if (read.length !== events.length) throw new Error(`${read.length} of ${events.length} events were read`);
