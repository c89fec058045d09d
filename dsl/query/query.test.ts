import type { JobTypeCatalog } from "@dagwright/core";
import catalog from "@dagwright/job-types/catalog.json" with { type: "json" };
import { describe, expect, test } from "vitest";
import { type Analysis, analyse, completionsAt, definitionAt, hoverAt } from "./index.ts";

/** A text with `<|>` where the cursor is. */
function at(marked: string, others: Readonly<Record<string, string>> = {}) {
	const offset = marked.indexOf("<|>");
	const text = marked.replace("<|>", "");
	const before = text.slice(0, offset).split("\n");
	const files: Readonly<Record<string, string>> = { "main.dag": text, ...others };
	const analysis: Analysis = analyse({
		file: "main.dag",
		read: (path) => (files[path] === undefined ? { problem: "missing" } : { text: files[path] }),
		catalog: catalog as unknown as JobTypeCatalog,
	});
	return { analysis, position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 } };
}

const labels = (marked: string, others?: Readonly<Record<string, string>>): readonly string[] => {
	const { analysis, position } = at(marked, others);
	return completionsAt(analysis, position).map(({ label }) => label);
};

/** The place as `file:line:column`, from 1. */
const definition = (marked: string, others?: Readonly<Record<string, string>>): string | undefined => {
	const { analysis, position } = at(marked, others);
	const found = definitionAt(analysis, position);
	return found && `${found.name.file}:${found.name.start.line + 1}:${found.name.start.character + 1}`;
};

const hover = (marked: string): string | undefined => {
	const { analysis, position } = at(marked);
	return hoverAt(analysis, position)?.markdown;
};

const testedText = `workflow called {
  job deploy: shell { run "x" outputs { url: string } rollback shell { run "y" } }
  output url = deploy.url
  on done { job tidy: shell { run "x" } }
}
workflow w {
  param n: int = 1
  job a: shell { run "x" outputs { rows: int  mean: float } }
  job r: approval { approvers = ["ada"] }
  loop l carry c = 1 max 3 { job fit: shell { run "x" } next c = 2 }
  job s: called { fallback { } rollback shell { run "x" } }
  group g for x in [1, 2] { job h: shell { run "x" } output o = h.exit_code }
  param mode: enum("fast", "full") = fast
  output best = a.mean
  on failure { job alert: shell { run "x" } }
}
test "t" of w {
`;

