import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { format } from "./format.ts";

function formatted(text: string): string {
	const result = format(text);
	if ("diagnostics" in result) throw new Error(result.diagnostics.map((one) => one.message).join("\n"));
	return result.text;
}

/** The text without its common indentation and its first line break. */
function dedent(text: string): string {
	const lines = text.split("\n").slice(1);
	const indent = Math.min(...lines.filter((one) => one.trim()).map((one) => one.length - one.trimStart().length));
	return lines.map((one) => one.slice(indent)).join("\n");
}

describe("format", () => {
	it("leaves the main example as it is", () => {
		const text = readFileSync(new URL("../../examples/ecg/ecg_nightly.dag", import.meta.url), "utf8");
		expect(formatted(text)).toBe(text);
	});

	it("is idempotent on every example", () => {
		const root = new URL("../../examples/", import.meta.url);
		const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((one) => /\w\.dag$/.test(one));
		expect(files.length).toBeGreaterThan(4);
		for (const file of files) {
			const once = formatted(readFileSync(new URL(file, root), "utf8"));
			expect(formatted(once)).toBe(once);
		}
	});

	it("aligns params with secrets, settings, mocks and fields", () => {
		expect(
			formatted(
				dedent(`
				type T {
				a: int
				long_name: float(0 .. 1) ?
				}
				workflow w {
				param a : int=3
				/// documented
				param longer:list< int >=[1,2]
				secret token
				job a:shell for x in xs,y in ys when a>3&&!b {
				timeout 5m
				retry 3 backoff 5s .. 5m
				run "x"
				value=-1
				other = f ( a , b ) [0] . c
				}
				}
				test "t" of w { mock a=>{x:1,y:"2"}
				mock long.name => {} }`),
			),
		).toBe(
			dedent(`
			type T {
			  a:         int
			  long_name: float(0..1)?
			}
			workflow w {
			  param  a:      int       = 3
			  /// documented
			  param  longer: list<int> = [1, 2]
			  secret token
			  job a: shell for x in xs, y in ys when a > 3 && !b {
			    timeout 5m
			    retry 3 backoff 5s..5m
			    run "x"
			    value = -1
			    other = f(a, b)[0].c
			  }
			}
			test "t" of w {
			  mock a         => { x: 1, y: "2" }
			  mock long.name => {}
			}
			`),
		);
	});

	it("keeps what stands on one line there, and spreads what was begun to be spread", () => {
		expect(
			formatted('workflow w {\njob a: http { url = u  expect_status = [200] }\njob b: shell {run "x"\ntimeout 2h}}'),
		).toBe(
			dedent(`
			workflow w {
			  job a: http { url = u  expect_status = [200] }
			  job b: shell {
			    run "x"
			    timeout 2h
			  }
			}
			`),
		);
	});

	it("keeps comments of all kinds where they are", () => {
		const text = dedent(`
			// first
			/* a block
			   of two lines */
			workflow w { // behind a brace
			  // own line
			  job a: shell { /* inside */ run "x" } // trailing
			  let y = [
			    1, // one
			    2,     // two
			    /* three */ 3
			    // last
			  ]

			  // before the end
			}
			// after everything
			`);
		expect(formatted(text)).toBe(
			text
				.replace("{ // behind", "{  // behind")
				.replace("} // trail", "}  // trail")
				.replace("1, // one", "1,  // one")
				.replace("2,     // two", "2,  // two"),
		);
	});

	it("keeps one blank line where there were more, and none at the edges of blocks", () => {
		expect(formatted("\n\nworkflow w {\n\n\n  let a = 1\n\n\n\n  let b = 2\n\n}\n\n\n")).toBe(
			"workflow w {\n  let a = 1\n\n  let b = 2\n}\n",
		);
	});

	it('moves a """ text with its job, and never changes what it says', () => {
		expect(formatted('workflow w {\njob a: shell {\nrun """\n  one ${x}\n    two\n"""\n}\n}')).toBe(
			'workflow w {\n  job a: shell {\n    run """\n      one ${x}\n        two\n    """\n  }\n}\n',
		);
	});

	it("indents a header that goes on below deeper than the body", () => {
		expect(formatted('workflow w {\n job a: shell\n for x in xs\n when x {\n run "x"\n}\n}')).toBe(
			'workflow w {\n  job a: shell\n      for x in xs\n      when x {\n    run "x"\n  }\n}\n',
		);
	});

	it("keeps CRLF line ends and a byte order mark", () => {
		expect(
			formatted('\uFEFFworkflow w {\r\n  let a=1\r\n  job a: shell { run """\r\n      x\r\n      """ }\r\n}\r\n'),
		).toBe('\uFEFFworkflow w {\r\n  let a = 1\r\n  job a: shell { run """\r\n      x\r\n      """ }\r\n}\r\n');
	});

	it("refuses a broken text with its syntax errors", () => {
		expect(format("workflow w {\n  let a = \n}", "w.dag")).toMatchObject({
			diagnostics: [{ code: "dag/syntax", at: { file: "w.dag", start: { line: 1 } } }],
		});
	});

	it("gives an empty text for an empty one", () => {
		expect(formatted("")).toBe("");
		expect(formatted("  \n\n")).toBe("");
	});
});
