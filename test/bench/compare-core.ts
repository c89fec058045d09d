import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Bench } from "./bench.ts";
import { bundleScripts } from "./bundle.ts";
import { type Measured, median } from "./measure.ts";
import { runLine } from "./run-line.ts";
import type { Comparison } from "./table.ts";

/**
 * For all alike: V8's young generation within bounds, as the engine keeps its own. Else what is measured is foremost how
 * the system hands out the memory that it grows by.
 */
const semiSpace = "--max-semi-space-size=16";
const flags = [semiSpace, "--expose-gc"];

const simulated = 2000;

const folder = fileURLToPath(new URL("core", import.meta.url));

/** 100,000 jobs that do nothing, in process: what scheduling alone costs. */
export async function compareCore(bench: Bench): Promise<Comparison> {
	const small = await inTurn({ "dagwright, 10,000 jobs": ["dagwright.ts", 10_000, 30_000] }, bench);
	const large = await inTurn(
		{
			dagwright: ["dagwright.ts", 100_000, 300_000],
			"p-graph": ["p-graph.mjs", 100_000, 300_000],
			effect: ["effect.mjs", 100_000, 300_000],
		},
		bench,
	);
	const tenth = small.get("dagwright, 10,000 jobs");
	const whole = large.get("dagwright");
	if (tenth === undefined || whole === undefined) throw new Error("the core was not measured");
	return {
		title: "The core alone: 100,000 jobs, 300,000 edges, in process",
		note: `Building and running, through \`accept\`, \`apply\`, \`decide\` and \`due\`, without processes or disk; all with \`node ${semiSpace}\`, since the engine bounds its young generation too, and after what making the graph left among the young objects was collected. Ten times the jobs takes ${(whole.seconds / tenth.seconds).toFixed(1)}× the time; at most 13× is wanted.`,
		ours: "dagwright",
		results: new Map([...large, ...small]),
		targets: [
			{ kind: "ratio", to: "p-graph", most: 0.2 },
			{ kind: "ratio", to: "effect", most: 0.5 },
			{ kind: "memory", most: 300 },
		],
	};
}

/** A loop of 1,000 rounds in the core, beside a chain of 1,000 jobs. */
export async function compareCoreLoop(bench: Bench): Promise<Comparison> {
	return {
		title: "The core alone: a loop of 1,000 rounds of one job, in process",
		note: "The mean of a hundred runs in one process, without those that warm it up. A round has four events, a job of the chain three; and a round opens a block and evaluates what it carries.",
		ours: "loop",
		results: await inTurn(
			{ loop: ["loop.ts", "loop", 1000], "chain of 1,000 jobs": ["loop.ts", "chain", 1000] },
			bench,
		),
		targets: [{ kind: "ratio", to: "chain of 1,000 jobs", most: 1.2 }],
	};
}

/** Reading a journal of 100,000 events from disk into a state. */
export async function compareFold(bench: Bench): Promise<Comparison> {
	return {
		title: "Folding a journal of 100,000 events",
		note: "Read from disk, checked record by record, and folded.",
		ours: "fold",
		results: await inTurn({ fold: ["fold.ts", 100_000, join(bench.folder, "journal")] }, bench),
		targets: [{ kind: "seconds", most: 0.5 }],
	};
}

/** How many random runs a second the simulation makes and checks, on one core. */
export async function compareSimulation(bench: Bench): Promise<Comparison> {
	const ours = `${simulated.toLocaleString("en")} random runs`;
	const results = await inTurn({ [ours]: ["simulation.ts", simulated, ""] }, bench);
	const a = simulated / (results.get(ours)?.seconds ?? Number.NaN);
	return {
		title: "The simulation",
		note: `Random plans with every construct, driven by a host that crashes, their logs held against the semantics, in one process: ${Math.round(a)} runs a second; at least 200 are wanted.`,
		ours,
		results,
		targets: [{ kind: "seconds", most: simulated / 200 }],
	};
}

/** Runs each script once a round, in turn; each prints what it measured itself, without the start of its process. */
async function inTurn(
	contenders: Readonly<Record<string, readonly [script: string, ...rest: (string | number)[]]>>,
	{ rounds, folder: scratch }: Bench,
): Promise<ReadonlyMap<string, Measured>> {
	const samples = new Map<string, Measured[]>();
	const ours = Object.values(contenders).flatMap(([script]) => (script.endsWith(".ts") ? script : []));
	const bundles = await bundleScripts(ours, scratch);
	for (let round = 0; round <= rounds; round++) {
		for (const [name, [script, ...rest]] of Object.entries(contenders)) {
			const { milliseconds, megabytes } = await runLine(
				bundles.get(script) ?? join(folder, script),
				rest.map(String),
				flags,
			);
			if (round > 0) samples.set(name, [...(samples.get(name) ?? []), { seconds: milliseconds / 1000, megabytes }]);
		}
	}
	return new Map(
		[...samples].map(([name, all]) => [
			name,
			{ seconds: median(all.map((one) => one.seconds)), megabytes: Math.max(...all.map((one) => one.megabytes)) },
		]),
	);
}
