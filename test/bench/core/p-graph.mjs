/**
 * Runs JOBS no-op jobs with EDGES edges in p-graph, and prints what it took. As for Dagwright, the graph is given by the
 * names of the jobs, made beforehand, 64 jobs run at once, and each is a promise that is resolved already.
 */
import { PGraph } from "p-graph";
import { edgesOf, namesOf, report, settle } from "./shared.mjs";

const [jobs, edges] = process.argv.slice(2).map(Number);
const names = namesOf(jobs);
const pairs = edgesOf(jobs, edges).map(([before, after]) => [names[before], names[after]]);
settle();
const started = performance.now();
const nodes = new Map(names.map((name) => [name, { run: () => Promise.resolve() }]));
await new PGraph(nodes, pairs).run({ concurrency: 64 });
report(performance.now() - started);
