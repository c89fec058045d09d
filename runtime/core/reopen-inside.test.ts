import { describe, expect, test } from "vitest";
import { planOfText } from "../../test/support/compile-dag.ts";
import { ManualRun } from "../../test/support/manual-run.ts";
import { fold } from "./apply.ts";
import type { Type } from "./expression/type.ts";
import { live } from "./live-run.ts";

/** Ends all that is due, failing what is named; gives what started, with its attempt. */
function drive(run: ManualRun, failing: readonly string[] = []): readonly string[] {
	const started: string[] = [];
	for (let starts = run.startCommands(); starts.length > 0; starts = run.startCommands()) {
		for (const { instance, attempt, task } of starts) {
			started.push(`${instance}/${attempt}`);
			const outputs = { exit_code: 0, ...(hasNumber(task.outputs) && { n: attempt }) };
			if (failing.includes(instance)) run.fail(instance, attempt);
			else run.succeed(instance, outputs, attempt);
		}
	}
	return started;
}

const hasNumber = (type: Type) => type.kind === "record" && Object.hasOwn(type.fields, "n");

const retry = (path?: string) => ({ type: "retry", by: "test", ...(path !== undefined && { path }) }) as const;

/** What a retry starts; the paths that are in `failing` fail again. */
function again(run: ManualRun, path?: string, failing: readonly string[] = []): readonly string[] {
	const answer = run.report(retry(path));
	if (!answer.ok) throw new Error(answer.problem.message);
	const started = drive(run, failing);
	expect(fold(run.plan, run.events)).toEqual(run.state);
	return started;
}

const refusal = (run: ManualRun, path: string) => {
	const answer = run.report(retry(path));
	return answer.ok ? "reopened" : answer.problem.message;
};

const part = "outputs { n: int }";
const looping = planOfText(`workflow main {
  loop tune carry sum = 0 max 3 {
    job load: shell { run "x" ${part} }
    job fit: shell after load { run "x" ${part} }
    job check: shell after fit { run "x" }
    next sum = sum + fit.n
  }
  job last: shell { run "echo \${tune.sum}" }
  job beside: shell { run "x" }
  output sum = tune.sum
}`);
const calling = planOfText(`workflow main {
  job ship: canary { }
  job smoke: shell after ship { run "x" }
}
workflow canary {
  job build: shell { run "x" }
  job deploy: shell after build { run "x" }
  job tell: shell after deploy { run "x" }
  job beside: shell { run "x" }
  on failure { job alert: shell { run "x" } }
  on done { job clean: shell { run "x" } }
}`);

