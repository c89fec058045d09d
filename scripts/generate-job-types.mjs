/** Writes docs/job-types.md from the job-type catalog. */
import { describeType } from "../runtime/core/expression/index.ts";
import { builtInJobTypes, toCatalog } from "../runtime/job-types/index.ts";
import { writeGenerated } from "./write-generated.mjs";

const { types } = toCatalog(builtInJobTypes);
const sections = Object.values(types).map((type) =>
	[
		`## ${type.name}`,
		"",
		type.documentation,
		...(type.implemented ? [] : ["", "*Checked and planned; this version cannot run it yet.*"]),
		"",
		...table(["key", "type", "default", ""], configRows(type)),
		...(Object.keys(type.outputs).length === 0 ? [] : ["", ...table(["output", "type", ""], outputRows(type))]),
		...(type.declaresOutputs ? ["", "A job may declare outputs of its own with `outputs { … }`."] : []),
		...type.rules.map((rule) => `\n${rule.message}`),
		"",
	].join("\n"),
);

await writeGenerated(
	"docs/job-types.md",
	`# Job types\n\nThe built-in job types. Generated from \`runtime/job-types\` by \`npm run generate\`.\n\n${sections.join("\n")}`,
);

function configRows(type) {
	return Object.entries(type.config).map(([name, key]) => [
		`\`${name}\``,
		`\`${describeType(key.type)}\``,
		key.required ? "required" : key.default === undefined ? "" : `\`${JSON.stringify(key.default)}\``,
		`${key.documentation}${key.example === undefined ? "" : ` For example \`${key.example}\`.`}`,
	]);
}

function outputRows(type) {
	return Object.entries(type.outputs).map(([name, output]) => [
		`\`${name}\``,
		`\`${describeType(output.type)}\``,
		output.documentation,
	]);
}

function table(head, rows) {
	return [head, head.map(() => "---"), ...rows].map(
		(cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`,
	);
}