describe("completion", () => {
	test.each([
		["at the top of a file", "wor<|>", ["workflow", "import", "type", "test"]],
		["in an empty workflow", "workflow w {\n  <|>\n}", ["job", "param", "secret", "let", "output", "on", "loop"]],
		["after a half-typed word", "workflow w {\n  jo<|>\n}", ["job"]],
		["after another job", 'workflow w {\n  job a: shell { run "x" }\n  jo<|>\n}', ["job", "let"]],
		["after a param", "workflow w {\n  param n: int = 1\n  jo<|>\n}", ["job"]],
		["for a job's type", "workflow w {\n  job a: sh<|>\n}", ["shell", "python", "http"]],
		["for a job's type that is another workflow", "workflow v { }\nworkflow w {\n  job a: <|>\n}", ["v"]],
		["for a param's type", "type Rate { x: float }\nworkflow w {\n  param a: <|>\n}", ["int", "list", "Rate"]],
		["in a job's header", "workflow w {\n  job a: shell <|>\n}", ["for", "when", "after", "critical"]],
		["in a body", "workflow w {\n  job a: http {\n    <|>\n  }\n}", ["url", "method", "retry", "timeout", "outputs"]],
		["in a body, for the values of a key", "workflow w {\n  job a: shell {\n    shell = <|>\n  }\n}", ["sh", "bash"]],
		[
			"in a body of a called workflow",
			"workflow v {\n  param p: int\n}\nworkflow w {\n  job a: v {\n    <|>\n  }\n}",
			["p"],
		],
		["after `after`", 'workflow w {\n  job a: shell { run "x" }\n  job b: shell after <|> { }\n}', ["a"]],
		[
			"after a name in `after`",
			'workflow w {\n  job a: shell { run "x" }\n  job b: shell after a <|>\n}',
			["failed", "done", "when"],
		],
		["after `uses`", "workflow w {\n  secret key\n  job a: shell {\n    uses <|>\n  }\n}", ["key"]],
		["after `needs`", "workflow w {\n  job a: shell {\n    needs <|>\n  }\n}", ["cpu", "memory"]],
		["after `on`", "workflow w {\n  on <|>\n}", ["failure", "success", "done"]],
		["after `checkpoint`", "workflow w {\n  checkpoint <|>\n}", ["on"]],
		["after a trigger", "workflow w {\n  checkpoint on job_completed, <|>\n}", ["every", "before", "manual"]],
		["after triggers", "workflow w {\n  checkpoint on job_completed <|>\n}", ["keep"]],
		["after `overlap`", "workflow w {\n  overlap <|>\n}", ["skip", "queue", "allow"]],
		["after `allow`", "workflow w {\n  job a: shell {\n    allow <|>\n  }\n}", ["failure"]],
		["after the number of retries", "workflow w {\n  job a: shell {\n    retry 3 <|>\n  }\n}", ["backoff", "when"]],
		["in the condition of retries", "workflow w {\n  job a: shell {\n    retry 3 when <|>\n  }\n}", ["error"]],
		[
			"for the members of an error",
			"workflow w {\n  job a: shell {\n    retry 3 when error.<|>\n  }\n}",
			["kind", "message", "exit_code"],
		],
		["after a schedule", 'workflow w {\n  schedule "0 2 * * *" <|>\n}', ["tz", "backfill"]],
		["after the zone of a schedule", 'workflow w {\n  schedule "0 2 * * *" tz "UTC" <|>\n}', ["backfill"]],
		[
			"for the values of an approval's policy",
			"workflow w {\n  job a: approval { policy = <|> }\n}",
			["any", "quorum"],
		],
		["in `mock`, inside a loop", `${testedText}  mock l.<|>\n}`, ["fit"]],
		["in `mock`, after the job", `${testedText}  mock a <|>\n}`, ["=>", "fails"]],
		["in `mock`, for an approval", `${testedText}  mock r => <|>\n}`, ["approved", "rejected"]],
		["in `mock`", `${testedText}  mock <|>\n}`, ["a", "l", "g", "s", "on_failure"]],
		["in `mock`, inside a round", `${testedText}  mock l[0].<|>\n}`, ["fit"]],
		["in `mock`, inside a call", `${testedText}  mock s.<|>\n}`, ["deploy", "fallback", "rollback", "on_done"]],
		["in `mock`, for a job of a call", `${testedText}  mock s.deploy.<|>\n}`, ["rollback"]],
		["in `mock`, for a hook of a call", `${testedText}  mock s.on_done.<|>\n}`, ["tidy"]],
		["in `mock`, for a hook", `${testedText}  mock on_failure.<|>\n}`, ["alert"]],
		["in `mock`, after a path", `${testedText}  mock s.rollback <|>\n}`, ["=>", "fails", "takes"]],
		["in `mock`, after a time", `${testedText}  mock a takes 5m <|>\n}`, ["=>", "fails", "then"]],
		["in `mock`, after a failure", `${testedText}  mock a fails "x" <|>\n}`, ["then"]],
		["in `mock`, after a value", `${testedText}  mock a => { rows: 1 } <|>\n}`, ["then"]],
		["in `mock`, after `then`", `${testedText}  mock a fails "x" then <|>\n}`, ["=>", "fails", "takes"]],
		["in a test, after a mock", `${testedText}  mock a fails "x"\n  <|>\n}`, ["mock", "expect", "with", "then"]],
		["in `mock`, for an answer", `${testedText}  mock r => <|>\n}`, ["approved", "rejected", "expired"]],
		["in the object of a `mock` in a call", `${testedText}  mock s.deploy => { <|> }\n}`, ["url"]],
		["in `with`, for an enum", `${testedText}  with mode = <|>\n}`, ["fast", "full"]],
		["in `expect`, inside a call", `${testedText}  expect s.<|>\n}`, ["url", "deploy", "rollback", "on_done"]],
		["in `expect`, inside a round", `${testedText}  expect l[0].<|>\n}`, ["fit"]],
		["in `expect`, after a path", `${testedText}  expect s.on_done.tidy <|>\n}`, ["cancelled", "done"]],
		["in `expect`, for the run", `${testedText}  expect run.<|>\n}`, ["result", "error", "outputs"]],
		["in `expect`, after the run", `${testedText}  expect run <|>\n}`, ["failed"]],
		["in `expect`, for an enum", `${testedText}  expect run.result == <|>\n}`, ["succeeded_with_warnings"]],
		["after the title of a test", `workflow w { }\ntest "t" <|>`, ["of"]],
		["after `of`", `workflow w { }\ntest "t" of <|>`, ["w"]],
		["in a loop's header", "workflow w {\n  loop l <|>\n}", ["carry", "max", "until", "for", "when", "after"]],
		["in a loop's header, after a carry", "workflow w {\n  loop l carry m = 1 <|>\n}", ["max", "until"]],
		["in a loop's header, after `max`", "workflow w {\n  loop l carry m = 1 max 3 <|>\n}", ["until", "when"]],
		["in a loop", "workflow w {\n  loop l carry m = 1 max 3 {\n    <|>\n  }\n}", ["next", "job", "loop", "retry"]],
		["after `for` and a name", "workflow w {\n  job a: shell for x <|>\n}", ["in"]],
		["after a list of `for`", "workflow w {\n  job a: shell for x in [1] <|>\n}", ["where", "when", "after"]],
		["after a used secret", "workflow w {\n  secret k\n  job a: shell {\n    uses k <|>\n  }\n}", ["as"]],
		["after a list of imports", "import { a } <|>", ["from"]],
		[
			"for a record",
			"type R { x: int }\nworkflow v {\n  param p: R\n}\nworkflow w {\n  job a: v { p = { <|> } }\n}",
			["x"],
		],
		["for the default of a param", 'workflow w {\n  param m: enum("a", "b") = <|>\n}', ["a", "b"]],
		[
			"for what a param is compared with",
			'workflow w {\n  param m: enum("a", "b")\n  job j: shell when m == <|>\n}',
			["a"],
		],
		["for the members of a file", "workflow w {\n  param f: file\n  let x = f.<|>\n}", ["path", "bytes", "sha256"]],
		[
			"for instances",
			'workflow w {\n  job a: shell for x in [1] { run "x" }\n  let b = a.instances[0].<|>\n}',
			["outcome", "for"],
		],
		["in the object of a `mock`", `${testedText}  mock a => { rows: 1, <|> }\n}`, ["mean"]],
		["in `expect`", `${testedText}  expect <|>\n}`, ["a", "best", "n"]],
		["in `expect`, after a job", `${testedText}  expect a <|>\n}`, ["skipped", "failed"]],
		["in `expect`, for the members of a job", `${testedText}  expect a.<|>\n}`, ["rows", "mean"]],
		["in an expression", "workflow w {\n  param lr: float = 1\n  let x = <|>\n}", ["lr", "max", "true"]],
		[
			"in an interpolation",
			'workflow w {\n  param name: string = ""\n  job a: shell { run "echo ${na<|>" }\n}',
			["name"],
		],
		[
			"for the members of a job",
			'workflow w {\n  job a: shell {\n    run "x"\n    outputs { rows: int  mean: float }\n  }\n  let b = a.<|>\n}',
			["rows", "mean", "exit_code", "stdout"],
		],
		[
			"for the element of a fan-out",
			'workflow w {\n  job a: shell for x in [1, 2] { run "x" outputs { rows: int } }\n  let b = a.max_by(r => r.<|>)\n}',
			["rows", "for"],
		],
		[
			"for the methods of a list",
			"workflow w {\n  param xs: list<int> = []\n  let b = xs.<|>\n}",
			["map", "max", "filter"],
		],
		["for carries after `next`", "workflow w {\n  loop l carry m = 1 max 3 {\n    next <|>\n  }\n}", ["m"]],
		["in a test", 'workflow w {\n  job a: shell { run "x" }\n}\ntest "t" of w {\n  mock <|>\n}', ["a"]],
	])("offers what may stand %s", (_, text, wanted) => {
		expect(labels(text)).toEqual(expect.arrayContaining(wanted));
	});

	test.each([
		["in a string", 'workflow w {\n  job a: shell { run "jo<|>" }\n}'],
		["in a comment", "workflow w {\n  // jo<|>\n}"],
		["for the name of a new job", "workflow w {\n  job <|>\n}"],
		["for the name of a new variable", "workflow w {\n  job a: shell for <|>\n}"],
		["inside of a job that has no inside", `${testedText}  mock a.<|>\n}`],
	])("offers nothing %s", (_, text) => {
		expect(labels(text)).toEqual([]);
	});

	test("offers what an imported file has", () => {
		const text = 'import { <|> } from "./lib/deploy.dag"';
		expect(labels(text, { "lib/deploy.dag": "workflow canary { }\ntype Rollout { a: int }" })).toEqual([
			"canary",
			"Rollout",
		]);
	});

	test("does not offer a config key that is written already", () => {
		expect(labels('workflow w {\n  job a: http {\n    url = "x"\n    <|>\n  }\n}')).not.toContain("url");
	});

	test("documents job types", () => {
		const { analysis, position } = at("workflow w {\n  job a: <|>\n}");
		const shell = completionsAt(analysis, position).find(({ label }) => label === "shell");
		expect(shell?.documentation).toContain("Runs a shell script.");
	});
});

