import { describe, expect, test } from "vitest";
import { ManualRun } from "../../test/support/manual-run.ts";
import { forOf, groupOf, job, planOf, value } from "../../test/support/plan-of.ts";
import { accept } from "./accept.ts";
import { graphView } from "./draw-graph.ts";
import { due } from "./due.ts";
import { fold } from "./index.ts";
import type { Json } from "./json.ts";
import type { JobPolicies } from "./plan.ts";
import { pendingQuestions } from "./question-view.ts";
import type { Report } from "./report.ts";
import { summary } from "./summary.ts";

const outputs = {
	kind: "record",
	fields: {
		approved: { kind: "bool" },
		approvers: { kind: "list", element: { kind: "string" } },
		comment: { kind: "optional", of: { kind: "string" } },
		form: { kind: "record", fields: { share: { kind: "float" }, reason: { kind: "string" } } },
	},
} as const;

function approval(config: Readonly<Record<string, Json>> = {}, policies: JobPolicies = {}, more = {}) {
	const all = { approvers: ["ann", "ben", "cid"], form: { share: 0.1, reason: "" }, ...config };
	const expressions = Object.fromEntries(Object.entries(all).map(([key, given]) => [key, value(given)]));
	return job("ask", { type: "approval", config: expressions, policies, outputs, ...more });
}

function asking(...given: Parameters<typeof approval>): ManualRun {
	return new ManualRun(planOf([approval(...given), job("ship", { after: ["ask"] })]));
}

type Answer = Omit<Extract<Report, { type: "answer" }>, "type" | "instance">;

function answer(run: ManualRun, given: Answer, instance = "ask") {
	return run.report({ type: "answer", instance, ...given });
}

function end(run: ManualRun) {
	return run.facts("ask").at(-1);
}

