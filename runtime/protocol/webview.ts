import { z } from "zod";
import { event, origins, plan, problem, sample } from "./outline.ts";

/**
 * Messages between the panel's host (VS Code, or a dev server) and the webview. The host sends the plan whenever the
 * text changes, and the run as a snapshot (all events so far) and then events as they come; the webview folds them
 * with the core. A gap in `seq` means: ask for `resync`.
 */
export const toWebview = z.discriminatedUnion("type", [
	/** The text as it stands. `plan` is of all that could be understood; absent when the file has no workflow. */
	z.object({
		type: z.literal("plan"),
		file: z.string(),
		plan: plan.optional(),
		origins,
		problems: z.array(problem),
	}),
	/** There is no file to show. */
	z.object({ type: z.literal("no_file") }),
	/** A run was started or chosen: its own plan and everything so far. */
	z.object({ type: z.literal("snapshot"), run: z.string(), plan, events: z.array(event) }),
	z.object({ type: z.literal("events"), run: z.string(), events: z.array(event) }),
	z.object({ type: z.literal("sample"), run: z.string(), samples: z.array(sample) }),
	/** No run is shown any more; the graph is that of the text. */
	z.object({ type: z.literal("no_run") }),
	/** The cursor in the text moved onto this node, or off all nodes. */
	z.object({ type: z.literal("select"), job: z.string().optional() }),
	/** The engine's process is gone, or back. */
	z.object({ type: z.literal("connection"), connected: z.boolean(), since: z.number().optional() }),
]);

export const fromWebview = z.discriminatedUnion("type", [
	z.object({ type: z.literal("ready") }),
	z.object({ type: z.literal("resync") }),
	z.object({ type: z.literal("reveal"), job: z.string() }),
	z.object({ type: z.literal("reveal_problem"), index: z.int().nonnegative() }),
	z.object({ type: z.literal("run") }),
	z.object({ type: z.literal("cancel") }),
	z.object({ type: z.literal("show_log"), instance: z.string() }),
	/** The ways out of an empty panel: a new file, an example, and a workflow for the file that has none. */
	z.object({ type: z.literal("new_workflow") }),
	z.object({ type: z.literal("open_example") }),
	z.object({ type: z.literal("insert_workflow") }),
]);

export type ToWebview = z.infer<typeof toWebview>;
export type FromWebview = z.infer<typeof fromWebview>;
