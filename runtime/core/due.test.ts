import { describe, expect, test } from "vitest";
import { ManualRun } from "../../test/support/manual-run.ts";
import { binary, forOf, groupOf, job, planOf, ref, value } from "../../test/support/plan-of.ts";

describe("order and room", () => {
	test("the job with the longest way to the end starts first, also across groups", () => {
		const run = new ManualRun(
			planOf([
				job("short"),
				job("long"),
				job("next", { after: ["long"] }),
				job("last", { after: ["next"] }),
				groupOf("g", [job("x"), job("y", { after: ["x"] }), job("z", { after: ["y"] })]),
			]),
		);
		run.capacity = { slots: 2 };
		expect(run.start()).toEqual(["long", "g.x"]);
		run.succeed("long");
		expect(run.start()).toEqual(["next"]);
		run.succeed("g.x");
		expect(run.start()).toEqual(["g.y"]);
	});

	test("a start stays due until it was accepted, and asking changes nothing", () => {
		const run = new ManualRun(planOf([job("a"), job("b")]));
		expect(run.due()).toEqual(run.due());
		run.report({ type: "starting", instance: "b", attempt: 1 });
		expect(run.due()).toMatchObject([{ id: "r1/a/1" }]);
	});

	test("slots are the fewest of the host, the run and the workflow", () => {
		const plan = (limit: number) => planOf([job("a"), job("b"), job("c"), job("d")], { policies: { limit } });
		expect(new ManualRun(plan(3)).start()).toHaveLength(3);
		expect(new ManualRun(plan(3), { max_parallel: 2 }).start()).toHaveLength(2);
		const run = new ManualRun(plan(3), { max_parallel: 2 });
		run.capacity = { slots: 1 };
		expect(run.start()).toHaveLength(1);
	});

	test("a job that does not fit lets smaller ones pass", () => {
		const run = new ManualRun(
			planOf([
				job("half", { policies: { needs: { cpu: 2 } } }),
				job("whole", { policies: { needs: { cpu: 4 } } }),
				job("after", { after: ["whole"] }),
				job("small", { policies: { needs: { cpu: 1 } } }),
			]),
		);
		run.capacity = { slots: 9, cpu: 4 };
		expect(run.start()).toEqual(["whole"]);
		run.succeed("whole");
		expect(run.start()).toEqual(["half", "small", "after"]);
	});

	test("a job that does not fit does not starve: after many have passed, room is kept for it", () => {
		const small = Array.from({ length: 200 }, (_, at) => job(`s${at}`, { policies: { needs: { cpu: 2 } } }));
		const run = new ManualRun(
			planOf([...small.slice(0, 1), job("big", { policies: { needs: { cpu: 4 } } }), ...small.slice(1)]),
		);
		run.capacity = { slots: 9, cpu: 4 };
		const order: string[] = [];
		const running = [...run.start()];
		for (let next = running.shift(); next !== undefined; next = running.shift()) {
			order.push(next);
			run.succeed(next);
			running.push(...run.start());
		}
		expect(order).toHaveLength(201);
		expect(order.indexOf("big")).toBeLessThan(60);
	});

	test("labels and resources that the host lacks keep a job waiting", () => {
		const run = new ManualRun(
			planOf([job("a", { policies: { needs: { labels: ["fast"] } } }), job("b", { policies: { needs: { gpu: 1 } } })]),
		);
		run.capacity = { slots: 9, gpu: 0, labels: ["slow"] };
		expect(run.start()).toEqual([]);
		run.capacity = { slots: 9, gpu: 1, labels: ["slow", "fast"] };
		expect(run.start()).toEqual(["a", "b"]);
	});

	test("a retry in its backoff leaves its place under the limit to the next instance", () => {
		const policies = { limit: 1, retry: { max: 1, backoff: { from: 1e6, to: 1e6 } } };
		const run = new ManualRun(planOf([job("s", { for: forOf({ i: [1, 2] }), policies })]));
		expect(run.start()).toEqual(["s[0]"]);
		run.fail("s[0]");
		expect(run.start()).toEqual(["s[1]"]);
		run.now = run.wakeAt() ?? 0;
		expect(run.start()).toEqual([]);
		run.succeed("s[1]");
		expect(run.start()).toEqual(["s[0]"]);
	});
});

test("a start carries evaluated config, texts for scripts, environment, folder and the same key for each attempt", () => {
	const run = new ManualRun(
		planOf([
			job("a"),
			job("b", {
				data: ["a.file"],
				config: { run: value("cat $DAG_VALUE_0"), double: binary(ref("a.n"), "*", value(2)) },
				scripts: { run: { text: "cat $DAG_VALUE_0 $DAG_VALUE_1", values: [ref("a.file"), ref("a.list")] } },
				policies: { environment: { N: ref("a.n"), NONE: value(null) } },
			}),
		]),
	);
	run.start();
	run.succeed("a", { n: 4, list: [1, "x"], file: { path: "out/a.csv", sha256: "00", bytes: 3 } });
	expect(run.startCommands()).toEqual([
		expect.objectContaining({
			type: "start",
			id: "r1/b/1",
			config: { run: "cat $DAG_VALUE_0", double: 8 },
			scripts: { run: ["../out/a.csv", '[1,"x"]'] },
			environment: { N: "4", NONE: "" },
			bindings: {},
			folder: "flows",
			idempotency_key: "r1/b",
		}),
	]);
});
