/**
 * What the engine adds to spawning: 1,000 `sh -c true` in layers, two at a time, by the engine and by a bare Node
 * loop, in turn. `node test/bench/spawn.ts [ROUNDS] [JOBS]`; a quick look beside `npm run bench`.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { interleave } from "./measure.ts";
import { layeredGraph } from "./process/graphs.ts";

const [rounds = "3", count = "1000"] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "dagwright-spawn-"));
try {
	writeFileSync(join(folder, "graph.json"), JSON.stringify(layeredGraph(Number(count), Number(count) * 3)));
	const contender = (name: string, script: string, ...rest: string[]) => ({
		name,
		command: process.execPath,
		arguments: [fileURLToPath(new URL(`process/${script}`, import.meta.url)), "graph.json", "2", ...rest],
		folder,
	});
	const results = await interleave(
		[
			contender("bare Node loop", "bare-loop.mjs"),
			contender("engine", "engine-loop.ts"),
			contender("engine, strict", "engine-loop.ts", "strict"),
		],
		Number(rounds),
	);
	const bare = results.get("bare Node loop")?.seconds ?? Number.NaN;
	for (const [name, { seconds, megabytes }] of results) {
		console.log(
			`${name.padEnd(16)} ${seconds.toFixed(2)} s  ${(seconds / bare).toFixed(2)}×  ${megabytes.toFixed(0)} MB`,
		);
	}
} finally {
	rmSync(folder, { recursive: true });
}
