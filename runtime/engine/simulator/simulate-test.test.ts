import type { Json, TestPlan } from "@dagwright/core";
import { describe, expect, test } from "vitest";
import { value } from "../../../test/support/plan-of.ts";
import { failuresOf, simulateDag } from "../../../test/support/simulate-dag.ts";
import { simulateTest } from "./simulate-test.ts";

const gated = `
workflow gated {
  param least: float = 0.9
  job score: node {
    script = "score.mjs"
    outputs { accuracy: float(0..1)  rows: int  model: file }
  }
  job note: shell when score.rows > 3 { run "./note" }
  job ship: node when score.accuracy >= least { script = "ship.mjs"  args = [score.model]  outputs { url: string } }
  job smoke: http after ship { url = ship.url }
  output url = ship.url
}
`;

describe("a test", () => {
	test("passes when all that it expects is so", () => {
		const failures = failuresOf(`${gated}
			test "weak" of gated {
				mock score => { accuracy: 0.5, rows: 5 }
				expect ship skipped
				expect smoke skipped
				expect note succeeded
				expect score.accuracy < 0.9
				expect run succeeded
			}
			test "good" of gated {
				with least = 0.6
				mock score => { accuracy: 0.7, rows: 1 }
				mock ship => { url: "http://x" }
				expect ship.url == "http://x"
				expect note skipped
				expect smoke succeeded
			}
			test "failing" of gated {
				mock score fails "out of memory"
				expect score failed
				expect ship skipped
				expect run failed
			}`);
		expect(failures).toEqual({ weak: [], good: [], failing: [] });
	});

	test("tells what is not so, and what was", () => {
		const { t } = simulateDag(`${gated}
			test "t" of gated {
				mock score => { accuracy: 0.95, rows: 5 }
				mock smoke fails "503"
				expect ship skipped
				expect score.accuracy < 0.8 && score.rows > 3
				expect run succeeded
				expect smoke.status == 200
			}`);
		expect(t?.failures).toEqual([
			{
				kind: "expectation",
				expectation: 0,
				message: "Expected ship to have been skipped, but it succeeded.",
				actual: [],
			},
			{
				kind: "expectation",
				expectation: 1,
				message: "Expected `score.accuracy < 0.8 && score.rows > 3`, but it is not so.",
				actual: ["score.accuracy is 0.95", "score.rows is 5"],
			},
			{
				kind: "expectation",
				expectation: 2,
				message: "Expected the run to have succeeded, but it failed (smoke: 503).",
				actual: [],
			},
			{
				kind: "expectation",
				expectation: 3,
				message: "Expected `smoke.status == 200`, but it is not so.",
				actual: ["smoke failed: 503"],
			},
		]);
	});

	test("ends where the run hangs on what nobody gave, naming it", () => {
		const failures = failuresOf(`${gated}
			test "partial" of gated { mock score => { accuracy: 0.95 }  expect ship succeeded }
			test "nothing" of gated { expect ship succeeded }
			test "expected" of gated { mock score => { accuracy: 0.95, rows: 1 }  expect ship.url != "" }`);
		expect(failures).toEqual({
			partial: ["`score.rows > 3` reads score.rows, which has no value in this test: give it in a mock."],
			nothing: ["`score.rows > 3` reads score.rows, which has no value in this test: give it in a mock."],
			expected: ['`ship.url != ""` reads ship.url, which has no value in this test: give it in a mock.'],
		});
	});

	test("refuses a mock that the job could not give, and params that its workflow could not take", () => {
		const { t } = simulateDag(`${gated} test "t" of gated { mock score => { accuracy: 0.5 }  expect ship skipped }`);
		if (t === undefined) throw new Error("there is no such test");
		const [mock] = t.test.mocks;
		const given = (accuracy: Json): TestPlan => ({
			...t.test,
			mocks: [{ path: "score", ...mock, outcomes: [{ kind: "succeeds", value: value({ accuracy }) }] }],
		});
		expect(simulateTest(t.plan, given(1.5)).failures).toEqual([
			{ kind: "mock", mock: 0, message: "score.accuracy is 1.5, but must be float(0..1)." },
		]);
		expect(simulateTest(t.plan, { ...t.test, params: { least: value("x") } }).failures).toEqual([
			{ kind: "param", message: 'The param least is "x", but must be float' },
		]);
	});
});

describe("time", () => {
	test("leaps over the waits between attempts", () => {
		const { t } = simulateDag(`
			workflow w { job a: shell { run "./a"  retry 3 backoff 1h..1h } }
			test "t" of w { mock a fails "no luck"  expect a failed }`);
		expect(t?.failures).toEqual([]);
		expect(t?.simulated).toBeGreaterThan(0);
		expect(t?.events.filter(({ type }) => type === "attempt.failed")).toHaveLength(4);
	});
});