describe("a retry inside a loop", () => {
	test("goes on with what failed in the round that failed, and keeps the rounds before it", () => {
		const run = new ManualRun(looping);
		expect(drive(run, ["tune[1].fit"])).toEqual([
			"tune[0].load/1",
			"beside/1",
			"tune[0].fit/1",
			"tune[0].check/1",
			"tune[1].load/1",
			"tune[1].fit/1",
		]);
		expect(again(run)).toEqual([
			"tune[1].fit/2",
			"tune[1].check/1",
			"tune[2].load/1",
			"tune[2].fit/1",
			"tune[2].check/1",
			"last/1",
		]);
		expect(run.state).toMatchObject({ result: "succeeded", outputs: { sum: 4 } });
	});

	test("of a job in an earlier round lets go of the rounds after it", () => {
		const run = new ManualRun(looping);
		drive(run);
		expect(again(run, "tune[1].fit")).toEqual([
			"tune[1].fit/2",
			"tune[1].check/2",
			"tune[2].load/2",
			"tune[2].fit/2",
			"tune[2].check/2",
			"last/2",
		]);
		expect(run.state).toMatchObject({ result: "succeeded", outputs: { sum: 5 } });
		expect(again(run, "tune[2].check")).toEqual(["tune[2].check/3", "last/3"]);
	});

	test("of a round runs all of it, with the values that it began with", () => {
		const run = new ManualRun(looping);
		drive(run);
		expect(again(run, "tune[2]")).toEqual(["tune[2].load/2", "tune[2].fit/2", "tune[2].check/2", "last/2"]);
		expect(run.state.outputs).toEqual({ sum: 4 });
		expect(refusal(run, "tune[3]")).toBe("tune has 3 rounds, counted from 0.");
	});

	test("of a job in an earlier round says nothing of later rounds that were cut off", () => {
		const run = new ManualRun(
			planOfText(`workflow main {
  group each for i in [0] {
    loop tune carry sum = 0 max 3 {
      job fit: shell { run "x" ${part} }
      next sum = sum + fit.n
    }
  }
}`),
		);
		run.start();
		run.succeed("each[0].tune[0].fit", { exit_code: 0, n: 1 });
		run.start();
		run.report({ type: "cancel", by: "test", rollback: false });
		run.report({ type: "cancelled", instance: "each[0].tune[1].fit", attempt: 1 });
		expect(run.state.result).toBe("cancelled");
		expect(again(run, "each[0].tune[0].fit")).toEqual([
			"each[0].tune[0].fit/2",
			"each[0].tune[1].fit/2",
			"each[0].tune[2].fit/1",
		]);
		expect(run.events.filter(({ type }) => type === "job.reset")).toMatchObject([{ job: "each[0].tune[0].fit" }]);
	});

	test("of the loop itself runs it anew if it succeeded", () => {
		const run = new ManualRun(looping);
		drive(run);
		expect(again(run, "tune").slice(0, 2)).toEqual(["tune[0].load/2", "tune[0].fit/2"]);
		expect(run.state).toMatchObject({ result: "succeeded", outputs: { sum: 6 } });
	});

	test("runs the last round again where its values fit nothing", () => {
		const run = new ManualRun(
			planOfText(`workflow main {
			  loop tune carry n = 1 max 3 {
			    job fit: shell { run "x" ${part} }
			    next n = round(100 / fit.n)
			  }
			}`),
		);
		run.start();
		run.succeed("tune[0].fit", { exit_code: 0, n: 1 });
		run.start();
		run.succeed("tune[1].fit", { exit_code: 0, n: 0 });
		expect(run.state.result).toBe("failed");
		expect(again(run)).toEqual(["tune[1].fit/2", "tune[2].fit/1"]);
		expect(run.state.result).toBe("succeeded");
	});

	test("goes into one instance of a for loop, and into a loop in a loop", () => {
		const run = new ManualRun(
			planOfText(`workflow main {
			  loop outer for i in [0, 1] carry a = 0 max 2 {
			    loop inner carry b = 0 max 2 {
			      job fit: shell { run "x" ${part} }
			      next b = b + fit.n
			    }
			    next a = a + inner.b
			  }
			}`),
		);
		drive(run, ["outer[1][1].inner[1].fit"]);
		expect(run.state.result).toBe("failed");
		expect(again(run)).toEqual(["outer[1][1].inner[1].fit/2"]);
		expect(run.facts("outer[1]").at(-1)).toMatchObject({ value: { a: 5 } });
		expect(again(run, "outer[0][0].inner[1].fit")).toEqual([
			"outer[0][0].inner[1].fit/2",
			"outer[0][1].inner[0].fit/2",
			"outer[0][1].inner[1].fit/2",
		]);
		expect(again(run, "outer[0][1]")).toEqual(["outer[0][1].inner[0].fit/3", "outer[0][1].inner[1].fit/3"]);
		expect(run.state.result).toBe("succeeded");
	});
});

describe("a retry inside a call", () => {
	test("goes on with what failed in it, and its hooks run again", () => {
		const run = new ManualRun(calling);
		drive(run, ["ship/deploy"]);
		expect(run.state.result).toBe("failed");
		expect(again(run, undefined, ["ship/deploy"])).toEqual([
			"ship/deploy/2",
			"ship/on_failure.alert/2",
			"ship/on_done.clean/2",
		]);
		expect(again(run, "ship/deploy")).toEqual(["ship/deploy/3", "ship/tell/1", "ship/on_done.clean/3", "smoke/1"]);
		expect(run.state.result).toBe("succeeded");
		expect(again(run, "ship/tell")).toEqual(["ship/tell/2", "ship/on_done.clean/4", "smoke/2"]);
	});

	test("goes on with a call that was cancelled", () => {
		const run = new ManualRun(calling);
		run.start();
		run.succeed("ship/build");
		run.report({ type: "cancel", by: "test", rollback: false });
		run.report({ type: "cancelled", instance: "ship/beside", attempt: 1 });
		expect(drive(run)).toEqual(["ship/on_done.clean/1"]);
		expect(run.state.result).toBe("cancelled");
		expect(again(run)).toEqual(["ship/deploy/1", "ship/beside/2", "ship/tell/1", "ship/on_done.clean/2", "smoke/1"]);
		expect(run.state.result).toBe("succeeded");
	});

	test("runs the call as a whole once it has undone what it did", () => {
		const run = new ManualRun(
			planOfText(`workflow main {
			  job ship: canary { allow failure }
			  job bad: shell { run "x" }
			}
			workflow canary {
			  job deploy: shell { run "x" rollback { run "y" } }
			  job test: shell after deploy { run "x" }
			}`),
		);
		drive(run, ["ship/test", "bad"]);
		expect(refusal(run, "ship/test")).toBe(
			"ship has undone what it did, so what ship/test rests on may be gone: name ship, which runs again as a whole.",
		);
		expect(again(run)).toEqual(["bad/2"]);
		expect(again(run, "ship")).toEqual(["ship/deploy/2", "ship/test/2"]);
		expect(run.state.result).toBe("succeeded");
	});

	test("keeps what succeeded in a group whose fallback failed too, and lets that stand in again", () => {
		const run = new ManualRun(
			planOfText(`workflow main {
			  group g {
			    job a: shell { run "x" }
			    job b: shell after a { run "x" }
			    retry 1
			    fallback shell { run "y" }
			  }
			}`),
		);
		drive(run, ["g.b", "g"]);
		expect(run.state.result).toBe("failed");
		const started = again(run, undefined, ["g.b"]);
		expect(started).toEqual(["g.b/3", "g.a/3", "g.b/4", "g/5"]);
		expect(run.state.result).toBe("succeeded");
		expect(again(run, "g.b")).toEqual(["g.b/5"]);
		expect(run.state.result).toBe("succeeded");
	});

	test("follows what undoes the call to its end when the run fails after all", () => {
		const run = new ManualRun(
			planOfText(`workflow main {
			  job ship: canary { }
			  job smoke: shell after ship { run "x" }
			}
			workflow canary {
			  job deploy: shell { run "x" rollback { run "y" } }
			  job warm: shell after deploy { run "x" }
			}`),
		);
		drive(run);
		expect(again(run, "ship/warm", ["smoke"])).toEqual(["ship/warm/2", "smoke/2", "ship/deploy.rollback/1"]);
		expect(run.state.result).toBe("failed");
	});
});

