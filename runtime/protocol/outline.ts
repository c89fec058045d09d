import { z } from "zod";

// Plans and events are the core's own types; at a boundary their outline is checked, enough that a malformed message
// is refused.

const position = z.object({ line: z.int().nonnegative(), character: z.int().nonnegative() });

/** A place in the text. */
export const origin = z.object({ file: z.string(), start: position, end: position });

/** Places by node path. */
export const origins = z.record(z.string(), origin);

/** The outline of a Plan. */
export const plan = z.looseObject({
	version: z.literal(1),
	hash: z.string(),
	main: z.string(),
	workflows: z.record(z.string(), z.looseObject({ name: z.string() })),
});

/** The outline of an event. */
export const event = z.looseObject({ seq: z.int().positive(), at: z.number(), type: z.string() });

/** Progress and metrics: a stream beside the event log, by instance; drawn, never stored. */
export const sample = z.object({
	instance: z.string(),
	attempt: z.int().positive(),
	progress: z.number().min(0).max(1).optional(),
	metric: z.object({ name: z.string(), value: z.number(), step: z.number().optional() }).optional(),
});

/** What is wrong with the text, as the graph shows it. */
export const problem = z.object({
	severity: z.enum(["error", "warning", "hint"]),
	code: z.string(),
	message: z.string(),
	at: origin,
	job: z.string().optional(),
	related: z.array(origin).optional(),
});
