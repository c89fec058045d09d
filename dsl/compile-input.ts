import type { JobTypeCatalog } from "@dagwright/core";

/** Reads a project-relative file; the dsl itself does no I/O. `no_file` is a folder, or what else has no text. */
export type ReadFile = (
	path: string,
) =>
	| { readonly text: string }
	| { readonly problem: "missing" | "unreadable" | "no_file" | "binary" | "too_large" | "outside" };

export interface CompileInput {
	/** Project-relative path of the file, with `/`. */
	readonly file: string;
	readonly read: ReadFile;
	readonly catalog: JobTypeCatalog;
	/** Which workflow to plan; needed only where the file has more than one, of which the first is taken otherwise. */
	readonly workflow?: string;
	/** The roles of `dagwright.json`; without them no approver is called unknown. */
	readonly roles?: readonly string[];
}
