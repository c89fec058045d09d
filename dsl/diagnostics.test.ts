import type { JobTypeCatalog } from "@dagwright/core";
import { describe, expect, it } from "vitest";
import catalogJson from "../runtime/job-types/generated/catalog.json" with { type: "json" };
import { compile } from "./compile.ts";
import { diagnostics } from "./diagnostics.ts";
import { compileMarked, readMarked } from "./test/marked-source.ts";

const catalog = catalogJson as JobTypeCatalog;

/** `[what is tested, source]`: exactly the marked diagnostics are expected, at exactly these places. */
const CASES: readonly (readonly [string, string])[] = [
	// ── The text ──
	["a file without mistakes", `workflow w { job a: shell { run "true" } }`],
	["a file without anything", `«empty-file »// nothing yet\n`],
	["a missing brace", `workflow w «syntax {» job a: shell { run "true" }`],
	[
		"a second file's syntax",
		`import { v } from "./b.dag"\nworkflow w { job a: v { } }\n--- b.dag\nworkflow v { job a: shell { run «syntax }» }\n`,
	],
	["a mistyped word", `workflow w { job a: shell { «unknown-word tiemout» 3s run "true" } }`],
	["a number with an unknown unit", `workflow w { job a: shell { run "true" timeout «invalid-policy 5mins» } }`],

	// ── Imports ──
	["an import that is not there", `import { x } from «import-not-found "./no.dag"»\nworkflow w { job a: x { } }`],
	["an import outside the project", `import { x } from «import-outside "../../no.dag"»\nworkflow w { }`],
	["an absolute import", `import { x } from «import-outside "/etc/no.dag"»\nworkflow w { }`],
	[
		"files that import each other",
		`import { v } from «import-cycle "./b.dag"»\nworkflow w { job a: v { } }\n--- b.dag\nimport { w } from "./main.dag"\nworkflow v { job a: shell { run "true" } }`,
	],
	[
		"a name that the other file lacks",
		`import { «unknown-import canry» } from "./b.dag"\nworkflow w { job a: canry { } }\n--- b.dag\nworkflow canary { }`,
	],
	["a path with an interpolation", `import { x } from «text-interpolation "./\${1}.dag"»\nworkflow w { }`],

	// ── Names ──
	["an unknown name", `workflow w { job a: shell { run "echo «unknown-name \${nme}»" } }`],
	[
		"an unknown name in an expression",
		`workflow w { param min: int = 1 job a: shell when «unknown-name mim» > 1 && min > 0 { run "true" } }`,
	],
	["an unknown type", `workflow w { param x: «unknown-type strin» = 1  job a: shell { run "echo \${x}" } }`],
	["an unknown job type", `workflow w { job a: «unknown-job-type shel» { run "true" } }`],
	["an unknown workflow in a test", `workflow w { }\ntest "t" of «unknown-workflow v» { }`],
	[
		"an unknown job in after",
		`workflow w { job a: shell { run "true" }  job b: shell after «unknown-job aa» { run "true" } }`,
	],
	[
		"an unknown config key",
		`workflow w { job a: training { provider = local model = "m" data = "d" «unknown-config-key learn_rate» = 1 } }`,
	],
	[
		"an unknown nested config key",
		`workflow w { job a: training { provider = local model = "m" data = "d" lora = { rank: 1, «unknown-member alph»: 2 } } }`,
	],
	["an unknown setting of a workflow", `workflow w { «unknown-config-key titel» = "x" job a: shell { run "true" } }`],
	[
		"an unknown output",
		`workflow w { job a: shell { run "true" outputs { rows: int } }  job b: shell { run "echo \${a.«unknown-output row»}" } }`,
	],
	[
		"an unknown field of a record",
		`type T { x: int }\nworkflow w { param t: T = { x: 1 }  job b: shell { run "echo \${t.«unknown-member y»}" } }`,
	],
	["an unknown function", `workflow w { job b: shell { run "echo \${[1].«unknown-function sume»()}" } }`],
	["an unknown secret", `workflow w { secret token  job a: shell { uses «unknown-secret tokn», token run "true" } }`],
	[
		"an unknown role",
		`workflow w { job a: approval { approvers = [«unknown-role "role:led"», "role:lead", "mira"] } }`,
	],
	[
		"an approval's on_timeout without a timeout",
		`workflow w { job a: approval { approvers = ["mira"] «config-rule on_timeout» = approve } }`,
	],
	[
		"a quorum that is not counted",
		`workflow w { job «config-rule a»: approval { approvers = ["mira"] policy = quorum } }`,
	],
	["an approval that asks nobody", `workflow w { job a: approval { approvers = «config-rule []» } }`],
	[
		"a quorum of more than are named",
		`workflow w { job a: approval { approvers = ["mira", "ann", "mira"] policy = quorum quorum = «config-rule 3» } }`,
	],
	[
		"a field that an approval's form lacks",
		`workflow w { job a: approval { approvers = ["mira"] form = { share: 0.5 } }  output o = a.form.«unknown-member sare» }`,
	],
	["two jobs of one name", `workflow w { job a: shell { run "true" }  job «duplicate-name a»: shell { run "true" } }`],
	[
		"a for variable that hides a param",
		`workflow w { param x: int = 1 job a: shell for «duplicate-name x» in [1] { run "echo \${x}" } }`,
	],
	[
		"a job named as the rollback of its group",
		`workflow w { group g { job «duplicate-name rollback»: shell { run "true" } rollback shell { run "true" } } }`,
	],
	[
		"a group named as a hook",
		`workflow w { group «duplicate-name on_done» { job a: shell { run "true" } } on done { job b: shell { run "true" } } }`,
	],
	[
		"a file that is saved for sure, and one that may not be",
		`workflow w { param name: string? = null
		job a: http { url = "http://x" save_as = "a.csv" }  job b: http { url = "http://x" save_as = name }
		job c: shell { run "cat \${a.file} \${«unguarded-use b.file»}" } }`,
	],
	["two workflows of one name in a file", `workflow w { }\nworkflow «duplicate-name w» { }`],
	["a workflow named as a job type", `workflow «duplicate-name shell» { job a: python { script = "x.py" } }`],
	[
		"a field that is given twice",
		`workflow w { job a: http { url = "x" headers = { a: "1", «duplicate-name a»: "2" } } }`,
	],
	[
		"a job inside a loop, from outside",
		`workflow w {
		loop l carry n = 0 max 3 until n > 1 { job a: shell { run "echo \${n}" outputs { n: int } } next n = a.n }
		job b: shell { run "echo \${«inside-block a».n}" }
		job c: shell after «inside-block a» { run "true" }
	}`,
	],

	// ── Types and values ──
	["a wrong type", `workflow w { job a: python { script = «type-mismatch 5» } }`],
	["a wrong type deep within", `workflow w { job a: http { url = "x" expect_status = [200, «type-mismatch "201"»] } }`],
	[
		"a param's default of the wrong type",
		`workflow w { param n: int = «type-mismatch "x"» job a: shell { run "echo \${n}" } }`,
	],
	[
		"values that cannot be compared",
		`workflow w { param n: int = 1 job a: shell when «type-mismatch n == "x"» { run "true" } }`,
	],
	["a for over what is no list", `workflow w { job a: shell for x in «type-mismatch 5» { run "echo \${x}" } }`],
	[
		"a fallback with other outputs",
		`workflow w { job a: training { provider = local model = "m" data = "d" fallback «type-mismatch shell» { run "true" } } }`,
	],
	[
		"a range the wrong way round",
		`workflow w { param n: «invalid-type int(5..1)» = 1 job a: shell { run "echo \${n}" } }`,
	],
	["a type that holds itself", `type T { t: «invalid-type T» }\nworkflow w { }`],
	["a value out of range", `workflow w { param n: int(1..5) = «out-of-range 6» job a: shell { run "echo \${n}" } }`],
	[
		"a config out of range",
		`workflow w { job a: training { provider = local model = "m" data = "d" batch_size = «out-of-range 0» } }`,
	],
	[
		"a let out of range",
		`workflow w { let size = 2 * 0  job a: training { provider = local model = "m" data = "d" batch_size = «out-of-range size» } }`,
	],
	["missing config", `workflow w { job «missing-config a»: training { provider = local } }`],
	[
		"missing params of a call",
		`workflow v { param n: int  job a: shell { run "echo \${n}" } }\nworkflow w { job «missing-config a»: v { } }`,
	],
	[
		"a missing field of a config",
		`workflow w { job a: training { provider = local model = "m" data = "d" lora = «missing-field { alpha: 2 }» } }`,
	],
	["a rule across keys", `workflow w { job «config-rule a»: python { script = "x.py" interpreter = "p" venv = "v" } }`],
	[
		"a rule with a constant",
		`workflow w { job «config-rule a»: deployment { model = "m" target = staging provider = folder } }`,
	],
	[
		"a call of what is no function",
		`workflow w { let x = «invalid-expression [1]»(2)  job a: shell { run "echo \${x}" } }`,
	],
	[
		"a division by zero",
		`workflow w { job a: training for lr in [1.0] { provider = local model = "m" data = "d" learning_rate = «constant-error lr / 0» } }`,
	],
	[
		"one value where a list is expected",
		`workflow w { job a: http { url = "http://x" expect_status = «type-mismatch 200» } }`,
	],
	[
		"a next that is mistyped",
		`workflow w { loop l carry best = 0 max 3 until best > 1 { job a: shell { run "echo \${best}" outputs { n: int } } next «unknown-name bst» = a.n } }`,
	],
	[
		"an output of a fan-out without its element",
		`workflow w { job a: shell for x in [1] { run "echo \${x}" outputs { n: int } } job b: shell { run "echo \${«unknown-output a.n»}" } }`,
	],
	["an unknown name where no value can be", `workflow w { job a: shell { run "echo \`date «unknown-name \${y}»\`" } }`],
	[
		"an import by its address",
		`import { x } from «import-outside "https://example.com/x.dag"»\nworkflow w { job a: x { } }`,
	],
	[
		"the use of a job that may be skipped",
		`workflow w { param on: bool = true
		job a: shell when on { run "true" outputs { n: int } }
		job b: shell { run "true" environment { N = «unguarded-use a.n» } }
		job c: shell { run "echo \${«unguarded-use a.n»}" }
		job d: shell { run "echo \${a.n ?? 0}" }
		job e: shell after a { run "echo \${a.n}" }
		job f: shell when a != null { run "echo \${a.n}" }
	}`,
	],
	[
		"the use of a job that may fail",
		`workflow w {
		job a: shell { allow failure run "true" outputs { n: int } }
		job b: shell after a { run "echo \${«unguarded-use a.n»}" }
		job c: shell after a failed { run "true" outputs { n: int } }
		job d: training { provider = local model = "m" data = "d" batch_size = «unguarded-use c.n» }
	}`,
	],
	["a secret in a string", `workflow w { secret s  job a: shell { uses s run "echo \${«secret-misuse s»}" } }`],
	["a secret in an output", `workflow w { secret s  job a: shell { uses s run "true" } output o = «secret-misuse s» }`],
	[
		"a secret that is compared",
		`workflow w { secret s  job a: shell when «secret-misuse s» == "x" { uses s run "true" } }`,
	],
	[
		"an interpolation in backticks",
		'workflow w { param x: string = "" job a: shell { run "echo `cat ${«script-interpolation x»}`" } }',
	],
	[
		"an interpolation in eval",
		`workflow w { param x: string = "" job a: shell { run "eval \${«script-interpolation x»}" } }`,
	],
	["a script that is no text", `workflow w { param x: string = "" job a: shell { run = «script-text x» } }`],
	[
		"a title with an interpolation",
		`workflow w { title = «text-interpolation "x \${1}"» job a: shell { run "true" } }`,
	],

	[
		"the expansions of the shell",
		`workflow w { job a: shell { run "«script-interpolation \${NAME:-x}» «script-interpolation \${#x}» «unknown-name \${x%y}»" } }`,
	],
	[
		"a secret that auth names and the job does not use",
		`workflow w { secret t  job a: http { url = "x" auth = { scheme: bearer, secret: «secret-misuse "t"» } } }`,
	],
	[
		"a secret that auth names and nobody declares",
		`workflow w { secret t  job a: http { uses t url = "x" auth = { scheme: bearer, secret: «unknown-secret "tt"» } } }`,
	],
	[
		"a secret that auth is handed",
		`workflow w { secret t  job a: http { uses t url = "x" auth = { scheme: bearer, secret: «secret-misuse t» } } }`,
	],
	[
		"a secret that auth names as the job does",
		`workflow w { secret t  secret u  defaults { uses u } job a: http { uses t as T url = "x" auth = { scheme: bearer, secret: "T" } } job b: http { url = "x" auth = { scheme: bearer, secret: "u" } } }`,
	],
	[
		"a path without quotes",
		`workflow w { job a: python { script = «unknown-name src/train.py» args = [«unknown-name x-y»] } }`,
	],

	// ── The graph ──
	[
		"a cycle through references",
		`workflow w {
		job a: shell { run "echo \${«cycle c.n»}" outputs { n: int } }
		job b: shell { run "echo \${a.n}" outputs { n: int } }
		job c: shell { run "echo \${b.n}" outputs { n: int } }
	}`,
	],
	[
		"a cycle through after and a let",
		`workflow w {
		job a: shell after «cycle b» { run "true" outputs { n: int } }
		let x = a.n + 1
		job b: shell { run "echo \${x}" }
	}`,
	],
	[
		"a cycle through a group",
		`workflow w {
		group g { job a: shell { run "echo \${«cycle b.n»}" outputs { n: int } } output n = a.n }
		job b: shell { run "echo \${g.n}" outputs { n: int } }
	}`,
	],
	[
		"a job that waits for itself",
		`workflow w { job a: shell { run "echo \${«self-dependency a.n»}" outputs { n: int } } }`,
	],
	[
		"a job that comes after its own group",
		`workflow w { group g { job a: shell after «self-dependency g» { run "true" } } }`,
	],
	["workflows that call each other", `workflow v { job a: «recursive-workflow w» { } }\nworkflow w { job a: v { } }`],
	[
		"after success and failure",
		`workflow w { job a: shell { run "true" }  job b: shell after a, «contradictory-after a failed» { run "true" } }`,
	],
	[
		"a condition that is always false",
		`workflow w { let on = false  job a: shell when «never-runs on && true» { run "true" } }`,
	],
	...["p && false", "false && p", "!(true || p)", "!p && p", "p ? false : false"].map((condition): [string, string] => [
		`a condition that is always false, \`${condition}\``,
		`workflow w { param p: bool = true  job a: shell when «never-runs ${condition}» { run "echo \${p}" } job b: shell for x in [1] where «never-runs ${condition}» { run "echo \${x}" } }`,
	]),
	[
		"a carry without next",
		`workflow w { loop l carry n = 0, «carry-without-next m» = 0 max 3 until n > 1 { job a: shell { run "echo \${m}" outputs { n: int } } next n = a.n } }`,
	],
	[
		"a next without carry",
		`workflow w { loop l carry n = 0 max 3 until n > 1 { job a: shell { run "true" outputs { n: int } } next n = a.n  next «unknown-name m» = 1 } }`,
	],
	[
		"an until that reads nothing carried",
		`workflow w { param p: int = 1 loop l carry n = 0 max 3 until «until-ignores-carries p > 1» { job a: shell { run "echo \${n}" outputs { n: int } } next n = a.n } }`,
	],
	[
		"a loop without bound",
		`workflow w { loop «unbounded-loop l» carry n = 0 until n > 1 { job a: shell { run "true" outputs { n: int } } next n = a.n } }`,
	],
	[
		"unused params and lets",
		`workflow w { param «unused p»: int = 1  let «unused x» = 2  job a: shell { run "true" } }`,
	],

	// ── Policies ──
	["a timeout that is no duration", `workflow w { job a: shell { timeout «invalid-policy 5» run "true" } }`],
	["a backoff that shrinks", `workflow w { job a: shell { retry 3 backoff «invalid-policy 5m..5s» run "true" } }`],
	[
		"after cancelled",
		`workflow w { job a: shell { run "true" } job b: shell after «invalid-policy a cancelled» { run "true" } }`,
	],
	["a limit without for", `workflow w { job a: shell { «misplaced-policy limit 4» run "true" } }`],
	[
		"what processes have, on a call",
		`workflow v { secret k job b: shell { uses k run "true" } } workflow w { job a: v { «misplaced-policy needs cpu 2» } }`,
	],
	["a job's policy on the workflow", `workflow w { «misplaced-policy retry 3» job a: shell { run "true" } }`],
	[
		"outputs where the type has its own",
		`workflow w { job a: http { url = "x" «misplaced-policy outputs { n: int }» } }`,
	],
	[
		"policies of the whole job in a fallback and a rollback",
		`workflow w { job a: shell { run "true" fallback { «misplaced-policy allow failure» timeout 5m } rollback shell { run "true" «misplaced-policy cache» } } }`,
	],
	[
		"a rollback in a hook",
		`workflow w { job a: shell { run "true" } on done { job b: shell { run "true" «misplaced-policy rollback shell { run "true" }» } } }`,
	],
	["a policy twice", `workflow w { job a: shell { timeout 5m «duplicate-policy timeout 6m» run "true" } }`],
	["a setting twice", `workflow w { job a: python { script = "a" «duplicate-policy script = "b"» } }`],
	["a cached shell job without sources", `workflow w { job a: shell { «cache-without-sources cache 7d» run "true" } }`],
	[
		"a schedule with a wrong hour",
		`workflow w { schedule «invalid-schedule "0 25 * * *"» tz "UTC" job a: shell { run "true" } }`,
	],
	[
		"a schedule with an unknown zone",
		`workflow w { schedule "0 2 * * *" tz «invalid-schedule "Europe/Berln"» job a: shell { run "true" } }`,
	],
	["a schedule without a zone", `workflow w { «invalid-schedule schedule "0 2 * * *"» job a: shell { run "true" } }`],

	[
		"variables that are the engine's",
		`workflow w { secret t job a: shell { environment { «invalid-policy DAG_RUN» = "1" } uses t as «invalid-policy DAG_T» run "true" } }`,
	],
	["sources that name nothing", `workflow w { job a: shell { cache sources «invalid-policy []» run "true" } }`],
	["a policy that is given as a setting", `workflow w { job a: shell { «misplaced-policy timeout» = 3s run "true" } }`],
	[
		"defaults that read a job",
		`workflow w { param p: int = 1 defaults { environment { P = p  N = «inside-block a».n } } job a: shell { run "true" outputs { n: int } } }`,
	],

	// ── Sizes ──
	[
		"a fan-out of a million",
		`workflow w { job a: shell «fan-out-too-large for x in range(1000), y in range(1000)» { run "echo \${x} \${y}" } }`,
	],
	[
		"calls that multiply",
		`workflow v { job a: shell for x in range(400) { run "echo \${x}" } }\nworkflow «too-many-instances w» { job a: v for x in range(400) { } job b: shell after a { run "true" } }`,
	],
	[
		"fan-in without its metric",
		`workflow w { job s: training for lr in [1.0] { provider = local model = "m" data = "d" learning_rate = lr } job «missing-config b»: fan_in { from = s strategy = best_metric } }`,
	],
	[
		"fan-in by a metric that is not there",
		`workflow w { job s: training for lr in [1.0] { provider = local model = "m" data = "d" learning_rate = lr } job b: fan_in { from = s strategy = best_metric metric = «unknown-output "acuracy"» } }`,
	],

	// ── Tests in the language ──
	[
		"a mock of no job",
		`workflow w { job a: shell { run "true" outputs { n: int } } }\ntest "t" of w { mock «unknown-job b» => { n: 1 } }`,
	],
	[
		"a mock with a wrong output",
		`workflow w { job a: shell { run "true" outputs { n: int } } }\ntest "t" of w { mock a => { «unknown-member m»: 1 } }`,
	],
	[
		"a mock of the wrong type",
		`workflow w { job a: shell { run "true" outputs { n: int } } }\ntest "t" of w { mock a => { n: «type-mismatch "x"» } }`,
	],
	[
		"a test's param that is not there",
		`workflow w { param p: int = 1 job a: shell { run "echo \${p}" } }\ntest "t" of w { with «unknown-name q» = 1 expect a skipped }`,
	],
	[
		"a job that is mocked twice",
		`workflow w { job a: shell { run "true" } }\ntest "t" of w { mock a fails then fails  «invalid-mock mock a fails» }`,
	],
	[
		"the index of what is one job",
		`workflow w { job a: shell { run "true" } }\ntest "t" of w { mock «invalid-mock a»[0] fails }`,
	],
	[
		"a mock inside of what is mocked as a whole",
		`workflow w { group g { job a: shell { run "true" } } }\ntest "t" of w { mock g => {}  «invalid-mock mock g.a fails» }`,
	],
	[
		"one round that is mocked as a whole",
		`workflow w { loop l carry m = 0 max 3 { job a: shell { run "echo \${m}" } next m = m + 1 } }\ntest "t" of w { mock l[1].a fails }\ntest "u" of w { «invalid-mock mock l[1] => {}» }`,
	],
	[
		"a let that fails",
		`workflow w { let x = 1 job a: shell { run "echo \${x}" } }\ntest "t" of w { «invalid-mock mock x fails» }`,
	],
	[
		"an approval that fails",
		`workflow w { job r: approval { approvers = ["user:a"] } }\ntest "t" of w { mock r «invalid-mock fails» }`,
	],
	[
		"a param that a test has to give",
		`workflow w { param p: int job a: shell { run "echo \${p}" } }\ntest "t" of «missing-config w» { expect a succeeded }`,
	],
	[
		"an expectation of no job",
		`workflow w { job a: shell { run "true" } }\ntest "t" of w { expect «unknown-job b» skipped }`,
	],
	[
		"an expectation with an unknown output",
		`workflow w { job a: shell { run "true" } }\ntest "t" of w { expect a.«unknown-output n» > 1 }`,
	],
];

