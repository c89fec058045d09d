import type { Dependency, JobTypeCatalog, NodePlan, Plan } from "@dagwright/core";
import { canonicalJson, sha256Hex } from "@dagwright/core";
import { describe, expect, it } from "vitest";
import catalogJson from "../../runtime/job-types/generated/catalog.json" with { type: "json" };
import { type CompileResult, compile } from "../compile.ts";

const catalog = catalogJson as JobTypeCatalog;

function compileText(text: string, file = "main.dag", others: Readonly<Record<string, string>> = {}): CompileResult {
	return compile({
		file,
		catalog,
		read: (path) => {
			const found = path === file ? text : others[path];
			return found === undefined ? { problem: "missing" } : { text: found };
		},
	});
}

function planOf(text: string, file = "main.dag", others: Readonly<Record<string, string>> = {}): Plan {
	const { plan } = compileText(text, file, others);
	if (plan === undefined) throw new Error("no plan");
	return plan;
}

/** The nodes of the main workflow, those inside by their path. */
function nodesOf(plan: Plan): ReadonlyMap<string, NodePlan> {
	const found = new Map<string, NodePlan>();
	const visit = (nodes: readonly NodePlan[], prefix: string) => {
		for (const node of nodes) {
			found.set(prefix + node.name, node);
			if (node.kind === "group" || node.kind === "loop") visit(node.body.nodes, `${prefix}${node.name}.`);
		}
	};
	visit(plan.workflows[plan.main]?.body.nodes ?? [], "");
	return found;
}

function dependenciesOf(text: string): Readonly<Record<string, readonly string[]>> {
	const write = ({ on, kind, accepts, reads }: Dependency) =>
		`${kind} ${on} ${accepts}${reads.length > 0 ? ` ${reads.join(",")}` : ""}`;
	return Object.fromEntries([...nodesOf(planOf(text))].map(([path, node]) => [path, node.dependencies.map(write)]));
}

describe("dependencies", () => {
	it("demand success of what is read plainly, and only an end of what may have no value", () => {
		expect(
			dependenciesOf(`workflow w { param on: bool = true
				job a: shell { run "a" outputs { n: int  m: int } }
				job b: shell when on { run "b" outputs { n: int } }
				job plain: shell { run "\${a.n} \${a.m} \${a.n}" }
				job fallback: shell { run "\${a.n ?? 0}" }
				job guarded: shell { run "\${b.n ?? 0}" }
				job narrowed: shell after b { run "\${b.n}" }
				job tested: shell when b != null && b.n > 1 { run "\${b.n}" }
				job branch: shell { run "\${b != null ? b.n : a.n}" }
			}`),
		).toEqual({
			a: [],
			b: [],
			plain: ["data a succeeded n,m"],
			fallback: ["data a done n"],
			guarded: ["data b done n"],
			narrowed: ["data b succeeded n"],
			tested: ["data b done n"],
			branch: ["data b done n", "data a succeeded n"],
		});
	});

	it("take the outcomes of after, and fold success into what is read", () => {
		expect(
			dependenciesOf(`workflow w {
				job a: shell { run "a" outputs { n: int } }
				job b: shell after a { run "b" }
				job c: shell after a failed { run "c" }
				job d: shell after a done, b skipped { run "\${a.n ?? 0}" }
				job e: shell after a { run "\${a.n}" }
			}`),
		).toEqual({
			a: [],
			b: ["order a succeeded"],
			c: ["order a failed"],
			d: ["data a done n", "order b skipped"],
			e: ["data a succeeded n"],
		});
	});

	it("of nodes inside a group or loop on what lies outside are those of the group or loop", () => {
		expect(
			dependenciesOf(`workflow w {
				job a: shell { run "a" outputs { n: int } }
				let twice = a.n * 2
				group g {
					job b: shell { run "\${twice}" outputs { n: int } }
					job c: shell { run "\${b.n}" }
					output n = b.n + a.n
				}
				loop l carry i = g.n max 3 until i > 2 {
					job d: shell { run "\${i} \${a.n}" outputs { n: int } }
					next i = d.n
				}
			}`),
		).toEqual({
			a: [],
			twice: ["data a succeeded n"],
			g: ["data a succeeded n", "data twice succeeded"],
			"g.b": [],
			"g.c": ["data b succeeded n"],
			l: ["data g succeeded n", "data a succeeded n"],
			"l.d": [],
		});
	});

	it("of an enum value that is spelled like a job are none", () => {
		expect(dependenciesOf(`workflow w { job normalize: preprocessing { input = "x.csv" ops = [normalize] } }`)).toEqual(
			{ normalize: [] },
		);
	});
});

