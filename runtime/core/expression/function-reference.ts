import { functionSections } from "./functions/table.ts";

/** The reference of all functions as Markdown, made from the same table that checks and runs them. */
export function functionReference(): string {
	const sections = functionSections.map(({ title, functions }) => {
		const entries = functions.map(({ name, signatures, documentation, example }) => {
			const usages = signatures.map((signature) => signature.text).join("\n");
			return `#### ${name}\n\n\`\`\`\n${usages}\n\`\`\`\n\n${documentation}\n\n\`\`\`dag\n${example[0]}  // ${example[1]}\n\`\`\`\n`;
		});
		return `### ${title}\n\n${entries.join("\n")}`;
	});
	return `${introduction}\n${sections.join("\n")}`;
}

const introduction = `Every function is pure: the same arguments give the same result, on every machine. Each can be written as a function,
\`len(xs)\`, or as a method of its first argument, \`xs.len()\`. In the signatures \`T\` and \`U\` stand for any type, \`N\` for what can
be added up (int, float, percent, duration, size), \`C\` for what has an order (those and string), \`T?\` for T or null, and
\`(T) => U\` for a function such as \`x => x.name\`.

What is missing is null: \`xs[9]\`, \`first()\` of an empty list, and the member of a value that is null. Where null cannot be used
the checker says so. Four things can only be seen when the values are there, and then fail the job: division by zero, a
number that grows too large, \`max\`, \`min\`, \`mean\`, \`max_by\` or \`min_by\` of an empty list, and an argument out of its domain
(\`sqrt(-1)\`, a step of 0). Text is limited to a million characters and an evaluation to five million steps.
`;
