import type { Diagnostic } from "@dagwright/dsl";
import {
	DiagnosticSeverity,
	DiagnosticTag,
	type Location,
	type Diagnostic as LspDiagnostic,
} from "vscode-languageserver";
import type { Build } from "../builds.ts";
import type { Project } from "../project-files.ts";
import { locationOf, rangeOf } from "./location.ts";

/** What an editor needs to offer a fix for a diagnostic that names one; carried through the client untouched. */
export interface DiagnosticData {
	readonly suggestion?: string;
}

/**
 * The diagnostics to publish after a build, by address. An open document speaks for itself; of a file that is not open,
 * all builds that read it speak together.
 */
export function diagnosticsToPublish(
	build: Build,
	all: Iterable<Build>,
	isOpen: (uri: string) => boolean,
): ReadonlyMap<string, readonly LspDiagnostic[]> {
	const published = new Map<string, LspDiagnostic[]>([[build.uri, diagnosticsIn(build, build.uri)]]);
	const builds = [...all];
	for (const uri of build.read) {
		if (isOpen(uri)) continue;
		const found = builds.filter((other) => other.read.has(uri)).flatMap((other) => diagnosticsIn(other, uri));
		published.set(uri, distinct(found));
	}
	return published;
}

/** A finding of the checker in the protocol's words. */
export function toLspDiagnostic(diagnostic: Diagnostic, project: Project): LspDiagnostic {
	const data: DiagnosticData = diagnostic.suggestion === undefined ? {} : { suggestion: diagnostic.suggestion };
	return {
		range: rangeOf(diagnostic.at),
		severity: severities[diagnostic.severity],
		source: "dag",
		code: diagnostic.code,
		message: diagnostic.message,
		relatedInformation: diagnostic.related.map(({ at, message }) => ({
			location: locationOf(at, project) satisfies Location,
			message,
		})),
		...(diagnostic.code.includes("unused") ? { tags: [DiagnosticTag.Unnecessary] } : {}),
		data,
	};
}

const severities = {
	error: DiagnosticSeverity.Error,
	warning: DiagnosticSeverity.Warning,
	hint: DiagnosticSeverity.Hint,
} as const;

function diagnosticsIn(build: Build, uri: string): LspDiagnostic[] {
	return build.checked.diagnostics
		.flatMap(onEachEdge)
		.filter((diagnostic) => build.project.uriOf(diagnostic.at.file) === uri)
		.map((diagnostic) => toLspDiagnostic(diagnostic, build.project));
}

/** A cycle has no first edge: it is shown on each, the others following in order. */
function onEachEdge(diagnostic: Diagnostic): readonly Diagnostic[] {
	const { related } = diagnostic;
	if ((diagnostic.code !== "dag/cycle" && diagnostic.code !== "dag/import-cycle") || related.length < 2)
		return [diagnostic];
	return related.map(({ at }, index) => ({
		...diagnostic,
		at,
		related: [...related.slice(index), ...related.slice(0, index)],
	}));
}

function distinct(diagnostics: readonly LspDiagnostic[]): LspDiagnostic[] {
	return [...new Map(diagnostics.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic])).values()];
}
