import type { Origin } from "@dagwright/core";

/** One finding about the text, in the user's words. Codes are stable; messages may improve. */
export interface Diagnostic {
	readonly code: string;
	readonly severity: "error" | "warning" | "hint";
	readonly message: string;
	/** Where it is wrong; `file` is project-relative. */
	readonly at: Origin;
	/** Other places that belong to it, in order: for a cycle every edge. */
	readonly related: readonly { readonly at: Origin; readonly message: string }[];
	/** A near name that may have been meant. */
	readonly suggestion?: string;
}
