import { describe, expect, test } from "vitest";
import { ManualRun } from "../../test/support/manual-run.ts";
import {
	binary,
	fanInOf,
	forOf,
	groupOf,
	job,
	letOf,
	outputOf,
	paramOf,
	planOf,
	ref,
	value,
} from "../../test/support/plan-of.ts";
import { apply, emptyState, fold } from "./apply.ts";
import { graphView } from "./draw-graph.ts";
import type { RunEvent, RunFact } from "./event.ts";
import { type ForkRequest, forkRun } from "./fork-run.ts";
import type { Plan } from "./plan.ts";
import { stampFact } from "./stamp-fact.ts";
import { summary } from "./summary.ts";

const scored = {
	kind: "record",
	fields: { n: { kind: "int" }, note: { kind: "optional", of: { kind: "string" } } },
} as const;

/** load → sweep[0..1] → best (a let) → pick; prep (a group) beside them; quiet fails and may. */
function plan(): Plan {
	return planOf(
		[
			job("load", { outputs: scored }),
			job("sweep", { for: forOf({ i: ref("sizes") }), data: ["load"], outputs: scored, policies: { succeed: 0.5 } }),
			fanInOf("best", "sweep", "collect_all"),
			letOf("twice", binary(ref("load.n"), "*", ref("factor")), { data: ["load"] }),
			job("pick", { data: ["best"], config: { x: ref("twice") }, after: ["twice"], outputs: scored }),
			groupOf("prep", [job("warm"), job("heat", { after: ["warm"] })], { warm: "warm" }),
			job("quiet", { policies: { allow_failure: true } }),
			job("last", { after: ["quiet", "prep"], outputs: scored }),
			job("never", { after: ["last failed"] }),
		],
		{
			params: [
				paramOf("factor", { kind: "int" }, 2),
				{ name: "sizes", type: { kind: "json" }, default: { op: "list", items: [ref("factor"), value(7)] } },
			],
			outputs: [outputOf("picked", "pick.n"), outputOf("twice", "twice")],
		},
	);
}

function finished(): ManualRun {
	const run = new ManualRun(plan());
	for (let starts = run.startCommands(); starts.length > 0; starts = run.startCommands()) {
		for (const { instance, attempt } of starts) {
			if (instance === "quiet" || instance === "sweep[1]") run.fail(instance, attempt);
			else run.succeed(instance, { n: instance.length, note: null }, attempt);
		}
	}
	return run;
}

function fork(parent: ManualRun, request: Partial<ForkRequest>) {
	return forkRun(parent.plan, parent.state, { run: "r2", root: "r2-x", version: "0", ...request });
}

/** What is reused, and then what runs, in a fork that is driven to its end. */
function driven(parent: ManualRun, request: Partial<ForkRequest>) {
	const facts = fork(parent, request);
	if (!facts.ok) throw new Error(facts.problem.message);
	const run = ManualRun.from(parent.plan, facts.value);
	const reused = run.events.flatMap((event) => (event.type === "job.reused" ? event.job : []));
	const ran: string[] = [];
	run.finish(({ instance }) => {
		ran.push(instance);
		return { n: 100, note: null };
	});
	return { run, reused, ran };
}

