import { describe, expect, it } from "vitest";
import type { Workflow } from "../generated/ast.ts";
import { parse } from "../parse.ts";

const laterJobs = ["a", "b", "c", "d", "e", "f", "g", "h"];

/** A broken member of a workflow with eight whole jobs behind it. */
function around(broken: string): string {
	const later = laterJobs.map((name) => `  job ${name}: shell {\n    run "echo ${name}"\n    timeout 5m\n  }\n`);
	return `workflow w {\n  job first: shell { run "first" }\n${broken}\n${later.join("")}}\n\nworkflow last {}\n`;
}

function jobsAndMessages(text: string) {
	const { ast, syntaxDiagnostics } = parse(text, "broken.dag");
	const members = (ast.declarations[0] as Workflow).members;
	return {
		jobs: members.filter((one) => one.$type === "Job").map((one) => one.name),
		last: ast.declarations.some((one) => one.$type === "Workflow" && one.name === "last"),
		places: syntaxDiagnostics.map(({ at }) => `${at.start.line + 1}:${at.start.character + 1}`),
	};
}

/** Each leaves one message, on the broken line, and every later job. */
const oneMessage = [
	"  job foo",
	"  job foo:",
	"  job foo: sh",
	"  job foo: shell aft",
	"  job foo: shell after",
	"  job foo: shell after first {",
	"  job foo: shell when",
	"  job foo: shell for",
	"  job foo: shell for a in",
	'  job foo: shell aft {\n    run "x"\n  }',
	'  job foo: shell after {\n    run "x"\n  }',
	'  job foo shell {\n    run "x"\n  }',
	'  job foo: shell {\n    run "x\n  }',
	"  job foo: shell {\n    run true\n  }",
	"  job foo: shell { run true }",
	"  job foo: shell { run }",
	'  job foo: shell {\n    run "a ${b"\n  }',
	'  job foo: shell {\n    run "a ${b\n  }',
	'  job foo: shell {\n    run "${"\n  }',
	'  job foo: shell { run "a ${B:-c} d" }',
	'  job foo: shell { run "a ${#B} d" }',
	'  job foo: shell { run "a ${B%.c} d" }',
	'  job foo: shell { run "a ${B c} d" }',
	'  job foo: shell { run "a ${B c d} ${first}" }',
	'  job foo: shell { run "a ${B[@]} d" }',
	'  job foo: shell { run "a ${B##*/} d" }',
	'  job foo: shell {\n    run """\n      a ${B:=c d}\n      b\n    """\n    timeout 5m\n  }',
	"  job foo: shell {\n    x =\n    limit 4\n  }",
	"  job foo: shell {\n    x = first.\n    limit 4\n  }",
	"  job foo: shell {\n    x = [1, 2\n    limit 4\n  }",
	"  job foo: shell {\n    x = f(1, 2\n    y = 3\n  }",
	'  job foo: shell {\n    run "x"\n',
	"  job foo: shell {",
	'  job foo: shell {\n    output x = 1\n    run "x"\n  }',
	'  job foo: shell {\n    let x = 1\n    run "x"\n  }',
	'  job foo: shell {\n    job bar: shell { run "x" }\n    y = 3\n  }',
	'  job foo: shell {\n    a b c d\n    run "x"\n  }',
	"  job foo: shell {\n    5 6 7\n    x = 3\n  }",
	"  job foo: shell {\n    retry\n    timeout 2h\n  }",
	"  job foo: shell {\n    needs cpu\n    limit 4\n  }",
	"  job foo: shell {\n    uses\n    limit 4\n  }",
	"  job foo: shell {\n    outputs { rows int }\n  }",
	"  job foo: shell {\n    environment { A = 1, B = }\n  }",
	'  job foo: shell {\n    fallback {\n    run "x"\n  }',
	"  param x",
	"  param x:",
	"  param x: int(1..",
	"  param x: list<int",
	"  param x: int =",
	"  let x =",
	"  let x = a +",
	"  let x = a.map(r =>",
	"  let x = [",
	"  let x = { a: 1,",
	"  let x = a ?",
	"  let x = (a",
	"  output x =",
	"  on failure {",
	"  on",
	"  schedule",
	"  checkpoint on",
	"  defaults { retry }",
	"  group g {",
	'  group g {\n    job inner: shell {\n      run "x"\n    }\n',
	"  loop l carry m = a max",
	"  }",
	"  }}",
	"  ;",
	"  # a comment",
	"  größe = 3",
	"  when x",
	"  /* open",
	'  job foo: shell { run """',
];

describe("a half-typed member of a workflow", () => {
	it.each(oneMessage)("costs one message and no other job: %j", (broken) => {
		const { jobs, last, places } = jobsAndMessages(around(broken));
		expect(jobs.filter((name) => name !== "foo" && name !== undefined)).toEqual(["first", ...laterJobs]);
		expect(last).toBe(true);
		expect(places).toHaveLength(1);
	});

	it.each([
		'  job foo: shell\n    run "x"\n  }',
		"  job : shell {\n  }",
		"  loop l carry m = a max 8 until {\n    next m = a\n  }",
	])("keeps every later job also where two places are wrong: %j", (broken) => {
		const { jobs, last, places } = jobsAndMessages(around(broken));
		expect(jobs.filter((name) => laterJobs.includes(name ?? ""))).toEqual(laterJobs);
		expect(last).toBe(true);
		expect(places.length).toBeLessThanOrEqual(2);
	});

	it("keeps what was typed of the job itself", () => {
		const { jobs } = jobsAndMessages(around("  job foo: sh"));
		expect(jobs).toEqual(["first", "foo", ...laterJobs]);
	});
});

describe("a text that cannot be closed", () => {
	it("ends a string at the end of its line", () => {
		expect(parse('workflow w {\n  title = "x\n  job a: shell { run "y" }\n}', "a.dag").syntaxDiagnostics).toMatchObject(
			[{ at: { start: { line: 1, character: 10 }, end: { line: 1, character: 12 } } }],
		);
	});

	it('ends a """ text at the end of the file', () => {
		const { ast, syntaxDiagnostics } = parse('workflow w {\n  job a: shell {\n    run """\n      echo', "a.dag");
		expect(ast.declarations).toMatchObject([{ members: [{ name: "a" }] }]);
		expect(syntaxDiagnostics.map(({ at }) => at.start.line)).toEqual([0, 1, 2]);
	});

	it('ends a """ text before the next job where a """ is missing', () => {
		const text =
			'workflow w {\n  job a: shell {\n    run """\n      echo\n  }\n  job b: shell {\n    run """\n      x\n    """\n  }\n}';
		const { ast, syntaxDiagnostics } = parse(text, "a.dag");
		expect(ast.declarations).toMatchObject([{ members: [{ name: "a" }, { name: "b" }] }]);
		expect(syntaxDiagnostics).toMatchObject([{ at: { start: { line: 2 } } }]);
	});
});
