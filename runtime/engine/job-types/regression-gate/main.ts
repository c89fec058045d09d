/** The process of a `regression_gate` job: compares metrics with a stored baseline. */
import { writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import {
	type Baseline,
	BaselineProblem,
	baselineNames,
	type Metrics,
	readBaseline,
	storeBaseline,
} from "../../baselines/baseline-store.ts";
import { artifactPath, Problem, runProgram, say, variable, warn } from "../program.ts";
import { type Better, compareMetrics, hasPassed } from "./compare-metrics.ts";
import { lineOf, reportOf } from "./report.ts";

interface Config {
	readonly candidate: Metrics;
	readonly baseline: string;
	readonly threshold?: number | null;
	readonly required?: readonly string[] | null;
	readonly better?: Readonly<Record<string, Better>> | null;
	readonly block?: boolean | null;
	readonly missing?: "pass" | "fail" | null;
	readonly update?: boolean | null;
}

await runProgram<Config>(async (config) => {
	const root = variable("DAG_PROJECT");
	const { candidate, baseline: name } = config;
	const baseline = asProblem(() => readBaseline(root, name));
	if (baseline === undefined) tellMissing(root, name, config.missing ?? "pass");
	const threshold = config.threshold ?? 0.05;
	const metrics = compareMetrics({
		candidate,
		baseline: baseline?.metrics,
		threshold,
		required: config.required ?? [],
		better: config.better ?? {},
	});
	const passed = hasPassed(metrics);
	writeFileSync(artifactPath("report.md"), reportOf(name, baseline, metrics, passed, threshold));
	for (const metric of metrics) say(`${metric.verdict.padEnd(7)} ${lineOf(metric)}`);
	if (!passed && config.block !== false) throw refusal(metrics, name, threshold);
	if (passed && config.update === true) {
		const { version } = asProblem(() => update(root, name, candidate));
		say(`stored as version ${version} of the baseline ${name}`);
	}
	return {
		passed,
		report: "report.md",
		deltas: Object.fromEntries(
			metrics.flatMap(({ name: metric, delta }) => (delta === undefined ? [] : [[metric, delta]])),
		),
		metrics: candidate,
		version: baseline?.version ?? null,
	};
});

function tellMissing(root: string, name: string, missing: "pass" | "fail"): void {
	const others = asProblem(() => baselineNames(root));
	const there = others.length === 0 ? "" : `; there is ${others.join(", ")}`;
	const text = `there is no baseline ${name} in this project${there}`;
	const remedy = `store one with: dag baseline set ${name} --from ${variable("DAG_RUN")} ${variable("DAG_INSTANCE")}`;
	if (missing === "fail") {
		throw new Problem(
			`${text}; run once with missing = pass and ${remedy}, or give metrics: dag baseline set ${name} --metric NAME=VALUE`,
		);
	}
	warn(`${text}, so nothing is compared; ${remedy}`);
}

function refusal(metrics: ReturnType<typeof compareMetrics>, name: string, threshold: number): Problem {
	const wrong = metrics.filter(({ verdict }) => verdict === "worse" || verdict === "missing");
	const more = threshold === 0 ? "" : ` by more than ${Number((threshold * 100).toPrecision(4))}%`;
	return new Problem(`worse than the baseline ${name}${more}: ${wrong.map(lineOf).join(", ")}`);
}

function update(root: string, name: string, metrics: Metrics): Baseline {
	return storeBaseline(
		root,
		name,
		{
			metrics,
			by: userName(),
			run: variable("DAG_RUN"),
			job: variable("DAG_INSTANCE"),
			key: variable("DAG_IDEMPOTENCY_KEY"),
		},
		Date.now(),
	);
}

function userName(): string {
	try {
		return userInfo().username;
	} catch (error) {
		// A user id without an entry, as in containers.
		if (error instanceof Error && "code" in error) return process.env.USER ?? "";
		throw error;
	}
}

function asProblem<Value>(work: () => Value): Value {
	try {
		return work();
	} catch (error) {
		throw error instanceof BaselineProblem ? new Problem(error.message) : error;
	}
}