describe("definition", () => {
	test.each([
		["of a reference", 'workflow w {\n  job a: shell { run "x" }\n  let b = <|>a.stdout\n}', "main.dag:2:7"],
		[
			"of an output",
			'workflow w {\n  job a: shell { run "x" outputs { n: int } }\n  let b = a.<|>n\n}',
			"main.dag:2:36",
		],
		[
			"in `after`",
			'workflow w {\n  job a: shell { run "x" }\n  job b: shell after <|>a { run "y" }\n}',
			"main.dag:2:7",
		],
		["in an interpolation", 'workflow w {\n  param p: int\n  job b: shell { run "${<|>p}" }\n}', "main.dag:2:9"],
		["of a called workflow", "workflow v { }\nworkflow w {\n  job b: <|>v { }\n}", "main.dag:1:10"],
		[
			"of a called workflow's param",
			"workflow v { param p: int }\nworkflow w {\n  job b: v { <|>p = 1 }\n}",
			"main.dag:1:20",
		],
		["of a type", "type T { a: int }\nworkflow w {\n  param p: <|>T\n}", "main.dag:1:6"],
		["of a secret", 'workflow w {\n  secret k\n  job b: shell { uses <|>k run "x" }\n}', "main.dag:2:10"],
		["of a lambda's parameter", "workflow w {\n  let a = [1].map(x => <|>x)\n}", "main.dag:2:19"],
		["of a built-in job type", "workflow w {\n  job b: <|>shell { }\n}", undefined],
		["of a keyword", "<|>workflow w { }", undefined],
		["of a job in `expect`", `${testedText}  expect <|>a skipped\n}`, "main.dag:8:7"],
		["of a job of a call, in `mock`", `${testedText}  mock s.<|>deploy fails\n}`, "main.dag:2:7"],
		["of a job of a call, in `expect`", `${testedText}  expect s.<|>deploy done\n}`, "main.dag:2:7"],
		["of a rollback", `${testedText}  mock s.deploy.<|>rollback fails\n}`, "main.dag:2:64"],
		["of a hook", `${testedText}  mock <|>on_failure.alert fails\n}`, "main.dag:15:6"],
		[
			"of a member through a `let`",
			"type T { a: int }\nworkflow w {\n  param p: T\n  let q = p\n  let r = q.<|>a\n}",
			"main.dag:1:10",
		],
		[
			"of a carry, from outside",
			"workflow w {\n  loop l carry m = 1 max 3 { next m = 2 }\n  let r = l.<|>m\n}",
			"main.dag:2:16",
		],
		[
			"of an output of each element",
			'workflow w {\n  job a: shell for x in [1] { run "x" outputs { n: int } }\n  let r = a.filter(e => e.<|>n > 0)\n}',
			"main.dag:2:49",
		],
	])("finds that %s", (_, text, place) => {
		expect(definition(text)).toBe(place);
	});

	const library = { "lib/deploy.dag": "\nworkflow canary { }" };
	test("leads into another file", () => {
		const text = 'import { canary as c } from "./lib/deploy.dag"\nworkflow w {\n  job a: <|>c { }\n}';
		expect(definition(text, library)).toBe("lib/deploy.dag:2:10");
	});

	test("leads from the address to the file", () => {
		expect(definition('import { canary } from "./lib/<|>deploy.dag"', library)).toBe("lib/deploy.dag:1:1");
	});
});

describe("hover", () => {
	test("tells a declaration, its type and its documentation", () => {
		expect(hover("workflow w {\n  /// How fast it learns.\n  param lr: float(0..1) = 0.1\n  let x = <|>lr\n}")).toBe(
			"```dag\nparam lr: float(0..1)\n```\n\nHow fast it learns.",
		);
	});

	test.each([
		["a job type", "workflow w {\n  job a: <|>shell { }\n}", "Runs a shell script."],
		["a config key", 'workflow w {\n  job a: http {\n    <|>url = "x"\n  }\n}', "url: string"],
		["a keyword", "workflow w {\n  <|>job a: shell { }\n}", "The unit of work"],
		["a function", "workflow w {\n  let a = [1].<|>max()\n}", "max("],
		["an output", 'workflow w {\n  job a: shell { run "x" outputs { n: int } }\n  let b = a.<|>n\n}', "n: int"],
	])("explains %s", (_, text, part) => {
		expect(hover(text)).toContain(part);
	});
});
