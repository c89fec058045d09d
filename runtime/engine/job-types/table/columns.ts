import { Problem } from "../program.ts";

/** What people call the column to predict. */
const usualTargets = ["label", "target", "class"];

/** The column that is named as the target, or one that is called `label`, `target` or `class`. */
export function findTarget(columns: readonly string[], named: string | null | undefined): string | undefined {
	if (typeof named === "string") return requireColumn(columns, named, "target");
	return usualTargets.map((usual) => columns.find((name) => name.toLowerCase() === usual)).find(Boolean);
}

/** @throws Problem that lists the columns there are, if the name is none of them; `key` is the config key. */
export function requireColumn(columns: readonly string[], name: string, key: string): string {
	if (columns.includes(name)) return name;
	const near = columns.find((column) => column.trim().toLowerCase() === name.trim().toLowerCase());
	const hint = near === undefined ? `the columns are ${columns.join(", ")}` : `did you mean ${near}?`;
	throw new Problem(`\`${key}\` names the column ${name}, which the data does not have; ${hint}`);
}
