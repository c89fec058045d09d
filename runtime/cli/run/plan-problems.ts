import { join } from "node:path";
import { type Capacity, neverFits, type Origins, type Plan, unsupported } from "@dagwright/core";
import { nearestName } from "@dagwright/core/expression";
import { missingSecrets, type PlannedRequest, type Secrets } from "@dagwright/engine";
import { CommandFailure } from "../failure.ts";
import { builtInCatalog } from "../project/catalog.ts";
import { shownPath } from "../project/project.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Why this machine and this version can't run a plan that is right in itself; with the place in the text. */
export function planProblem(
	plan: Plan,
	capacity: Capacity,
	place: (path: string) => string,
): CommandFailure | undefined {
	const [missing, ...more] = unsupported(plan, builtInCatalog);
	if (missing !== undefined)
		return new CommandFailure("refused", "unsupported", missing.message.replace(/\.$/, ""), {
			where: place(missing.path),
			next: [
				...(more.length === 0
					? []
					: [
							`also not yet: ${more.map(({ construct, path }) => `${construct}${path === "" || path === construct ? "" : ` (${path})`}`).join(", ")}`,
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

/**
 * A secret that a job needs for sure and that is not set, with the place of the job.
 * @throws UserError if the file with secrets can't be used
 */
export function secretProblem(
	request: PlannedRequest,
	secrets: Secrets,
	place: (path: string) => string,
): CommandFailure | undefined {
	const [first, ...more] = missingSecrets(request, secrets).filter(({ certain }) => certain);
	if (first === undefined) return undefined;
	const others = more.map(({ secret, path }) => `${secret} (${path})`).join(", ");
	return new CommandFailure("refused", "secret-missing", first.message, {
		where: place(first.path),
		next: [...(more.length === 0 ? [] : [`also not set: ${others}`]), first.remedy],
	});
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

/** Where a job stands in the text, for people; `otherwise` where that is not known. */
export function placesOf(
	terminal: Terminal,
	root: string,
	origins: () => Origins,
	otherwise: string,
): (path: string) => string {
	return (path) => {
		const known = origins();
		const at = known[path] ?? known[path.split(".")[0] ?? ""];
		if (at === undefined) return otherwise;
		return `${shownPath(terminal.cwd, join(root, at.file))}:${at.start.line + 1}:${at.start.character + 1}`;
	};
}
