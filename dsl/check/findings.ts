import type { Origin } from "@dagwright/core";
import { type AstNode, type CstNode, GrammarUtils } from "langium";
import type { Diagnostic } from "../diagnostic.ts";
import { type DiagnosticCode, type DiagnosticDetails, diagnostics } from "../diagnostics.ts";

/** What goes with a diagnostic beside its message. */
export interface FindingExtras {
	readonly related?: Diagnostic["related"];
	/** A near name that may have been meant; the message then asks for it. */
	readonly suggestion?: string | undefined;
	/** The construct that something is missing from: where a part of it could not be read, it may be there. */
	readonly missingFrom?: AstNode | undefined;
}

/** Collects the diagnostics of one check, each place and code once. */
export class Findings {
	private diagnostics: Diagnostic[] = [];
	/** By diagnostics that were reported here: the construct that something is missing from, if that is what they say. */
	private readonly reported = new Map<Diagnostic, Origin | undefined>();
	private readonly seen = new Set<string>();

	report<Code extends DiagnosticCode>(
		code: Code,
		at: Origin,
		details: DiagnosticDetails<Code>,
		{ related = [], suggestion, missingFrom }: FindingExtras = {},
	): void {
		const key = `${code} ${at.file} ${at.start.line}:${at.start.character} ${at.end.line}:${at.end.character}`;
		if (this.seen.has(key)) return;
		this.seen.add(key);
		const kind = diagnostics[code];
		// The table ties each code to its details; TypeScript cannot follow that through a lookup.
		const message = (kind.message as (details: DiagnosticDetails<Code>) => string)(details);
		const diagnostic: Diagnostic = {
			code,
			severity: kind.severity,
			message:
				suggestion === undefined || message.includes(`\`${suggestion}\``)
					? message
					: `${message} Did you mean \`${suggestion}\`?`,
			at,
			related,
			...(suggestion === undefined ? {} : { suggestion }),
		};
		this.diagnostics.push(diagnostic);
		this.reported.set(diagnostic, missingFrom && originOf(at.file, missingFrom));
	}

	/** Takes back what was reported and only follows from something else. */
	retract(follows: (diagnostic: Diagnostic, missingFrom: Origin | undefined) => boolean): void {
		this.diagnostics = this.diagnostics.filter(
			(diagnostic) => !this.reported.has(diagnostic) || !follows(diagnostic, this.reported.get(diagnostic)),
		);
	}

	/** Takes over a diagnostic that was made elsewhere: by the parser. */
	add(diagnostic: Diagnostic): void {
		this.diagnostics.push(diagnostic);
	}

	/**
	 * In the order of the text, file by file; errors first where they start at the same place. Of very many only so many
	 * as somebody may read, errors before all else, and how many there are beside them.
	 */
	sorted(): readonly Diagnostic[] {
		const all = this.diagnostics;
		const listed = all.length > MOST_LISTED ? all.toSorted(bySeverity).slice(0, MOST_LISTED) : all;
		const sorted = listed.toSorted(byPlace);
		const last = sorted.at(-1);
		if (listed === all || last === undefined) return sorted;
		const { severity, message } = diagnostics["dag/more-problems"];
		const more = message({ more: all.length - listed.length });
		return [...sorted, { code: "dag/more-problems", severity, message: more, at: last.at, related: [] }];
	}
}

/** As many diagnostics as editors and people bear. */
const MOST_LISTED = 1_000;

const RANKS: Readonly<Record<Diagnostic["severity"], number>> = { error: 0, warning: 1, hint: 2 };

function bySeverity(a: Diagnostic, b: Diagnostic): number {
	return RANKS[a.severity] - RANKS[b.severity] || byPlace(a, b);
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
	return (
		compareText(a.at.file, b.at.file) ||
		a.at.start.line - b.at.start.line ||
		a.at.start.character - b.at.start.character ||
		RANKS[a.severity] - RANKS[b.severity] ||
		compareText(a.code, b.code)
	);
}

function compareText(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

const NOWHERE = { line: 0, character: 0 };

/** Where a node of the syntax tree stands, or one of its properties if that is there. */
export function originOf(file: string, node: AstNode | undefined, property?: string, index?: number): Origin {
	const cst = node?.$cstNode;
	const part = property === undefined ? cst : (GrammarUtils.findNodeForProperty(cst, property, index) ?? cst);
	return originOfCst(file, part);
}

/** Where a token or a part of the text stands. */
export function originOfCst(file: string, cst: CstNode | undefined): Origin {
	if (cst === undefined) return { file, start: NOWHERE, end: NOWHERE };
	const { start, end } = cst.range;
	return {
		file,
		start: { line: start.line, character: start.character },
		end: { line: end.line, character: end.character },
	};
}
