/**
 * Runs JOBS no-op jobs with EDGES edges in effect, and prints what it took. A job waits for the deferred values of those
 * before it, runs an effect that does nothing, synchronously, which is the cheapest there is, and resolves its own.
 */
import { Deferred, Effect } from "effect";
import { edgesOf, report, settle } from "./shared.mjs";

const [jobs, edges] = process.argv.slice(2).map(Number);
const pairs = edgesOf(jobs, edges);
settle();
const started = performance.now();
const program = Effect.gen(function* () {
	const done = [];
	for (let index = 0; index < jobs; index++) done.push(yield* Deferred.make());
	const needs = Array.from({ length: jobs }, () => []);
	for (const [from, to] of pairs) needs[to].push(done[from]);
	yield* Effect.forEach(
		needs,
		(waits, index) =>
			Effect.gen(function* () {
				for (const wait of waits) yield* Deferred.await(wait);
				yield* Effect.sync(() => undefined);
				yield* Deferred.succeed(done[index], undefined);
			}),
		{ concurrency: "unbounded", discard: true },
	);
});
await Effect.runPromise(program);
report(performance.now() - started);
