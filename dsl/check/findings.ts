import type { Origin } from "@dagwright/core";
import { type AstNode, type CstNode, GrammarUtils } from "langium";
import type { Diagnostic } from "../diagnostic.ts";
import { type DiagnosticCode, type DiagnosticDetails, diagnostics } from "../diagnostics.ts";

/** What goes with a diagnostic beside its message. */
export interface FindingExtras {
	readonly related?: Diagnostic["related"];
	/** A near name that may have been meant; the message then asks for it. */
	readonly suggestion?: string | undefined;
}

/** Collects the diagnostics of one check, each place and code once. */
export class Findings {
	readonly diagnostics: Diagnostic[] = [];
	private readonly seen = new Set<string>();

	report<Code extends DiagnosticCode>(
		code: Code,
		at: Origin,
		details: DiagnosticDetails<Code>,
		{ related = [], suggestion }: FindingExtras = {},
	): void {
		const key = `${code} ${at.file} ${at.start.line}:${at.start.character} ${at.end.line}:${at.end.character}`;
		if (this.seen.has(key)) return;
		this.seen.add(key);
		const kind = diagnostics[code];
		// The table ties each code to its details; TypeScript cannot follow that through a lookup.
		const message = (kind.message as (details: DiagnosticDetails<Code>) => string)(details);
		this.diagnostics.push({
			code,
			severity: kind.severity,
			message:
				suggestion === undefined || message.includes(suggestion)
					? message
					: `${message} Did you mean \`${suggestion}\`?`,
			at,
			related,
			...(suggestion === undefined ? {} : { suggestion }),
		});
	}

	/** Takes over a diagnostic that was made elsewhere: by the parser. */
	add(diagnostic: Diagnostic): void {
		this.diagnostics.push(diagnostic);
	}

	/** In the order of the text, file by file; errors first where they start at the same place. */
	sorted(): readonly Diagnostic[] {
		const rank = { error: 0, warning: 1, hint: 2 };
		return this.diagnostics.toSorted(
			(a, b) =>
				compareText(a.at.file, b.at.file) ||
				a.at.start.line - b.at.start.line ||
				a.at.start.character - b.at.start.character ||
				rank[a.severity] - rank[b.severity] ||
				compareText(a.code, b.code),
		);
	}
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
