import { z } from "zod";

/**
 * Messages between the panel's host (VS Code, or a dev server) and the webview. The host sends the plan whenever the
 * text changes, and the run as a snapshot (all events so far) and then events as they come; the webview folds them
 * with the core. A gap in `seq` means: ask for `resync`.
 * Plans and events are the core's own types; here their outline is checked, enough that a malformed message is refused.
 */
const position = z.object({ line: z.int().nonnegative(), character: z.int().nonnegative() });
const origin = z.object({ file: z.string(), start: position, end: position });
const plan = z.looseObject({
	version: z.literal(1),
	hash: z.string(),
	main: z.string(),
	workflows: z.record(z.string(), z.looseObject({ name: z.string() })),
});
const event = z.looseObject({ seq: z.int().positive(), at: z.number(), type: z.string() });

/** Progress and metrics: a stream beside the event log, by instance; drawn, never stored. */
const sample = z.object({
	instance: z.string(),
	attempt: z.int().positive(),
	progress: z.number().min(0).max(1).optional(),
	metric: z.object({ name: z.string(), value: z.number(), step: z.number().optional() }).optional(),
});

export const toWebview = z.discriminatedUnion("type", [
	/** The text as it stands. `plan` is of all that could be understood; absent when the file has no workflow. */
	z.object({
		type: z.literal("plan"),
		file: z.string(),
		plan: plan.optional(),
		origins: z.record(z.string(), origin),
		problems: z.array(
			z.object({
				severity: z.enum(["error", "warning", "hint"]),
				code: z.string(),
				message: z.string(),
				at: origin,
				job: z.string().optional(),
				related: z.array(origin).optional(),
			}),
		),
	}),
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
]);

export type ToWebview = z.infer<typeof toWebview>;
export type FromWebview = z.infer<typeof fromWebview>;
