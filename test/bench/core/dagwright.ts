/** Runs JOBS no-op jobs with EDGES edges through the core, and prints what it took. */
import { drive, noOpPlan } from "./drive.ts";
import { report, settle } from "./shared.mjs";

const [jobs = 0, edges = 0] = process.argv.slice(2).map(Number);
const plan = noOpPlan(jobs, edges);
settle();
const started = performance.now();
drive(plan, () => undefined);
report(performance.now() - started);
