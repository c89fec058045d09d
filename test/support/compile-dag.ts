import { readFileSync } from "node:fs";
import type { Plan } from "@dagwright/core";
import { compile } from "@dagwright/dsl";
import { builtInCatalog } from "./engine-project.ts";

/** The plan of a `.dag` file that stands beside a test, as if it lay in a project's `flows/`. */
export function planOfFile(path: string): Plan {
	return planOfText(readFileSync(path, "utf8"));
}

/** The plan of the first workflow of `.dag` text, as if it lay in a project's `flows/`. */
export function planOfText(text: string): Plan {
	const { plan, diagnostics } = compile({ file: "flows/sample.dag", read: () => ({ text }), catalog: builtInCatalog });
	const problems = diagnostics.filter(({ severity }) => severity !== "hint");
	if (plan === undefined || problems.length > 0) throw new Error(`${JSON.stringify(problems)} in\n${text}`);
	return plan;
}
