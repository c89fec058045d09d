import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { allMutants } from "./all-mutants.ts";
import type { Mutant } from "./mutant.ts";

/** A mutant, and the first test that failed with it, if any did. */
export interface Tried {
	readonly mutant: Mutant;
	readonly caughtBy: string | undefined;
}

/** Writes what was measured on a commit to docs/mutants.md. */
export function writeTable(tried: readonly Tried[], measuredOn: string): void {
	writeFileSync(fileURLToPath(new URL("../../docs/mutants.md", import.meta.url)), tableOf(tried, measuredOn));
}

/** The page on a measurement: what a mutant is, how to run them, the counts, and a row for each. */
export function tableOf(tried: readonly Tried[], measuredOn: string): string {
	const byId = new Map(tried.map((each) => [each.mutant.id, each]));
	const rows = allMutants.flatMap(({ id }) => byId.get(id) ?? []);
	const survivors = rows.filter(({ caughtBy }) => caughtBy === undefined);
	const caught = rows.length - survivors.length;
	const fencing = rows.filter(({ mutant }) => mutant.fencing === true);
	const fenced = fencing.filter(({ caughtBy }) => caughtBy !== undefined).length;
	const untried = allMutants.length - rows.length;
	const files = [...new Set(rows.map(({ mutant }) => mutant.file))].sort();
	return `${intro}
Measured on ${measuredOn}: **${caught} of ${rows.length} caught (${((100 * caught) / rows.length).toFixed(1)}%)**, of the ${fencing.length} that break fencing ${fenced}.
${untried === 0 ? "" : `Of the ${allMutants.length} mutants ${untried} were not tried.\n`}${survivors.length === 0 ? "None survived." : `Survived: ${survivors.map(({ mutant }) => mutant.id).join(", ")}.`}
${files.map((file) => section(file, rows)).join("")}`;
}

function section(file: string, rows: readonly Tried[]): string {
	const lines = rows
		.filter(({ mutant }) => mutant.file === file)
		.map(({ mutant, caughtBy }) => {
			const fence = mutant.fencing === true ? " *(fencing)*" : "";
			return `| ${mutant.id} | ${cell(mutant.breaks)}${fence} | ${caughtBy === undefined ? "**survived**" : cell(caughtBy)} |\n`;
		});
	return `\n## ${file}\n\n| mutant | what is broken | caught by |\n|---|---|---|\n${lines.join("")}`;
}

const intro = `# Mutants

Written by \`node test/mutants/main.ts --write\`; don't edit it by hand.

A mutant is one small change of the engine that breaks one of its promises, of the kind that a tired engineer makes: a
dropped retry, a lost fence, a rollback in the wrong order. It stands in \`test/mutants\` as a text of the source and what
to put in its place. To try it, the change is made in a copy of the project, and the tests of \`npm test\` that look at that
part run there until the first one fails: then the mutant is caught. One that survives shows what no test holds. At least
95% have to be caught, and all of those that break fencing, by which one attempt would take effect twice or a claim that
is not true would be believed.

\`\`\`sh
npm run test:hard -- mutants                    # all of them
node_modules/.bin/node test/mutants/main.ts ID  # some of them
npm test -- test/mutants                        # that each still fits the source, and three of them
\`\`\`

A mutant that changes nothing that anybody could see is no mutant: it is taken out, with the reason in the commit. A
changed source may leave a mutant without its text; the test says which, and its \`from\` then follows the source.
`;

/** The commit that is checked out, its date, and whether the sources differ from it. */
export function presentCommit(): string {
	const git = (...args: readonly string[]) => execFileSync("git", args, { encoding: "utf8" }).trim();
	const changed = git("status", "--porcelain", "--", "runtime", "dsl", "test") === "" ? "" : " with changes";
	return `commit ${git("rev-parse", "--short=10", "HEAD")}${changed} (${git("log", "-1", "--format=%cs")})`;
}

function cell(text: string): string {
	return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