describe("an approval", () => {
	test("asks without a slot, and the approval of one of many is enough", () => {
		const run = asking({ show: { accuracy: 0.9 }, channels: [] });
		run.capacity = { slots: 0 };
		expect(run.facts("ask")).toEqual([
			{ type: "job.ready", job: "ask" },
			{
				type: "approval.requested",
				instance: "ask",
				attempt: 1,
				request: {
					approvers: ["ann", "ben", "cid"],
					people: ["ann", "ben", "cid"],
					policy: "any",
					needed: 1,
					show: { accuracy: 0.9 },
					form: { share: 0.1, reason: "" },
					channels: [],
				},
			},
		]);
		expect([run.due(), run.wakeAt(), run.state.status]).toEqual([[], undefined, "running"]);
		answer(run, { by: "ben", decision: "approved", comment: "fine", form: { share: 0.5 } });
		expect(end(run)).toEqual({
			type: "instance.succeeded",
			instance: "ask",
			value: { approved: true, approvers: ["ben"], comment: "fine", form: { share: 0.5, reason: "" } },
		});
		run.capacity = { slots: 1 };
		expect(run.start()).toEqual(["ship"]);
	});

	test("takes as many as its policy says, each of them once", () => {
		for (const [config, needed] of [
			[{ policy: "all" }, 3],
			[{ policy: "quorum", quorum: 2 }, 2],
		] as const) {
			const run = asking(config);
			const people = ["cid", "ann", "ben"].slice(0, needed);
			for (const by of people) {
				expect(end(run)?.type).not.toBe("instance.succeeded");
				expect(answer(run, { by, decision: "approved" }).ok).toBe(true);
				if (by !== people.at(-1))
					expect(answer(run, { by, decision: "approved" })).toMatchObject({ problem: { code: "duplicate" } });
			}
			expect(end(run)).toMatchObject({ value: { approvers: people, comment: null } });
		}
	});

	test("fails by one rejection, whatever the policy, and is not tried again", () => {
		const run = asking({ policy: "all" }, { retry: { max: 3 } });
		answer(run, { by: "ann", decision: "approved" });
		answer(run, { by: "ben", decision: "rejected", comment: "too early" });
		expect(end(run)).toEqual({
			type: "instance.failed",
			instance: "ask",
			error: { kind: "rejected", message: "ben rejected it: too early" },
		});
		expect(run.facts("ship")).toEqual([{ type: "job.skipped", job: "ship", cause: "upstream" }]);
	});

	test("stands for the members of a role, as the last engine knew them", () => {
		const run = asking({ approvers: ["role:leads", "ann"], policy: "all" });
		const roles = { leads: ["ann", "ben"] };
		const engine = { pid: 1, started: "1", host: "h" };
		expect(run.facts("ask").at(-1)).toMatchObject({ request: { people: ["role:leads", "ann"], needed: 2 } });
		const later = new ManualRun(
			planOf([job("first"), approval({ approvers: ["role:leads"] }, {}, { after: ["first"] })]),
		);
		later.report({ type: "attached", engine, roles });
		later.finish();
		expect(later.facts("ask").at(-1)).toMatchObject({ request: { approvers: ["role:leads"], people: ["ann", "ben"] } });
	});

	test.each([
		[{ approvers: ["role:none"] }, "The role none is not in dagwright.json."],
		[{ approvers: ["role:empty"] }, "role:empty has no members in dagwright.json."],
		[{ approvers: [] }, "`approvers` is empty."],
		[{ policy: "quorum", quorum: 4 }, "It takes 4 approvals, but only 3 people are asked: ann, ben, cid."],
		[{ policy: "quorum" }, "`policy = quorum` needs `quorum`, how many have to approve."],
	])("that nobody could answer fails at once: %j", (config, why) => {
		const run = new ManualRun(planOf([job("first"), approval(config, { retry: { max: 2 } }, { after: ["first"] })]));
		run.report({ type: "attached", engine: { pid: 1, started: "1", host: "h" }, roles: { empty: [] } });
		run.finish();
		const error = { kind: "approval", message: `Nobody could be asked. ${why}` };
		expect(end(run)).toEqual({ type: "instance.failed", instance: "ask", error });
	});

	test("hears nobody who may not answer, and nothing that does not fit", () => {
		const run = asking({ policy: "all" });
		const before = run.events.length;
		const refusals = (
			[
				{ by: "eve", decision: "approved" },
				{ by: "ann", decision: "approved", form: { shares: 0.1 } },
				{ by: "ann", decision: "approved", form: { share: "much" } },
				{ by: "ann", decision: "succeeded" },
				{ by: "ann", decision: "approved", attempt: 2 },
			] as const
		).map((given) => answer(run, given));
		expect(refusals.map((refusal) => !refusal.ok && refusal.problem)).toEqual([
			{ code: "not_allowed", message: "eve may not answer ask: it asks ann, ben, cid." },
			{ code: "wrong_value", message: "The form of ask has no field shares; did you mean share?" },
			{ code: "wrong_value", message: 'The field share is "much", but must be float.' },
			{
				code: "not_allowed",
				message: "ask is an approval: it can be approved or rejected, and has no outputs to be set.",
			},
			{ code: "stale", message: "ask asks anew since that answer was given." },
		]);
		expect(run.events.length).toBe(before);
	});

	test("says of an instance that there is none of how many there are", () => {
		const run = new ManualRun(planOf([approval({}, {}, { for: forOf({ i: [1, 2] }) })]));
		expect(answer(run, { by: "ann", decision: "approved" }, "ask[5]")).toMatchObject({
			problem: { code: "unknown_instance", message: "ask has 2 instances, counted from 0." },
		});
	});

	test("says why it is not to be answered: unknown, too early, over", () => {
		const run = new ManualRun(planOf([job("first"), approval({}, {}, { after: ["first"] })]));
		const codes = [
			answer(run, { by: "ann", decision: "approved" }, "none"),
			answer(run, { by: "ann", decision: "approved" }),
		];
		run.finish();
		codes.push(answer(run, { by: "ann", decision: "approved" }, "first"));
		answer(run, { by: "ann", decision: "approved" });
		codes.push(answer(run, { by: "ann", decision: "approved" }));
		expect(codes.map((refusal) => !refusal.ok && refusal.problem.code)).toEqual([
			"unknown_instance",
			"not_asked",
			"not_asked",
			"run_finished",
		]);
	});
});

