/** `loop.ts loop|chain COUNT`: runs a loop of so many rounds, or a chain of so many jobs, again and again; prints the mean. */
import type { LoopPlan, Plan } from "@dagwright/core";
import { binary, job, planOf, ref, value } from "../../support/plan-of.ts";
import { drive } from "./drive.ts";
import { report } from "./shared.mjs";

const WARM = 50;
const RUNS = 100;

const [kind = "", count = "0"] = process.argv.slice(2);
const plan = kind === "loop" ? loopOf(Number(count)) : chainOf(Number(count));
let started = 0;
for (let run = 0; run < WARM + RUNS; run++) {
	if (run === WARM) started = performance.now();
	drive(plan, () => undefined);
}
report((performance.now() - started) / RUNS);

function chainOf(jobs: number): Plan {
	return planOf(Array.from({ length: jobs }, (_, at) => job(`j${at}`, at === 0 ? {} : { after: [`j${at - 1}`] })));
}

function loopOf(rounds: number): Plan {
	const next = { name: "n", type: { kind: "int" }, value: binary(ref("n"), "+", value(1)), dependencies: [] } as const;
	const loop: LoopPlan = {
		kind: "loop",
		name: "again",
		dependencies: [],
		policies: {},
		outputs: { kind: "json" },
		carries: [{ name: "n", type: { kind: "int" }, initial: value(0) }],
		max: rounds,
		body: { nodes: [job("step")] },
		next: [next],
	};
	return planOf([loop]);
}
