import { z } from "zod";

/** A run as `dag runs --json` lists it; the newest first. */
export type RunListing = z.infer<typeof runListing>;

/** A journal that can't be read has a `problem` in place of the rest. */
export const runListing = z.union([
	z.object({ run: z.string(), problem: z.string(), code: z.string() }),
	z.object({
		run: z.string(),
		workflow: z.string(),
		/** That declares the workflow; project-relative. */
		file: z.string(),
		status: z.string(),
		result: z.string().optional(),
		/** UTC ms. */
		started: z.number(),
		ended: z.number().optional(),
		/** Neither finished nor driven by an engine. */
		resumable: z.boolean(),
		/** The process that drives it. */
		engine: z.object({ pid: z.int().positive() }).optional(),
	}),
]);
