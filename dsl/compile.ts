import type { JobTypeCatalog, Origins, Plan } from "@dagwright/core";
import type { Diagnostic } from "./diagnostic.ts";

/** Reads a project-relative file; the dsl itself does no I/O. */
export type ReadFile = (
	path: string,
) => { readonly text: string } | { readonly problem: "missing" | "unreadable" | "binary" | "too_large" | "outside" };

export interface CompileInput {
	/** Project-relative path of the file, with `/`. */
	readonly file: string;
	readonly read: ReadFile;
	readonly catalog: JobTypeCatalog;
	/** Which workflow to plan; needed only where the file has more than one. */
	readonly workflow?: string;
}

export interface CompileResult {
	readonly diagnostics: readonly Diagnostic[];
	/** Of all that could be understood, also when there are errors. Absent if the file has no workflow. */
	readonly plan?: Plan;
	readonly origins: Origins;
	/** No errors: the plan may run. */
	readonly runnable: boolean;
	/** Names of the file's workflows, in order. */
	readonly workflows: readonly string[];
}
