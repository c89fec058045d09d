import { join } from "node:path";
import { type Capacity, neverFits, type Origin, type Origins, type Plan, unsupported } from "@dagwright/core";
import { nearestName } from "@dagwright/core/expression";
import { CommandFailure } from "../failure.ts";
import { builtInCatalog } from "../project/catalog.ts";
import { type SourceFile, shownPath } from "../project/project.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Why this machine and this version can't run a plan that is right in itself; with the place in the text. */
export function planProblem(
	terminal: Terminal,
	source: SourceFile,
	plan: Plan,
	origins: Origins,
	capacity: Capacity,
): CommandFailure | undefined {
	const place = (path: string) => shownOrigin(terminal, source, origins[path] ?? origins[path.split(".")[0] ?? ""]);
	const [missing, ...more] = unsupported(plan, builtInCatalog);
	if (missing !== undefined)
		return new CommandFailure("refused", "unsupported", missing.message.replace(/\.$/, ""), {
			where: place(missing.path),
			next: [
				...(more.length === 0
					? []
					: [
							`also not yet: ${more.map(({ construct, path }) => `${construct}${path === "" ? "" : ` (${path})`}`).join(", ")}`,
						]),
				"dag check and dag plan work with it; a run needs a version that supports it",
			],
		});
	const [tooBig] = neverFits(plan, capacity);
	if (tooBig !== undefined)
		return new CommandFailure("refused", "never-fits", tooBig.message.replace(/\.$/, ""), {
			where: place(tooBig.path),
			next: "lower its needs, raise capacity in dagwright.json, or run with --ignore-needs",
		});
	return undefined;
}

/** The jobs of `--only`, each of which must exist. */
export function checkOnly(plan: Plan, only: readonly string[]): readonly string[] {
	const names = (plan.workflows[plan.main]?.body.nodes ?? [])
		.filter(({ kind }) => kind !== "let")
		.map(({ name }) => name);
	for (const name of only) {
		if (names.includes(name)) continue;
		const near = nearestName(name, names);
		throw new CommandFailure("usage", "unknown-job", `the workflow has no job ${name}`, {
			next: near === undefined ? `it has: ${names.slice(0, 12).join(", ")}` : `did you mean ${near}?`,
		});
	}
	return only;
}

function shownOrigin(terminal: Terminal, source: SourceFile, at: Origin | undefined): string {
	if (at === undefined) return shownPath(terminal.cwd, source.absolute);
	return `${shownPath(terminal.cwd, join(source.root, at.file))}:${at.start.line + 1}:${at.start.character + 1}`;
}