describe("what is mocked as a whole", () => {
	const flow = `
		workflow w {
			group prep {
				job load: node { script = "x.mjs"  outputs { rows: int } }
				job check: shell when load.rows > 0 { run "./check" }
				output rows = load.rows
			}
			job runs: node for n in [1, 2, 3] { script = "x.mjs"  args = [n]  outputs { score: float  seen: int } }
			job best: fan_in { from = runs  strategy = best_metric  metric = "score" }
			let top = runs.max_by(r => r.score)
			job report: shell when prep.rows > 0 && best.score > 0.5 { run "./report \${top.seen}" }
		}`;

	test("gives its value without what is in it", () => {
		const { t } = simulateDag(`${flow}
			test "t" of w {
				mock prep => { rows: 3 }
				mock best => { score: 0.9 }
				mock top => { seen: 3 }
				expect prep.rows == 3
				expect report succeeded
				expect top.seen == 3
			}`);
		expect(t?.failures).toEqual([]);
		expect([...(t?.outcomes.all.keys() ?? [])]).not.toContain("prep.load");
	});

	test("runs what is not mocked, instance by instance", () => {
		const failures = failuresOf(`${flow}
			test "inner" of w {
				mock prep.load => { rows: 0 }
				mock runs => { score: 0.4 }
				expect prep.check skipped
				expect report skipped
				expect runs.len() == 3
				expect best.score == 0.4
				expect top.for.n == 1
			}
			test "placeholder in a fan-in" of w {
				mock prep => { rows: 1 }
				expect report skipped
			}`);
		expect(failures).toEqual({
			inner: [],
			"placeholder in a fan-in": [
				'`metric = "score"` reads runs.score, which has no value in this test: give it in a mock.',
			],
		});
	});
});

describe("a mock", () => {
	test("gives one outcome after the other, for each instance by itself, and repeats the last", () => {
		const failures = failuresOf(`
			workflow w {
				job fetch: node { script = "x.mjs"  retry 2  outputs { rows: int } }
				job each: node for n in [1, 2] { script = "x.mjs"  retry 1  succeed 50%  outputs { ok: bool } }
			}
			test "in turn" of w {
				mock fetch fails "503" then fails "503" then => { rows: 3 }
				mock each fails then => { ok: true }
				expect fetch.rows == 3
				expect each.len() == 2
			}
			test "spent" of w {
				mock fetch fails "503" then fails "504" then fails "505" then => { rows: 3 }
				expect fetch failed
				expect run.error.message == "505"
				expect run.result == failed
			}
			test "one instance" of w {
				mock each => { ok: true }
				mock each[1] fails "no"
				expect each[0] succeeded
				expect each[1] failed
				expect each succeeded
				expect each.len() == 1
				expect run.result == succeeded_with_warnings
			}`);
		expect(failures).toEqual({ "in turn": [], spent: [], "one instance": [] });
	});

	test("takes its time on the clock of the test", () => {
		const { slow, ended } = simulateDag(`
			workflow w { job a: shell { run "./a"  timeout 1h  retry 1 } }
			test "slow" of w { mock a takes 2h then takes 30m  expect a succeeded }
			test "ended" of w { mock a takes 2h => {}  expect a failed  expect run.error.kind == "timeout" }`);
		expect([slow?.failures, ended?.failures]).toEqual([[], []]);
		expect([slow?.simulated, ended?.simulated]).toEqual([5_400_000, 7_200_000]);
	});

	test("stands for fallbacks, rollbacks and jobs of hooks", () => {
		const flow = `
			workflow w {
				job train: node { script = "x.mjs"  outputs { score: float }  fallback { script = "y.mjs" } }
				job ship: node { script = "x.mjs"  args = [train.score]  rollback shell { run "./undo" } }
				job smoke: shell after ship { run "./smoke" }
				on failure { job alert: shell { run "./alert \${run.error.message}" } }
				on success { job cheer: shell { run "./cheer" } }
			}`;
		const failures = failuresOf(`${flow}
			test "fallback" of w {
				mock train fails "no gpu"
				mock train.fallback => { score: 0.5 }
				expect train.score == 0.5
				expect train.fallback succeeded
				expect on_success.cheer succeeded
				expect on_failure.alert skipped
			}
			test "open" of w { mock train fails "no gpu"  expect ship succeeded  expect train succeeded }
			test "both" of w {
				mock train fails "no gpu"
				mock train.fallback fails "no cpu"
				expect train failed
				expect train.fallback failed
				expect run.error.message == "no cpu"
			}
			test "rollback" of w {
				mock smoke fails "503"
				mock on_failure.alert fails "no network"
				expect ship.rollback succeeded
				expect on_failure.alert failed
				expect on_success.cheer skipped
				expect run failed
			}`);
		expect(failures).toEqual({ fallback: [], open: [], both: [], rollback: [] });
	});
});