test("the warnings of hooks in calls that are not tried again stay", () => {
	const run = new ManualRun(
		planOfText(`workflow main {
		  job ship: canary { }
		  job a: shell { run "x" }
		}
		workflow canary {
		  job deploy: shell { run "x" }
		  on success { job tell: shell { run "x" } }
		}`),
	);
	drive(run, ["ship/on_success.tell", "a"]);
	again(run);
	expect(run.state.result).toBe("succeeded_with_warnings");
});

describe("after a death between any two facts of a retry", () => {
	const plan = planOfText(`workflow main {
	  loop tune carry sum = 0 max 2 {
	    group g for i in [0, 1] {
	      job load: shell { run "x" }
	      job ship: canary after load { }
	    }
	    job fit: shell after g { run "x" ${part} timeout 1h }
	    next sum = sum + fit.n
	    timeout 5h
	  }
	  job each: shell for i in [0, 1] after tune { run "x" }
	  job last: shell after each { run "x" }
	}
	workflow canary {
	  job deploy: shell { run "x" }
	  job tell: shell after deploy { run "x" }
	}`);
	const failing = ["tune[1].g[1].ship/deploy", "tune[1].g[0].ship/tell"];

	function cuts(failing: readonly string[], path?: string) {
		const whole = new ManualRun(plan);
		drive(whole, failing);
		const from = whole.events.length;
		whole.report(retry(path));
		const reopened = whole.events.findIndex(({ type }) => type === "run.reopened");
		return Array.from({ length: reopened - from }, (_, at) => whole.events.slice(0, from + 1 + at));
	}

	const after = (events: ManualRun["events"]): ManualRun => {
		const run = new ManualRun(plan);
		run.events.splice(0, run.events.length, ...events);
		run.state = fold(plan, run.events);
		return run;
	};

	test("the same retry ends as if there had been none", () => {
		const calm = new ManualRun(plan);
		drive(calm, failing);
		const expected = [...again(calm)].sort();
		const broken = cuts(failing);
		expect(broken.length).toBeGreaterThan(3);
		for (const events of broken) {
			const run = after(events);
			expect(run.state.status).toBe("finished");
			expect([...again(run)].sort()).toEqual(expected);
			expect(run.state.result).toBe("succeeded");
		}
	});

	test("another retry begins with what it names, whatever was reset before", () => {
		const paths = ["tune", "tune[0]", "tune[0].g[1].load", "tune[1].g[0]", "tune[1].g[1].ship/deploy", "each[1]"];
		for (const first of paths) {
			for (const events of cuts([], first)) {
				for (const path of [undefined, ...paths]) {
					const run = after(events);
					const answer = run.report(retry(path));
					// What was reset already may be gone: then there is less to name.
					if (!answer.ok) continue;
					drive(run);
					expect(run.state).toMatchObject({ result: "succeeded" });
					expect(fold(plan, run.events)).toEqual(run.state);
					expect([run.wakeAt(), live(run.state).idle]).toEqual([undefined, 0]);
				}
			}
		}
	});
});
