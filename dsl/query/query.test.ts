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

const testedText = `workflow w {
  param n: int = 1
  job a: shell { run "x" outputs { rows: int  mean: float } }
  job r: approval { approvers = ["ada"] }
  loop l carry c = 1 max 3 { job fit: shell { run "x" } next c = 2 }
  output best = a.mean
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
