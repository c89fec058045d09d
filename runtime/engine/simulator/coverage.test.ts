import { describe, expect, test } from "vitest";
import { testsOfDag } from "../../../test/support/simulate-dag.ts";
import { Coverage } from "./coverage.ts";
import { simulateTest } from "./simulate-test.ts";

const flow = `
	workflow w {
		job score: node { script = "x.mjs"  outputs { value: float }  fallback { script = "y.mjs" } }
		group prep when score.value > 0.1 { job load: shell { run "./load" }  job clean: shell { run "./clean" } }
		job each: shell for n in [1, 2] { run "echo \${n}" }
		job best: fan_in { from = each  strategy = collect_all }
		job ship: shell when score.value > 0.5 { run "./ship"  rollback { run "./undo" } }
		job smoke: shell after ship { run "./smoke" }
		on failure { job alert: shell { run "./alert" } }
	}`;

/** What the tests came to, one line for each job. */
function covered(tests: string): readonly string[] {
	const coverage = new Coverage();
	for (const { plan, test } of testsOfDag(flow + tests)) {
		coverage.addPlan(plan);
		coverage.addTest(simulateTest(plan, test));
	}
	return coverage
		.jobs()
		.map(({ job, ran, when, fallback, rollback }) =>
			[
				job,
				...(ran ? ["ran"] : []),
				...(when ? [`when ${[...(when.true ? ["true"] : []), ...(when.false ? ["false"] : [])].join("/")}`] : []),
				...(fallback?.taken ? ["fallback"] : []),
				...(rollback?.taken ? ["rolled back"] : []),
			].join(", "),
		);
}

describe("coverage", () => {
	test("is what came to run, and the ways that conditions went", () => {
		expect(covered(`test "t" of w { mock score => { value: 0.3 }  expect ship skipped }`)).toEqual([
			"score, ran",
			"prep, ran, when true",
			"prep.load, ran",
			"prep.clean, ran",
			"each, ran",
			"best, ran",
			"ship, when false",
			"smoke",
			"on_failure.alert",
		]);
	});

	test("adds up over tests, with fallbacks, rollbacks and hooks", () => {
		expect(
			covered(`
				test "a" of w { mock score fails  mock score.fallback => { value: 0.05 }  expect ship skipped }
				test "b" of w { mock score => { value: 0.9 }  mock smoke fails  expect run failed }`),
		).toEqual([
			"score, ran, fallback",
			"prep, ran, when true/false",
			"prep.load, ran",
			"prep.clean, ran",
			"each, ran",
			"best, ran",
			"ship, ran, when true/false, rolled back",
			"smoke, ran",
			"on_failure.alert, ran",
		]);
	});

	test("counts an approval that asks, and not one that is skipped", () => {
		const asking = `
			workflow a {
				param wanted: bool = true
				job release: approval when wanted { approvers = ["mira"] }
			}`;
		const ran = (wanted: boolean) => {
			const coverage = new Coverage();
			const given = `test "t" of a { with wanted = ${wanted}  mock release => approved  expect run succeeded }`;
			for (const { plan, test } of testsOfDag(asking + given)) {
				coverage.addPlan(plan);
				coverage.addTest(simulateTest(plan, test));
			}
			return coverage.jobs().map((job) => job.ran);
		};
		expect([ran(true), ran(false)]).toEqual([[true], [false]]);
	});

	test("tells the files of several projects apart, and knows one again that another project imports", () => {
		const coverage = new Coverage();
		for (const { plan, test } of testsOfDag(
			`${flow} test "t" of w { mock score => { value: 0.3 }  expect ship skipped }`,
		)) {
			coverage.addPlan(plan);
			coverage.addPlan(plan, "lib");
			coverage.addTest(simulateTest(plan, test), "lib");
		}
		const files = Map.groupBy(coverage.jobs(), ({ file }) => file);
		expect([...files].map(([file, jobs]) => [file, jobs.filter((job) => job.ran).length])).toEqual([
			[expect.not.stringContaining("lib/"), 0],
			[expect.stringMatching(/^lib\//), 6],
		]);
	});

	test("does not count what is inside of a mock, nor a condition that was not asked", () => {
		expect(
			covered(`
				test "whole" of w { mock score => { value: 0.4 }  mock prep => {}  mock each fails  expect run failed }
				test "failed" of w { mock score fails  mock score.fallback fails  expect ship skipped }`),
		).toEqual([
			"score, ran, fallback",
			"prep, ran, when true",
			"prep.load",
			"prep.clean",
			"each, ran",
			"best, ran",
			"ship, when false",
			"smoke",
			"on_failure.alert, ran",
		]);
	});

	describe("of loops and calls", () => {
		const called = `
			workflow canary {
				param share: float
				job deploy: node { script = "x.mjs"  outputs { ok: bool } }
				job verify: shell when deploy.ok { run "./verify" }
			}`;
		const looping = `
			import { canary } from "./canary.dag"
			workflow w {
				loop tune carry loss = 1.0 max 3 until loss < 0.1 {
					job fit: node { script = "x.mjs"  outputs { loss: float } }
					job warn: shell when fit.loss > 0.5 { run "./warn" }
					next loss = fit.loss
				}
				job ship: canary after tune { share = 0.1 }
			}`;
		const lines = (tests: string) => {
			const coverage = new Coverage();
			for (const { plan, test } of testsOfDag(looping + tests, { "canary.dag": called })) {
				coverage.addPlan(plan);
				coverage.addTest(simulateTest(plan, test));
			}
			return coverage.jobs().map(({ workflow, job, ran, when, until }) => {
				const ways = (word: string, each: typeof when) =>
					each ? `, ${word} ${[each.true && "true", each.false && "false"].filter(Boolean).join("/") || "never"}` : "";
				return `${workflow} ${job}${ran ? ", ran" : ""}${ways("when", when)}${ways("until", until)}`;
			});
		};

		test("an until that is true after the first round was never false", () => {
			expect(
				lines(`test "t" of w {
					mock tune.fit => { loss: 0.05 }
					mock ship.deploy => { ok: true }
					expect tune.converged
				}`),
			).toEqual([
				"w tune, ran, until true",
				"w tune.fit, ran",
				"w tune.warn, when false",
				"w ship, ran",
				"canary deploy, ran",
				"canary verify, ran, when true",
			]);
		});

		test("an until that needs another round was false and true, and rounds add up", () => {
			expect(
				lines(`test "t" of w {
					mock tune.fit => { loss: 0.9 } then => { loss: 0.05 }
					mock ship.deploy => { ok: false }
					expect tune.rounds == 2
				}`),
			).toEqual([
				"w tune, ran, until true/false",
				"w tune.fit, ran",
				"w tune.warn, ran, when true/false",
				"w ship, ran",
				"canary deploy, ran",
				"canary verify, when false",
			]);
		});

		test("an until that never came true was only false; a loop or call mocked as a whole has nothing in it run", () => {
			expect(
				lines(`
					test "spent" of w { mock tune.fit => { loss: 0.3 }  mock ship => {}  expect !tune.converged }`),
			).toEqual([
				"w tune, ran, until false",
				"w tune.fit, ran",
				"w tune.warn, when false",
				"w ship, ran",
				"canary deploy",
				"canary verify, when never",
			]);
		});
	});
});
