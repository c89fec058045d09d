import { describe, expect, test } from "vitest";
import { failuresOf, simulateDag } from "../../../test/support/simulate-dag.ts";

describe("a loop", () => {
	const flow = `
		workflow w {
			loop tune carry loss = 1.0 max 4 until loss < 0.1 {
				job fit: node { script = "x.mjs"  args = [loss]  retry 1  outputs { loss: float } }
				next loss = fit.loss
			}
			job ship: shell when tune.converged { run "./ship" }
		}`;

	test("goes on from round to round until its condition is true, and no further", () => {
		const { t } = simulateDag(`${flow}
			test "t" of w {
				mock tune.fit => { loss: 0.5 } then => { loss: 0.3 } then => { loss: 0.05 } then fails "a fourth round"
				expect tune.rounds == 3
				expect tune.loss == 0.05
				expect tune[0].fit succeeded
				expect tune[3].fit skipped
				expect ship succeeded
			}`);
		expect(t?.failures).toEqual([]);
		const rounds = t?.events.flatMap((event) => (event.type === "attempt.started" ? [event.instance] : []));
		expect(rounds).toEqual(["tune[0].fit", "tune[1].fit", "tune[2].fit", "ship"]);
	});

	test("ends at its bound without having converged", () => {
		const failures = failuresOf(`${flow}
			test "bound" of w { mock tune.fit => { loss: 0.5 }  expect tune.rounds == 4  expect ship skipped  expect run succeeded }`);
		expect(failures).toEqual({ bound: [] });
	});

	test("retries in a round, takes a mock of one round before that of all, and fails with a round", () => {
		const failures = failuresOf(`${flow}
			test "retried" of w {
				mock tune.fit fails "busy" then => { loss: 0.5 } then => { loss: 0.05 }
				expect tune.rounds == 2
			}
			test "one round" of w { mock tune.fit => { loss: 0.5 }  mock tune[2].fit => { loss: 0 }  expect tune.rounds == 3 }
			test "failed" of w {
				mock tune.fit => { loss: 0.5 }
				mock tune[1].fit fails "no gpu"
				expect tune failed
				expect tune[0].fit succeeded
				expect tune[2].fit skipped
				expect ship skipped
				expect run.error.message == "no gpu"
			}`);
		expect(failures).toEqual({ retried: [], "one round": [], failed: [] });
	});

	test("does not go on by what nobody gave", () => {
		const failures = failuresOf(`${flow} test "t" of w { expect ship succeeded }`);
		expect(failures).toEqual({
			t: ["`loss < 0.1` reads tune.fit.loss, which has no value in this test: give it in a mock."],
		});
	});

	test("is a value when it is mocked as a whole", () => {
		const { t } = simulateDag(`${flow}
			test "t" of w { mock tune => { loss: 0.2, converged: false, rounds: 4 }  expect ship skipped  expect tune.loss == 0.2 }`);
		expect(t?.failures).toEqual([]);
		expect([...(t?.outcomes.all.keys() ?? [])]).toEqual(["tune", "ship"]);
	});
});

describe("a call", () => {
	const files = {
		"lib.dag": `
			workflow canary {
				param share: float
				job deploy: node { script = "x.mjs"  args = [share]  outputs { url: string } }
				job verify: shell after deploy { run "./verify"  rollback shell { run "./undo" } }
				on failure { job alert: shell { run "./alert" } }
				output url = deploy.url
			}`,
	};
	const flow = `
		import { canary } from "./lib.dag"
		workflow w {
			job ship: canary for share in [0.1, 0.5] { limit 1  share = share }
			job last: canary after ship { share = 1.0 }
			job note: shell { run "./note \${last.url}" }
		}`;

	test("runs the workflow that it calls, each with its own mocks", () => {
		const { t } = simulateDag(
			`${flow}
			test "t" of w {
				mock ship.deploy => { url: "few" }
				mock last.deploy => { url: "all" }
				expect ship[1].url == "few"
				expect last.url == "all"
				expect ship[0].verify succeeded
				expect note succeeded
			}`,
			files,
		);
		expect(t?.failures).toEqual([]);
		expect(t?.events.flatMap((event) => (event.type === "attempt.started" ? [event.instance] : []))).toEqual([
			"ship[0]/deploy",
			"ship[0]/verify",
			"ship[1]/deploy",
			"ship[1]/verify",
			"last/deploy",
			"last/verify",
			"note",
		]);
	});

	test("fails with what it calls, whose own hooks follow, and skips what waits for it", () => {
		const failures = failuresOf(
			`${flow}
			test "t" of w {
				mock ship[1].verify fails "503"
				expect ship failed
				expect ship[0] succeeded
				expect ship.on_failure.alert succeeded
				expect last skipped
				expect note skipped
				expect run.error.job == "ship"
			}`,
			files,
		);
		expect(failures).toEqual({ t: [] });
	});

	test("is a value when it is mocked as a whole", () => {
		const { t } = simulateDag(
			`${flow}
			test "t" of w { mock ship => { url: "x" }  mock last fails "no quota"  expect note skipped  expect run.error.job == "last" }`,
			files,
		);
		expect(t?.failures).toEqual([]);
		expect([...(t?.outcomes.all.keys() ?? [])].filter((path) => path.includes("/"))).toEqual([]);
	});
});