describe("the deadline of an approval", () => {
	test("counts from the request and fails it, unless it says that it means something else", () => {
		for (const [meaning, last] of [
			["fail", { type: "instance.failed", error: { kind: "timeout" } }],
			["reject", { type: "instance.failed", error: { kind: "rejected" } }],
			["approve", { type: "instance.succeeded", value: { approved: true, approvers: [], comment: null } }],
		] as const) {
			const run = asking({ on_timeout: meaning }, { timeout: 5000 });
			expect(run.wakeAt()).toBe(run.now + 5000);
			run.advance(4999);
			expect(end(run)?.type).toBe("approval.requested");
			run.advance(1);
			expect(end(run)).toMatchObject(last);
		}
	});

	test("lets `retry` ask anew, but never after a rejection that it means", () => {
		const run = asking({}, { timeout: 1000, retry: { max: 1 } });
		run.advance(1000);
		expect(run.types("ask").slice(2)).toEqual(["approval.expired", "retry.scheduled", "approval.requested"]);
		expect(answer(run, { by: "ann", decision: "approved", attempt: 1 })).toMatchObject({ problem: { code: "stale" } });
		run.advance(1000);
		expect(end(run)).toMatchObject({ type: "instance.failed", error: { kind: "timeout" } });
		const strict = asking({ on_timeout: "reject" }, { timeout: 1000, retry: { max: 1 } });
		strict.advance(1000);
		expect(strict.types("ask").slice(2)).toEqual(["approval.expired", "instance.failed"]);
	});

	test("is put off by a pause, in which nobody is asked", () => {
		const run = new ManualRun(
			planOf([
				approval({}, { timeout: 1000 }),
				job("first"),
				{ ...approval({}, {}, { after: ["first"] }), name: "late" },
			]),
		);
		run.start();
		run.advance(400);
		run.report({ type: "pause", by: "test" });
		run.succeed("first");
		run.advance(10_000);
		expect([run.types("ask"), run.types("late"), run.wakeAt()]).toEqual([
			["job.ready", "approval.requested"],
			["job.ready"],
			undefined,
		]);
		run.report({ type: "resume", by: "test" });
		expect(run.types("late")).toEqual(["job.ready", "approval.requested"]);
		expect(run.wakeAt()).toBe(run.now + 600);
		run.advance(600);
		expect(end(run)?.type).toBe("instance.failed");
	});

	test("is kept by an answer that was given in time and heard late", () => {
		const late = asking({}, { timeout: 1000 });
		late.now += 5000;
		expect(answer(late, { by: "ann", decision: "approved", at: late.now })).toMatchObject({
			problem: { code: "not_asked" },
		});
		const run = asking({}, { timeout: 1000 });
		const at = run.now + 999;
		run.now += 5000;
		expect(answer(run, { by: "ann", decision: "approved", at }).ok).toBe(true);
		expect(end(run)?.type).toBe("instance.succeeded");
	});

	test("does not come while the run is paused, and answers are heard then", () => {
		const run = asking({}, { timeout: 1000 });
		run.report({ type: "pause", by: "test" });
		run.advance(5000);
		expect(answer(run, { by: "ann", decision: "approved" }).ok).toBe(true);
		expect(end(run)?.type).toBe("instance.succeeded");
	});
});

describe("an answer comes too late", () => {
	const approved: Report = { type: "answer", instance: "ask", by: "ben", decision: "approved" };

	test("once the question has its answer, though nothing is decided yet", () => {
		const run = asking();
		const first = accept(run.plan, run.state, { ...approved, by: "ann" }, run.now);
		if (first.ok) run.append(first.value);
		expect(accept(run.plan, run.state, approved, run.now)).toMatchObject({ problem: { code: "not_asked" } });
	});

	test("once the run is being cancelled, though the question still stands", () => {
		const run = asking();
		run.append([{ type: "run.cancel_requested", by: "test", rollback: false }]);
		expect(accept(run.plan, run.state, approved, run.now)).toMatchObject({ problem: { code: "not_asked" } });
	});
});