describe("lowerPlan", () => {
	const source = `
		workflow w {
			param x: int = 1
			job a: shell { run "echo \${x}" outputs { n: int } }
			job b: shell { run "echo \${a.n}" }
		}`;

	it("gives the same bytes for the same meaning, whatever the comments and line breaks", () => {
		const other = source.replaceAll("\n", "\r\n  ").replace("job b", "// about b\r\n job b");
		expect(JSON.stringify(planOf(other))).toBe(JSON.stringify(planOf(source)));
	});

	it("hashes the canonical JSON of the plan without its hash", () => {
		const { hash, ...content } = planOf(source);
		expect(hash).toBe(`sha256:${sha256Hex(canonicalJson(content))}`);
	});

	it("gives another hash for another script", () => {
		expect(planOf(source.replace("echo", "print")).hash).not.toBe(planOf(source).hash);
	});

	it("takes interpolations out of scripts", () => {
		const a = nodesOf(
			planOf(`workflow w { param x: duration = 5m job a: shell { run "sleep \${x}; echo 'in \${x}' $HOME" } }`),
		).get("a");
		expect(a?.kind === "task" && a.scripts).toEqual({
			run: {
				text: `sleep "\${DAG_VALUE_0}"; echo 'in '"\${DAG_VALUE_1}"'' $HOME`,
				values: [0, 1].map(() => ({
					op: "template",
					parts: [{ value: { op: "name", name: "x" }, format: "duration" }],
				})),
			},
		});
		expect(a?.kind === "task" && a.config).toEqual({});
	});

	it("leaves out lets that nothing needs", () => {
		const plan = planOf(`workflow w { let a = 1 let b = a + 1 let c = b + 1 let d = c job j: shell { run "\${b}" } }`);
		expect([...nodesOf(plan).keys()]).toEqual(["a", "b", "j"]);
	});

	it("merges defaults into process jobs and not into what the core or people run", () => {
		const nodes = nodesOf(
			planOf(`workflow w {
				defaults { retry 3 timeout 2h needs cpu 2 environment { A = "1" } }
				job a: shell { timeout 1m needs memory 1GB environment { B = "2" } run "a" }
				job b: approval { approvers = ["x"] }
				job c: shell critical { retry 0 run "c" }
				group g { job d: shell { run "d" } }
			}`),
		);
		const policies = Object.fromEntries(
			[...nodes].map(([path, node]) => [path, node.kind === "let" ? {} : node.policies]),
		);
		const variable = (text: string) => ({
			op: "template",
			parts: [{ value: { op: "literal", value: text }, format: "plain" }],
		});
		const needs = { cpu: 2 };
		const environment = { A: expect.anything() };
		expect(policies).toEqual({
			a: {
				retry: { max: 3 },
				timeout: 60_000,
				needs: { cpu: 2, memory: 1e9 },
				environment: { A: variable("1"), B: variable("2") },
			},
			b: {},
			c: { retry: { max: 0 }, timeout: 7_200_000, needs, critical: true, environment },
			g: {},
			"g.d": { retry: { max: 3 }, timeout: 7_200_000, needs, environment },
		});
	});

	it("gives the jobs of groups and loops the needs, secrets, environment and sources of these", () => {
		const nodes = nodesOf(
			planOf(`workflow w {
				secret outer secret inner
				defaults { needs cpu 2 timeout 2h }
				group g {
					uses outer environment { A = "1" } sources ["a"] retry 3
					loop l carry n = 0 max 2 {
						needs memory 1GB environment { B = "2" }
						job x: shell { uses inner run "x" }
						next n = n + 1
					}
				}
				job after_it: shell after g { run "y" }
			}`),
		);
		const x = nodes.get("g.l.x");
		expect(x?.kind === "task" && x.policies).toEqual({
			timeout: 7_200_000,
			needs: { cpu: 2, memory: 1e9 },
			uses: [
				{ secret: "outer", as: "outer" },
				{ secret: "inner", as: "inner" },
			],
			environment: { A: expect.anything(), B: expect.anything() },
			sources: ["a"],
		});
		const later = nodes.get("after_it");
		expect(later?.kind === "task" && later.policies).toEqual({ needs: { cpu: 2 }, timeout: 7_200_000 });
	});

	it("types the form of an approval by its first values", () => {
		const a = nodesOf(
			planOf(`workflow w { job a: approval { approvers = ["x"] form = { share: 0.5, until: 5m, reason: null } } }`),
		).get("a");
		expect(a?.kind === "task" && a.outputs).toMatchObject({
			fields: {
				form: {
					kind: "record",
					fields: {
						share: { kind: "float" },
						until: { kind: "duration" },
						reason: { kind: "optional", of: { kind: "string" } },
					},
				},
			},
		});
	});

	it("gives a fallback its job's config and policies, but not its retries", () => {
		const a = nodesOf(
			planOf(`workflow w { job a: training { retry 2 timeout 1h provider = huggingface model = "m" data = "d.csv"
				fallback { provider = local } } }`),
		).get("a");
		const fallback = a?.kind === "task" ? a.fallback : undefined;
		expect([Object.keys(fallback?.config ?? {}), fallback?.policies]).toEqual([
			["model", "data", "provider"],
			{ timeout: 3_600_000 },
		]);
	});

	it("makes written paths relative to the project root, and leaves names of models alone", () => {
		const plan = planOf(
			`workflow w { param f: file = "data/x.csv" job a: training { provider = local model = "base" data = "../y.csv" } job b: preprocessing { input = f ops = [dedupe] } }`,
			"flows/main.dag",
		);
		const path = (value: string) => ({ op: "object", fields: [{ name: "path", value: { op: "literal", value } }] });
		const a = nodesOf(plan).get("a");
		expect(plan.workflows[plan.main]?.params[0]?.default).toEqual(path("flows/data/x.csv"));
		expect(a?.kind === "task" && [a.config["model"], a.config["data"]]).toEqual([path("base"), path("y.csv")]);
	});

	it("holds each called workflow once, by file and name, and tells where its jobs stand", () => {
		const library = `workflow child { param n: int  job c: shell { run "\${n}" } output n = n }`;
		const { plan, origins, diagnostics } = compileText(
			`import { child } from "./lib/child.dag"\nworkflow w { job a: child { n = 1 } job b: child { n = a.n } }`,
			"main.dag",
			{ "lib/child.dag": library },
		);
		expect(diagnostics).toEqual([]);
		expect(Object.keys(plan?.workflows ?? {})).toEqual(["main.dag#w", "lib/child.dag#child"]);
		expect(Object.entries(origins).map(([path, { file, start }]) => [path, file, start.line])).toEqual([
			["a", "main.dag", 1],
			["b", "main.dag", 1],
			["a/c", "lib/child.dag", 0],
			["b/c", "lib/child.dag", 0],
		]);
	});

	it("tells where the hooks stand", () => {
		const { origins } = compileText(
			`workflow w {\n  job a: shell { run "a" }\n  on done { job b: shell { run "b" } }\n}`,
		);
		expect(origins["on done"]?.start).toEqual({ line: 2, character: 5 });
		expect(origins["on_done.b"]?.start).toEqual({ line: 2, character: 12 });
	});

	it("tells where rollbacks and outputs stand", () => {
		const { origins } = compileText(
			`workflow w {\n  job a: shell {\n    run "a"\n    rollback { run "b" }\n  }\n  output x = a.exit_code\n}`,
		);
		expect([origins["a.rollback"]?.start, origins["output.x"]?.start]).toEqual([
			{ line: 3, character: 4 },
			{ line: 5, character: 2 },
		]);
	});

	it("keeps every job of a cycle and drops only the edge that closes it", () => {
		expect(
			dependenciesOf(
				`workflow w { job a: shell after c { run "a" } job b: shell after a { run "b" } job c: shell after b { run "c" } }`,
			),
		).toEqual({ a: ["order c succeeded"], b: [], c: ["order b succeeded"] });
	});

	it("lowers all that can be understood of a broken file", () => {
		const { plan, runnable } = compileText(`workflow w {
			job a: shell { run "a" outputs { n: int } }
			job b: nothing { x = a.n }
			job c: shell { run "\${a.n} \${b.y} \${zzz}" }
			job d: python { script = 5  args = [a.n]
		}`);
		expect(runnable).toBe(false);
		expect([...nodesOf(plan ?? planOf("")).keys()]).toEqual(["a", "b", "c", "d"]);
	});

	it("tells every edge of a cycle in order, through references, after, lets, groups and loops", () => {
		const { diagnostics } = compileText(`workflow w {
			job a: shell after l { run "a" outputs { n: int } }
			let x = a.n
			group g { job b: shell { run "\${x}" outputs { n: int } } output n = b.n }
			loop l carry i = 0 max 2 until i > 1 { job c: shell { run "\${g.n}" } next i = i + 1 }
		}`);
		expect(
			diagnostics.map(({ code, related }) => [code, related.map(({ message, at }) => [message, at.start.line])]),
		).toEqual([
			[
				"dag/cycle",
				[
					["`a` comes after `l`", 1],
					["`l` reads `g`", 4],
					["`g` reads `x`", 3],
					["`x` reads `a`", 2],
				],
			],
		]);
	});
});
