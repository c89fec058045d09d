import type { Origins, Plan, RunEvent } from "@dagwright/core";
import type { GraphProblem } from "./language-server.ts";
import type { ToWebview } from "./webview.ts";

/** A message to the webview as its sender makes it: `toWebview` with the core's own types in place of their outlines. */
export type PanelMessage =
	| {
			readonly type: "plan";
			readonly file: string;
			readonly plan?: Plan;
			readonly origins: Origins;
			readonly problems: readonly GraphProblem[];
	  }
	| { readonly type: "snapshot"; readonly run: string; readonly plan: Plan; readonly events: readonly RunEvent[] }
	| { readonly type: "events"; readonly run: string; readonly events: readonly RunEvent[] }
	| Extract<ToWebview, { type: "sample" | "no_file" | "no_run" | "select" | "connection" | "user" | "answered" }>;