describe("approvals among other things", () => {
	test("a cancel withdraws the question", () => {
		const run = asking();
		run.report({ type: "cancel", by: "test", rollback: false });
		expect(end(run)).toEqual({ type: "instance.cancelled", instance: "ask" });
		expect(run.state.result).toBe("cancelled");
	});

	test("the run's own timeout and --fail-fast withdraw it too", () => {
		const slow = new ManualRun(planOf([approval()], { policies: { timeout: 1000 } }));
		slow.advance(1000);
		const fast = new ManualRun(planOf([approval(), job("bad")]), { fail_fast: true });
		fast.start();
		fast.fail("bad");
		for (const run of [slow, fast]) {
			expect(end(run)).toEqual({ type: "instance.skipped", instance: "ask", cause: "not_reached" });
			expect(run.state.result).toBe("failed");
		}
	});

	test("a `for` asks as many at once as its limit allows, and no more once it can't be met", () => {
		const run = new ManualRun(planOf([approval({}, { limit: 2 }, { for: forOf({ i: [1, 2, 3, 4] }) })]));
		const asks = () => pendingQuestions(run.state).map(({ instance }) => instance);
		expect(asks()).toEqual(["ask[0]", "ask[1]"]);
		answer(run, { by: "ann", decision: "approved" }, "ask[1]");
		expect(asks()).toEqual(["ask[0]", "ask[2]"]);
		answer(run, { by: "ann", decision: "rejected" }, "ask[0]");
		expect(run.types("ask[2]").at(-1)).toBe("instance.skipped");
		expect(end(run)).toMatchObject({ type: "job.failed", error: { kind: "instances" } });
	});

	test("`succeed` and `allow failure` are about it as about any job", () => {
		const some = new ManualRun(planOf([approval({}, { succeed: 0.5 }, { for: forOf({ i: [1, 2] }) })]));
		answer(some, { by: "ann", decision: "rejected" }, "ask[0]");
		answer(some, { by: "ann", decision: "approved" }, "ask[1]");
		expect(some.state.result).toBe("succeeded_with_warnings");
		const run = asking({}, { allow_failure: true });
		answer(run, { by: "ann", decision: "rejected" });
		expect(run.start()).toEqual(["ship"]);
	});

	test("a fallback stands in for a rejected one", () => {
		const plan = planOf([{ ...approval(), fallback: job("ask", { outputs }) }]);
		const run = new ManualRun(plan);
		answer(run, { by: "ann", decision: "rejected" });
		expect(run.startCommands()).toMatchObject([{ instance: "ask", attempt: 2, task: { type: "shell" } }]);
	});

	test("one in a group is asked with the group's path", () => {
		const run = new ManualRun(planOf([groupOf("g", [approval()], {}, { for: forOf({ i: [1, 2] }) })]));
		answer(run, { by: "ann", decision: "approved" }, "g[1].ask");
		expect(pendingQuestions(run.state).map(({ instance }) => instance)).toEqual(["g[0].ask"]);
	});

	test("no question of a group that is tried again bears a number twice, though one was withdrawn", () => {
		const each = approval({}, {}, { for: forOf({ i: [0, 1] }) });
		const again = { policies: { retry: { max: 1 } } };
		const run = new ManualRun(planOf([groupOf("o", [groupOf("g", [each], {}, again)], {}, again)]));
		for (const attempt of [1, 2, 3]) answer(run, { by: "ann", decision: "rejected", attempt }, "o.g.ask[0]");
		const asked = run.facts("o.g.ask[1]").filter(({ type }) => type === "approval.requested");
		expect(asked).toMatchObject([1, 2, 3, 4].map((attempt) => ({ attempt })));
	});

	test("the graph and the summary show who is asked for what", () => {
		const run = asking({ policy: "all", show: { a: 1 } }, { timeout: 60_000 });
		answer(run, { by: "ben", decision: "approved", comment: "ok", form: { reason: "why not" } });
		const [node] = graphView(run.plan, run.state).nodes;
		const view = {
			about: "approval",
			approvers: ["ann", "ben", "cid"],
			people: ["ann", "ben", "cid"],
			policy: "all",
			needed: 3,
			given: [{ by: "ben", at: run.now, comment: "ok" }],
			deadline: run.now + 60_000,
			show: { a: 1 },
			form: [
				{ name: "share", type: { kind: "float" }, value: 0.1 },
				{ name: "reason", type: { kind: "string" }, value: "why not" },
			],
		};
		expect(node).toMatchObject({ kind: "approval", status: "waiting", approval: view });
		expect(summary(run.plan, run.state)).toMatchObject({
			jobs: { waiting: 1 },
			asking: [{ instance: "ask", job: "ask", attempt: 1, since: run.now, approval: view }],
		});
		expect(fold(run.plan, run.events)).toEqual(run.state);
	});
});