function compileCase(source: string) {
	const marked = readMarked(source);
	const { diagnostics: found } = compileMarked(marked, catalog, ["lead"]);
	return {
		found: found.map(({ code, at }) => ({ code: code.replace("dag/", ""), at })),
		expected: marked.expected.map(({ code, at }) => ({ code, at })),
	};
}

describe("diagnostics", () => {
	it.each(CASES)("are exactly those marked for %s", (_, source) => {
		const { found, expected } = compileCase(source);
		expect(found).toEqual(expected);
	});

	it("say that a file is missing", () => {
		const { diagnostics: found } = compile({ file: "no.dag", catalog, read: () => ({ problem: "missing" }) });
		expect(found.map(({ code, at }) => [code, at.file])).toEqual([["dag/unreadable-file", "no.dag"]]);
	});

	it("say why an import cannot be read", () => {
		const { diagnostics: found } = compile({
			file: "main.dag",
			catalog,
			read: (path) => (path === "main.dag" ? { text: 'import { x } from "./b.dag"' } : { problem: "binary" }),
		});
		expect(found.map(({ code }) => code)).toEqual(["dag/import-unreadable"]);
	});

	it("show every edge of files that import each other, in order", () => {
		const texts: Readonly<Record<string, string>> = {
			"main.dag": 'import { a } from "./a.dag"\nworkflow w { job x: a {} }',
			"a.dag": '// first of the cycle\nimport { b } from "./b.dag"\nworkflow a { job x: b {} }',
			"b.dag": 'import { a } from "./a.dag"\nworkflow b { job x: a {} }',
		};
		const { diagnostics: found } = compile({
			file: "main.dag",
			catalog,
			read: (path) => ({ text: texts[path] ?? "" }),
		});
		const places = found.map(({ code, at, related }) => [
			code,
			`${at.file}:${at.start.line}`,
			...related.map((edge) => `${edge.at.file}:${edge.at.start.line} ${edge.message}`),
		]);
		expect(places).toEqual([
			["dag/import-cycle", "a.dag:1", "a.dag:1 `a.dag` imports `b.dag`", "b.dag:0 `b.dag` imports `a.dag`"],
		]);
	});

	it("refuse a file of more than 1 MB", () => {
		const text = `// ${"x".repeat(1_100_000)}`;
		const { diagnostics: found } = compile({ file: "main.dag", catalog, read: () => ({ text }) });
		expect(found.map(({ code }) => code)).toEqual(["dag/limit"]);
	});

	it("refuse more than 10,000 jobs", () => {
		const jobs = Array.from({ length: 10_001 }, (_, index) => `job j${index}: shell { run "true" }`);
		const text = `workflow w {\n${jobs.join("\n")}\n}`;
		const { diagnostics: found } = compile({ file: "main.dag", catalog, read: () => ({ text }) });
		expect(found.map(({ code }) => code)).toEqual(["dag/too-many-jobs"]);
	});

	it("test every code of the table", () => {
		const elsewhere = ["unreadable-file", "import-unreadable", "limit", "too-many-jobs", "more-problems"];
		const tested = new Set([
			...elsewhere,
			...CASES.flatMap(([, source]) => readMarked(source).expected.map(({ code }) => code)),
		]);
		const untested = Object.keys(diagnostics).filter((code) => !tested.has(code.replace("dag/", "")));
		expect(untested).toEqual([]);
	});
});
