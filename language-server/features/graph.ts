import type { Origins } from "@dagwright/core";
import type { Diagnostic } from "@dagwright/dsl";
import type { GraphAnswer, GraphProblem } from "@dagwright/protocol";
import type { Build } from "../builds.ts";
import { before, contains } from "./location.ts";

/** The graph of all that could be understood, for the panel: of the named workflow, or of the first. */
export function graphOf(build: Build, wanted?: string): GraphAnswer {
	const isThere = wanted !== undefined && build.checked.workflows.includes(wanted);
	const { plan, origins, diagnostics } = build.plan(isThere ? wanted : undefined);
	return {
		uri: build.uri,
		version: build.version,
		file: build.project.file,
		...(plan ? { plan } : {}),
		workflows: placesOf(build),
		origins,
		problems: diagnostics.map((diagnostic) => problemOf(diagnostic, origins)),
	};
}

function placesOf({ project: { file }, outline }: Build): GraphAnswer["workflows"] {
	return outline().flatMap(({ kind, name, range }) =>
		kind === "workflow" && name !== "" ? [{ name, at: { file, ...range } }] : [],
	);
}

function problemOf(diagnostic: Diagnostic, origins: Origins): GraphProblem {
	const job = innermostJob(diagnostic, origins);
	return {
		severity: diagnostic.severity,
		code: diagnostic.code,
		message: diagnostic.message,
		at: diagnostic.at,
		...(job === undefined ? {} : { job }),
		...(diagnostic.related.length > 0 ? { related: diagnostic.related.map(({ at }) => at) } : {}),
	};
}

/** The node whose text holds the diagnostic; of nested ones the one that begins last. */
function innermostJob({ at }: Diagnostic, origins: Origins): string | undefined {
	return Object.entries(origins)
		.filter(([, origin]) => origin.file === at.file && contains(origin, at.start))
		.reduce<(typeof origins)[string] extends infer O ? readonly [string, O] | undefined : never>(
			(found, entry) => (found === undefined || before(found[1].start, entry[1].start) ? entry : found),
			undefined,
		)?.[0];
}
