/** Runs JOBS no-op jobs with EDGES edges in p-graph, and prints what it took. */
import { PGraph } from "p-graph";
import { edgesOf, report } from "./shared.mjs";

const [jobs, edges] = process.argv.slice(2).map(Number);
const pairs = edgesOf(jobs, edges);
const started = performance.now();
const nodes = new Map(Array.from({ length: jobs }, (_, index) => [String(index), { run: () => Promise.resolve() }]));
await new PGraph(
	nodes,
	pairs.map(([from, to]) => [String(from), String(to)]),
).run({ concurrency: 2 });
report(performance.now() - started);