describe("a fork", () => {
	test("from a job runs it and what depends on it, and reuses all else with its instances and allowed failures", () => {
		const { run, reused, ran } = driven(finished(), { from: "pick" });
		expect(reused).toEqual(["load", "sweep", "best", "prep", "quiet", "last", "never"]);
		expect(ran).toEqual(["pick"]);
		expect(run.state.outputs).toEqual({ picked: 100, twice: 8 });
		expect(run.state.result).toBe("succeeded_with_warnings");
		expect(run.events[0]).toMatchObject({ type: "run.created", run: "r2", root: "r2-x", forked_from: { run: "r1" } });
	});

	test("of a for job runs all its instances, and those that read them", () => {
		expect(driven(finished(), { from: "sweep[1]" }).ran).toEqual(["sweep[0]", "sweep[1]", "pick"]);
	});

	test("with another param runs what reads it, over lets and over defaults that follow from it", () => {
		const { ran, run } = driven(finished(), { params: { factor: 3 } });
		expect(ran).toEqual(["sweep[0]", "sweep[1]", "pick"]);
		expect(run.state.params).toEqual({ factor: 3, sizes: [3, 7] });
		expect(driven(finished(), { params: { factor: 2 } }).ran).toEqual([]);
	});

	test("with another output keeps the job that made it and runs what depends on it", () => {
		const { ran, reused, run } = driven(finished(), { set: { "load.n": 50, "last.note": "ok" } });
		expect(ran).toEqual(["sweep[0]", "sweep[1]", "pick"]);
		expect(reused).toEqual(["load", "prep", "quiet", "last"]);
		expect(run.state.outputs).toEqual({ picked: 100, twice: 100 });
	});

	test("with another output of one instance makes the list anew", () => {
		const { run, ran } = driven(finished(), { set: { "sweep[0].n": 9 } });
		expect(ran).toEqual(["pick"]);
		expect(run.facts("best")).toContainEqual({
			type: "job.succeeded",
			job: "best",
			value: [{ n: 9, note: null, for: { i: 2 } }],
		});
	});

	test("runs what had failed or not begun, also without being told from where", () => {
		const parent = new ManualRun(planOf([job("a"), job("b"), job("c", { after: ["b"] })]));
		parent.start();
		parent.succeed("a");
		parent.fail("b");
		expect(driven(parent, {}).ran).toEqual(["b", "c"]);
	});

	test("runs what the first run did not come to before it failed", () => {
		const parent = new ManualRun(planOf([job("a"), job("bad"), job("b", { after: ["a"] })]), { fail_fast: true });
		parent.start();
		parent.fail("bad");
		parent.succeed("a");
		expect(parent.facts("b")).toEqual([{ type: "job.skipped", job: "b", cause: "not_reached" }]);
		expect(driven(parent, {}).ran).toEqual(["bad", "b"]);
	});

	test("warns of the instances that had failed, also when it is tried again itself", () => {
		const parent = new ManualRun(
			planOf([job("s", { for: forOf({ i: [0, 1] }), policies: { succeed: 0.5 } }), job("last", { after: ["s"] })]),
		);
		parent.start();
		parent.fail("s[0]");
		parent.succeed("s[1]");
		parent.start();
		parent.fail("last");
		expect(driven(parent, {}).run.state.result).toBe("succeeded_with_warnings");
		const facts = fork(parent, {});
		const again = ManualRun.from(parent.plan, facts.ok ? facts.value : expect.fail());
		again.start();
		again.fail("last");
		again.report({ type: "retry", by: "test" });
		again.start();
		again.succeed("last", {}, 2);
		expect(again.state.result).toBe("succeeded_with_warnings");
	});

	test("of a run as it stood at a checkpoint reuses what had ended by then", () => {
		const parent = new ManualRun(
			planOf([job("a"), job("b", { after: ["a"] }), job("c", { after: ["b"] })], {
				policies: { checkpoint: { on: [{ kind: "job_completed" }] } },
			}),
		);
		parent.finish();
		const [first] = parent.state.checkpoints;
		const state = fold(parent.plan, parent.events.slice(0, first?.seq));
		const facts = forkRun(parent.plan, state, { run: "r2", root: "r2", version: "0" });
		expect(facts.ok && facts.value.map((fact) => ("job" in fact ? fact.job : fact.type))).toEqual(["run.created", "a"]);
		const run = ManualRun.from(parent.plan, facts.ok ? facts.value : []);
		run.finish();
		// What was taken over completed nothing here.
		expect(run.state.checkpoints.map(({ name }) => name)).toEqual(["after-b", "after-c"]);
	});

	test("looks in the graph and in counts as what it took over", () => {
		const { run } = driven(finished(), { from: "pick" });
		const nodes = graphView(run.plan, run.state).nodes;
		expect(nodes.filter(({ reused }) => reused).map(({ id, status }) => `${id} ${status}`)).toEqual([
			"load succeeded",
			"sweep succeeded",
			"best succeeded",
			"prep succeeded",
			"prep.warm succeeded",
			"prep.heat succeeded",
			"quiet failed",
			"last succeeded",
			"never skipped",
		]);
		expect(summary(run.plan, run.state).jobs).toMatchObject({ succeeded: 8, failed: 1, skipped: 1 });
	});

	test("can be forked again, and folds to the same state", () => {
		const { run } = driven(finished(), { from: "pick" });
		expect(driven(run, { from: "last" }).ran).toEqual(["last"]);
		let state = emptyState(run.plan);
		for (const event of run.events) state = apply(run.plan, state, event);
		expect(state).toEqual(run.state);
	});
});

