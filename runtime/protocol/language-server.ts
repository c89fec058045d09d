import type { Origin, Origins, Plan } from "@dagwright/core";

/** The language server's own requests beside LSP. */
export const GRAPH_REQUEST = "dag/graph";

/** Sent by the server after each build of a document that the client watches. */
export const GRAPH_NOTIFICATION = "dag/graphChanged";

export interface GraphRequest {
	readonly uri: string;
	/** Which workflow, also in the notifications from then on; the first where it is absent, or gone from the file. */
	readonly workflow?: string;
	/** Answer only, without notifications from then on. */
	readonly once?: true;
}

/** The plan of all that could be understood, and what is wrong. */
export interface GraphAnswer {
	readonly uri: string;
	readonly version: number;
	readonly file: string;
	readonly plan?: Plan;
	/** The workflows of the file, in order, and where each stands. */
	readonly workflows: readonly { readonly name: string; readonly at: Origin }[];
	readonly origins: Origins;
	readonly problems: readonly GraphProblem[];
}

export interface GraphProblem {
	readonly severity: "error" | "warning" | "hint";
	readonly code: string;
	readonly message: string;
	readonly at: Origin;
	readonly job?: string;
	readonly related?: readonly Origin[];
}
