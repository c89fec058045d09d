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
	/** The engine is out of reach, or back; `ended` says that its process is gone, so that the run stands still. */
	z.object({
		type: z.literal("connection"),
		connected: z.boolean(),
		since: z.number().optional(),
		ended: z.boolean().optional(),
	}),
	/** Who answers approvals from here, by the name that the engine knows them by. */
	z.object({ type: z.literal("user"), name: z.string() }),
	/** What became of an `answer`: it was taken, or refused for this reason. The events tell what follows from it. */
	z.object({ type: z.literal("answered"), instance: z.string(), problem: z.string().optional() }),
]);

/** The path of a job or instance: never an option, nor anything else that a command line reads otherwise. */
const path = z.string().regex(/^[A-Za-z_][\w.[\]/]*$/, "not a path");

/**
 * What people answer to an approval, or of the unknown outcome of a critical job. The fields of the form, or the outputs of
 * what succeeded, are as they were typed; the engine reads them by their types.
 */
export const answer = z.object({
	type: z.literal("answer"),
	instance: path,
	decision: z.enum(["approved", "rejected", "repeat", "failed", "succeeded"]),
	comment: z.string().max(10_000).optional(),
	form: z.record(z.string().regex(/^[A-Za-z_]\w*$/, "not the name of a field"), z.string().max(100_000)),
});

export const fromWebview = z.discriminatedUnion("type", [
	z.object({ type: z.literal("ready") }),
	z.object({ type: z.literal("resync") }),
	z.object({ type: z.literal("reveal"), job: z.string() }),
	z.object({ type: z.literal("reveal_problem"), index: z.int().nonnegative() }),
	z.object({ type: z.literal("run") }),
	z.object({ type: z.literal("cancel") }),
	z.object({ type: z.literal("pause") }),
	z.object({ type: z.literal("resume") }),
	answer,
	/** Again what failed: a job or an instance by its path, or all of it. */
	z.object({ type: z.literal("retry"), path: path.optional() }),
	/** A new run from this job on. */
	z.object({ type: z.literal("fork"), job: path }),
	z.object({ type: z.literal("show_log"), instance: z.string() }),
	/** The ways out of an empty panel: a new file, an example, and a workflow for the file that has none. */
	z.object({ type: z.literal("new_workflow") }),
	z.object({ type: z.literal("open_example") }),
	z.object({ type: z.literal("insert_workflow") }),
]);

export type ToWebview = z.infer<typeof toWebview>;
export type Answer = z.infer<typeof answer>;
export type FromWebview = z.infer<typeof fromWebview>;