describe("messages to channels", () => {
	const dueMessages = (run: ManualRun) =>
		(due(run.plan, run.state, run.now, run.capacity).notifications ?? []).map(({ id }) => id);

	test("stay due under one id until they are told of, also over a crash", () => {
		const run = asking({ channels: ["ops", "log"], policy: "all" });
		const ids = ["r1/ask/1/requested/ops", "r1/ask/1/requested/log"];
		expect(dueMessages(run)).toEqual(ids);
		run.report({ type: "notified", id: "r1/ask/1/requested/ops" });
		run.report({ type: "notified", id: "r1/ask/1/requested/log", problem: "it is gone" });
		expect(run.report({ type: "notified", id: "r1/ask/1/requested/ops" }).ok).toBe(false);
		expect(run.facts("ask").slice(2)).toEqual([
			{ type: "notification.sent", instance: "ask", channel: "ops", id: ids[0] },
			{ type: "notification.failed", instance: "ask", channel: "log", id: ids[1], message: "it is gone" },
		]);
		answer(run, { by: "ann", decision: "approved" });
		run.state = fold(run.plan, run.events);
		expect(dueMessages(run)).toEqual(["r1/ask/1/answered-ann/ops", "r1/ask/1/answered-ann/log"]);
	});

	test("tell that nobody needs to answer any more", () => {
		const run = new ManualRun(planOf([approval({ channels: ["ops"] }), job("other")]));
		run.start();
		run.report({ type: "cancel", by: "test", rollback: false });
		expect(dueMessages(run)).toEqual(["r1/ask/1/requested/ops", "r1/ask/1/withdrawn/ops"]);
	});
});

describe("a lost attempt of a critical job", () => {
	const lost = (policies: JobPolicies = {}, more = {}) => {
		const run = new ManualRun(planOf([job("ask", { policies: { critical: true, ...policies }, ...more })]));
		run.start();
		run.report({ type: "lost", instance: "ask", attempt: 1 });
		return run;
	};

	test("asks anybody, holds no slot, and is repeated where people say so", () => {
		const run = lost();
		expect(graphView(run.plan, run.state).nodes[0]).toMatchObject({
			status: "waiting",
			approval: { about: "outcome" },
		});
		expect(answer(run, { by: "zoe", decision: "approved", form: { a: 1 } })).toMatchObject({
			problem: { code: "wrong_value" },
		});
		answer(run, { by: "zoe", decision: "approved", comment: "it never began" });
		expect(run.startCommands()).toMatchObject([{ instance: "ask", attempt: 2 }]);
		run.succeed("ask", {}, 2);
		expect(run.state.result).toBe("succeeded");
	});

	test("asks again when it is lost again, however often", () => {
		const run = lost();
		for (let attempt = 2; attempt < 8; attempt++) {
			answer(run, { by: "zoe", decision: "approved" });
			expect(run.startCommands()).toMatchObject([{ instance: "ask", attempt }]);
			run.report({ type: "lost", instance: "ask", attempt });
			expect(end(run)).toEqual({ type: "outcome.asked", instance: "ask", attempt });
		}
	});

	test("failed where people say that it did, without its retries", () => {
		const run = lost({ retry: { max: 3 } });
		answer(run, { by: "zoe", decision: "rejected" });
		expect(end(run)).toMatchObject({ type: "instance.failed", error: { kind: "lost" } });
	});

	test("succeeded where people say so and give its outputs", () => {
		const run = lost({}, { outputs: { kind: "record", fields: { url: { kind: "string" } } } });
		expect(pendingQuestions(run.state).map(({ approval }) => approval.outputs)).toEqual([
			[{ name: "url", type: { kind: "string" } }],
		]);
		expect(answer(run, { by: "zoe", decision: "succeeded" })).toMatchObject({ problem: { code: "wrong_value" } });
		answer(run, { by: "zoe", decision: "succeeded", outputs: { url: "u" } });
		expect(end(run)).toEqual({ type: "instance.succeeded", instance: "ask", value: { url: "u" } });
		expect(run.state.result).toBe("succeeded");
	});

	test("is given up with the run", () => {
		const run = lost();
		run.report({ type: "cancel", by: "test", rollback: false });
		expect(end(run)).toEqual({ type: "instance.cancelled", instance: "ask" });
	});
});
