import { describe, expect, it } from "vitest";
import type { Workflow } from "../generated/ast.ts";
import { parse } from "../parse.ts";

const policyWords = (
	"retry timeout cache limit succeed needs uses allow environment sources fallback rollback backoff critical after when " +
	"for where carry max until next run outputs schedule checkpoint defaults overlap title on test mock expect with of as from " +
	"job let param secret group loop output workflow type import failure success done failed skipped cancelled succeeded " +
	"cpu memory gpu label every before manual job_completed level_completed keep tz skip queue fails then takes"
).split(" ");

describe("the words of the language", () => {
	it.each(policyWords)("%s may be a name", (word) => {
		const text = `
import { x as ${word} } from "./x.dag"
type ${word} { ${word}: int  other: string }
workflow ${word} {
  param ${word}: int = 3
  let ${word}: ${word} = [${word}, ${word}.${word}, f(${word}), ${word} > 1 ? ${word} : { ${word}: ${word} }]
  job ${word}: ${word} for ${word} in ${word} where ${word} > 1 when ${word} && !${word} after ${word}, ${word} done {
    ${word} = ${word} + ${word}
    x       = xs.map(${word} => ${word} * 2)
    y       = "\${${word}} \${r.${word}}"
    uses ${word} as ${word}
    limit 4
  }
  output ${word}: int = ${word}
}
test "t" of ${word} {
  with ${word} = ${word}
  mock ${word}.${word} => ${word}
  expect ${word} skipped
  expect ${word}.${word} == 1
}
`;
		const { ast, syntaxDiagnostics } = parse(text, "names.dag");
		expect(syntaxDiagnostics).toEqual([]);
		expect((ast.declarations[1] as Workflow).members).toMatchObject([
			{ $type: "Param", name: word },
			{ $type: "Let", name: word },
			{
				$type: "Job",
				name: word,
				modifiers: [{ $type: "ForClause" }, { $type: "WhenClause" }, { $type: "AfterClause" }],
				body: { members: [{ key: word }, { key: "x" }, { key: "y" }, { $type: "Uses" }, { $type: "Limit" }] },
			},
			{ $type: "Output", name: word },
		]);
	});

	it.each(["true", "false", "null", "in"])("%s is no name", (word) => {
		expect(parse(`workflow w { let ${word} = 1 }`, "a.dag").syntaxDiagnostics).toHaveLength(1);
	});
});
