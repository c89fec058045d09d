import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Bench } from "./bench.ts";
import { type Contender, interleave } from "./measure.ts";
import { type BenchJob, chain, independentJobs, layeredGraph } from "./process/graphs.ts";
import { writeBare, writeDag, writeLoop, writeNinja, writeNx, writeWireit } from "./process/projects.ts";
import type { Comparison } from "./table.ts";

const peers = fileURLToPath(new URL(".", import.meta.url));
const dagScript = fileURLToPath(new URL("../../runtime/cli/bin/dag.mjs", import.meta.url));
const bareScript = fileURLToPath(new URL("process/bare-loop.mjs", import.meta.url));
const floorScript = fileURLToPath(new URL("process/posix-spawn.py", import.meta.url));
const node = process.execPath;
const hasPython = spawnSync("python3", ["--version"]).status === 0;
const hasNinja = spawnSync("ninja", ["--version"]).status === 0;

const SPAWN = "posix_spawn alone";

const howOthers = `\`dag\` runs so plain a script in a copy of a shell that waits (a new one, as for a script with braces, has its own line where it is measured); all others start a new \`sh\` for each job. ${SPAWN} is a program that starts the same shells and does nothing else: no output, no record.`;

/** 1,000 jobs in layers with about 3,000 edges, two at a time. */
export async function compareLayered({ folder, rounds, quick }: Bench): Promise<Comparison> {
	const jobs = layeredGraph(1000, 3000);
	const contenders = [
		dag(folder, jobs),
		dag(join(folder, "strict"), jobs, "dag, strict", ["--durability", "strict"]),
		dag(join(folder, "braces"), jobs, "dag, a new shell for each", [], "{ true; }"),
		bare(folder, jobs),
		...spawnAlone(folder, jobs),
		...ninja(folder, jobs),
		nx(folder, jobs),
		...(quick ? [] : [wireit(folder, jobs)]),
	];
	const results = await interleave(contenders, rounds);
	return {
		title: "1,000 jobs in layers, about 3,000 edges, 2 at a time",
		note: `Each job is \`sh -c true\`. \`dag\` captures output and keeps a journal that survives the death of any process (default durability: at a power cut at most the last 20 ms are lost); \`strict\` syncs before a dependent starts. The plan is in the plan cache, as in every run of an unchanged file but the first. ${howOthers}`,
		ours: "dag",
		results,
		targets: [
			{ kind: "ratio", to: "bare Node loop", most: 1.15 },
			{ kind: "ratio", to: "nx", most: 0.9 },
			...(hasNinja ? [{ kind: "ratio" as const, to: "ninja", most: 1.3 }] : []),
			...(quick ? [] : [{ kind: "ratio" as const, to: "wireit", most: 0.2 }]),
		],
	};
}

/** 10,000 jobs that wait for nothing. */
export async function compareIndependent({ folder, rounds, quick }: Bench): Promise<Comparison> {
	const jobs = independentJobs(10_000);
	const results = await interleave(
		[
			dag(folder, jobs),
			bare(folder, jobs),
			...spawnAlone(folder, jobs),
			...ninja(folder, jobs),
			...(quick ? [] : [wireit(folder, jobs)]),
		],
		Math.min(rounds, 3),
	);
	return {
		title: "10,000 independent jobs, 2 at a time",
		note: `Default durability. wireit takes long, hence fewer rounds. ${howOthers}`,
		ours: "dag",
		results,
		targets: [...(quick ? [] : [{ kind: "ratio" as const, to: "wireit", most: 0.25 }]), { kind: "memory", most: 150 }],
	};
}

/** A chain of 200 jobs. */
export async function compareChain({ folder, rounds }: Bench): Promise<Comparison> {
	const jobs = chain(200);
	return {
		title: "A chain of 200 jobs",
		note: "Default durability.",
		ours: "dag",
		results: await interleave([dag(folder, jobs), bare(folder, jobs)], rounds * 2),
		targets: [{ kind: "ratio", to: "bare Node loop", most: 1.2 }],
	};
}