describe("a fork is refused", () => {
	const problem = (request: Partial<ForkRequest>, parent = finished()) => {
		const answer = fork(parent, request);
		return answer.ok ? "made" : `${answer.problem.code}: ${answer.problem.message}`;
	};

	test("from a job that is not there, or never ran", () => {
		const running = new ManualRun(planOf([job("a"), job("b", { after: ["a"] })]));
		expect([
			problem({ from: "pik" }),
			problem({ from: "twice" }),
			problem({ from: "never" }),
			problem({ from: "b" }, running),
		]).toEqual([
			"unknown_job: The workflow has no job pik; did you mean pick?",
			"unknown_job: The workflow has no job twice; it has: load, sweep, best, pick, prep, quiet, last, never",
			"never_ran: never never ran in run r1: it was skipped, as what it waits for did not end as it asks.",
			"never_ran: b never ran in run r1: what it waits for had not ended.",
		]);
	});

	test("with outputs that there are not, or of another type", () => {
		const set = (path: string, given: RunEvent["seq"] | string, from?: string) =>
			problem({ set: { [path]: given }, ...(from !== undefined && { from }) });
		expect([
			set("load", 1),
			set("laod.n", 1),
			set("load.m", 1),
			set("load.n", "x"),
			set("load.n.deep", 1),
			set("sweep.n", 1),
			set("sweep[1].n", 1),
			set("sweep[9].n", 1),
			set("load[0].n", 1),
			set("twice.n", 1),
			set("never.exit_code", 1),
			set("load.n", 1, "load"),
			set("a b", 1),
		]).toEqual([
			"bad_output: load is the whole job: name one of its outputs: n, note.",
			"bad_output: The workflow has no job laod; did you mean load?",
			"bad_output: load has no output m; it has: n, note.",
			'bad_output: The output load.n is "x", but must be int.',
			"bad_output: load.n has no output deep; it is int.",
			"bad_output: sweep has an instance for each value of its `for`: write sweep[0].n, counted from 0.",
			"bad_output: sweep[1] did not succeed in run r1: it has no outputs.",
			"bad_output: sweep has 2 instances in run r1, counted from 0.",
			"bad_output: load has no `for`, so no instances: write load.n.",
			"bad_output: twice is a let, whose value follows from others: set the outputs of a job that it reads.",
			"bad_output: never has no output exit_code; it declares none.",
			"bad_output: load runs again in the fork, so there is no output of run r1 to replace.",
			"bad_output: a b names no output: write job.output, or job[0].output for one instance.",
		]);
	});

	test("with params that there are not, or of another type", () => {
		expect([problem({ params: { facter: 1 } }), problem({ params: { factor: "x" } })]).toEqual([
			"unknown_param: The workflow sample has no param facter.",
			'wrong_type: The param factor is "x", but must be int',
		]);
	});
});

test("a reused job leaves the facts of the fork in an order that a reader can fold at any cut", () => {
	const facts = fork(finished(), { from: "pick" });
	const all: readonly RunFact[] = facts.ok ? facts.value : [];
	for (let cut = 1; cut <= all.length; cut++) {
		const parent = plan();
		const state = all
			.slice(0, cut)
			.reduce((folded, fact, at) => apply(parent, folded, stampFact(fact, at + 1, 1)), emptyState(parent));
		expect(state.status).toBe("running");
	}
});

test("a fork does not hide the warnings of what it takes over, nor when it is tried again beside it", () => {
	const quiet = job("quiet", { policies: { allow_failure: true } });
	const parent = new ManualRun(planOf([groupOf("g", [quiet]), job("a"), job("b", { after: ["a"] })]));
	for (let starts = parent.startCommands(); starts.length > 0; starts = parent.startCommands()) {
		for (const { instance } of starts) {
			if (instance === "g.quiet") parent.fail(instance);
			else parent.succeed(instance);
		}
	}
	const facts = fork(parent, { from: "a" });
	const run = ManualRun.from(parent.plan, facts.ok ? facts.value : []);
	run.finish();
	const results = [run.state.result];
	run.report({ type: "retry", by: "test", path: "b" });
	run.finish();
	results.push(run.state.result);
	run.report({ type: "retry", by: "test", path: "g" });
	run.finish();
	expect([...results, run.state.result]).toEqual(["succeeded_with_warnings", "succeeded_with_warnings", "succeeded"]);
});

test("a field cannot be set in what has no fields", () => {
	const facts = fork(finished(), { set: { "best.n": 1 } });
	expect(facts).toMatchObject({
		ok: false,
		problem: { code: "bad_output", message: "best.n is no output of run r1: what it would be part of has no fields." },
	});
});

test("an instance whose config has no value fails for that again where it is tried again in a fork", () => {
	const sweep = job("sweep", {
		for: forOf({ i: value([1, 0]) }),
		config: { x: binary(value(1), "/", ref("i")) },
		policies: { allow_failure: true },
	});
	const parent = new ManualRun(planOf([sweep, job("a")]));
	parent.finish();
	const facts = fork(parent, { from: "a" });
	const run = ManualRun.from(parent.plan, facts.ok ? facts.value : []);
	run.finish();
	run.report({ type: "retry", by: "test", path: "sweep[1]" });
	run.finish();
	expect(run.facts("sweep[1]").at(-1)).toMatchObject({ type: "instance.failed", error: { kind: "expression" } });
	expect(run.state.result).toBe("succeeded_with_warnings");
});