describe("an approval", () => {
	const flow = `
		workflow w {
			job build: node { script = "x.mjs"  outputs { size: int } }
			job release: approval after build {
				approvers = ["user:ann", "user:ben"]
				policy = all
				show = { size: build.size }
				form = { share: 0.1 }
				timeout 24h
			}
			job ship: shell after release { run "./ship \${release.form.share}" }
			job lament: shell after release failed { run "./lament" }
		}`;

	test("is answered, rejected or expires as its mock says, in no time", () => {
		const results = simulateDag(`${flow}
			test "approved" of w { mock release => approved  expect ship succeeded  expect release.approvers.len() == 2 }
			test "rejected" of w { mock release takes 3h => rejected  expect ship skipped  expect run.error.kind == "rejected" }
			test "expired" of w { mock release => expired  expect lament succeeded  expect run.error.kind == "timeout" }
			test "filled in" of w {
				mock release => { form: { share: 0.5 }, comment: "careful" }
				expect release.form.share == 0.5
				expect release.comment == "careful"
			}`);
		const told = Object.entries(results).map(([title, { failures, simulated }]) => [title, failures, simulated]);
		expect(told).toEqual([
			["approved", [], 0],
			["rejected", [], 10_800_000],
			["expired", [], 86_400_000],
			["filled in", [], 0],
		]);
	});

	test("needs an answer once it asks", () => {
		const failures = failuresOf(`${flow}
			test "asked" of w { expect ship succeeded }
			test "not asked" of w { mock build fails  expect release skipped }`);
		expect(failures).toEqual({
			asked: [
				"release asks people (user:ann, user:ben), and this test does not say what they answer: `mock release => approved`.",
			],
			"not asked": [],
		});
	});

	describe("of a role", () => {
		const roles = { lead: ["mira", "ann"], empty: [] };
		const asking = `
			workflow w {
				job release: approval { approvers = ["role:lead", "ben"] }
				job ship: shell after release { run "./ship" }
			}`;

		test("is given by one of its members, and by nobody else", () => {
			const failures = failuresOf(
				`${asking}
				test "a member" of w {
					mock release => { approvers: ["mira"] }
					expect ship succeeded
					expect release.approvers == ["mira"]
				}
				test "whoever is asked" of w { mock release => approved  expect release.approvers == ["mira"] }
				test "a member says no" of w { mock release => { approved: false, approvers: ["ann"] }  expect ship skipped }
				test "a stranger" of w { mock release => { approvers: ["zoe"] }  expect ship succeeded }
				test "the role itself" of w { mock release => { approvers: ["role:lead"] }  expect ship succeeded }`,
				{},
				roles,
			);
			expect(failures).toEqual({
				"a member": [],
				"whoever is asked": [],
				"a member says no": [],
				"a stranger": ["zoe may not answer release: it asks mira, ann, ben (role:lead, ben)."],
				"the role itself": ["role:lead may not answer release: it asks mira, ann, ben (role:lead, ben)."],
			});
		});

		test("that the project does not have fails the job, as a real run does, whoever answers", () => {
			const failures = failuresOf(
				`workflow w { job release: approval { approvers = ["role:lead"] } }
				test "anybody" of w {
					mock release => approved
					expect release failed
					expect run.error.message == "Nobody could be asked. The role lead is not in dagwright.json."
				}
				test "the role itself" of w { mock release => { approvers: ["role:lead"] }  expect release failed }
				test "a user" of w { mock release => { approvers: ["mira"] }  expect release succeeded }`,
			);
			expect(failures).toEqual({
				anybody: [],
				"the role itself": [],
				"a user": [
					"Expected release to have succeeded, but it failed: Nobody could be asked. The role lead is not in dagwright.json.",
				],
			});
		});

		test("without members fails the job, as a real run does", () => {
			const failures = failuresOf(
				`workflow w { job release: approval { approvers = ["role:empty"] } }
				test "t" of w {
					mock release => approved
					expect release failed
					expect run.error.message == "Nobody could be asked. role:empty has no members in dagwright.json."
				}`,
				{},
				roles,
			);
			expect(failures).toEqual({ t: [] });
		});
	});

	test("cannot be given twice by one person, nor by too few", () => {
		const failures = failuresOf(`
			workflow w { job release: approval { approvers = ["ann", "ben"]  policy = all } }
			test "twice" of w { mock release => { approvers: ["ann", "ann"] }  expect release succeeded }
			test "one" of w { mock release => { approvers: ["ann"] }  expect release succeeded }
			test "nobody" of w { mock release => { approvers: [] }  expect release succeeded }`);
		expect(failures).toEqual({
			twice: ["ann has approved release already; it takes 2 people."],
			one: ["release takes 2 approvals, and this mock gives only 1: ann."],
			nobody: ["release takes 2 approvals, and this mock gives none."],
		});
	});

	test("may come too late, or when it asks nobody any more", () => {
		const failures = failuresOf(`
			workflow w { job release: approval { approvers = ["ann"]  timeout 1h } }
			test "late" of w { mock release takes 2h => approved  expect run.error.kind == "timeout" }`);
		expect(failures).toEqual({ late: [] });
	});
});