/** A loop of 1,000 rounds of one job beside a chain of as many jobs. */
export async function compareLoop({ folder, rounds }: Bench): Promise<Comparison> {
	const project = join(folder, "loop");
	writeLoop(project, 1000);
	const run = ["run", "bench.dag", "--max-parallel", "2"];
	return {
		title: "A loop of 1,000 rounds of one job",
		note: "Default durability. A round also records what it carries.",
		ours: "loop",
		results: await interleave(
			[
				{ name: "loop", command: node, arguments: [dagScript, ...run], folder: project },
				dag(folder, chain(1000), "chain of 1,000 jobs"),
			],
			rounds,
		),
		targets: [{ kind: "ratio", to: "chain of 1,000 jobs", most: 1.2 }],
	};
}

/** The start of the command line. */
export async function compareVersion({ folder, rounds }: Bench): Promise<Comparison> {
	return {
		title: "Start of the command line",
		note: "`dag --version` beside `node -e 0`.",
		ours: "dag --version",
		results: await interleave(
			[
				{ name: "dag --version", command: node, arguments: [dagScript, "--version"], folder },
				{ name: "node -e 0", command: node, arguments: ["-e", "0"], folder },
			],
			rounds * 4,
		),
		targets: [{ kind: "ratio", to: "node -e 0", most: 2.5 }],
	};
}

/** Checking a file of 1,000 jobs in a new process. */
export async function compareCheck({ folder, rounds }: Bench): Promise<Comparison> {
	const project = join(folder, "check");
	writeDag(project, layeredGraph(1000, 3000));
	return {
		title: "`dag check` of 1,000 jobs, a new process",
		note: "Nothing is cached but V8's compiled code.",
		ours: "dag check",
		results: await interleave(
			[{ name: "dag check", command: node, arguments: [dagScript, "check", "bench.dag"], folder: project }],
			rounds * 2,
		),
		targets: [{ kind: "seconds", most: 0.5 }],
	};
}

function dag(
	folder: string,
	jobs: readonly BenchJob[],
	name = "dag",
	flags: readonly string[] = [],
	script = "true",
): Contender {
	const project = join(folder, "dag");
	writeDag(project, jobs, script);
	return {
		name,
		command: node,
		arguments: [dagScript, "run", "bench.dag", "--max-parallel", "2", ...flags],
		folder: project,
	};
}

function bare(folder: string, jobs: readonly BenchJob[]): Contender {
	const project = join(folder, "bare");
	writeBare(project, jobs);
	return { name: "bare Node loop", command: node, arguments: [bareScript, "graph.json", "2"], folder: project };
}

/** The least that a new shell for each job takes; nothing where there is no Python. */
function spawnAlone(folder: string, jobs: readonly BenchJob[]): readonly Contender[] {
	if (!hasPython) return [];
	const project = join(folder, "bare");
	writeBare(project, jobs);
	return [{ name: SPAWN, command: "python3", arguments: [floorScript, "graph.json", "2"], folder: project }];
}

/** Not on npm: measured where it is installed. */
function ninja(folder: string, jobs: readonly BenchJob[]): readonly Contender[] {
	if (!hasNinja) return [];
	const project = join(folder, "ninja");
	writeNinja(project, jobs);
	return [{ name: "ninja", command: "ninja", arguments: ["-j", "2", "--quiet"], folder: project }];
}

function wireit(folder: string, jobs: readonly BenchJob[]): Contender {
	const project = join(folder, "wireit");
	writeWireit(project, jobs, peers);
	return {
		name: "wireit",
		command: "npm",
		arguments: ["run", "all"],
		folder: project,
		environment: { WIREIT_PARALLEL: "2", WIREIT_CACHE: "none", WIREIT_LOGGER: "quiet" },
	};
}

function nx(folder: string, jobs: readonly BenchJob[]): Contender {
	const project = join(folder, "nx");
	writeNx(project, jobs, peers);
	return {
		name: "nx",
		command: node,
		arguments: [join(peers, "node_modules/nx/dist/bin/nx.js"), "run", "bench:all", "--parallel=2", "--skipNxCache"],
		folder: project,
		environment: { NX_DAEMON: "false", NX_NO_CLOUD: "true", NX_TUI: "false", CI: "true" },
	};
}
