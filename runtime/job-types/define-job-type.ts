import type { JobType } from "@dagwright/core";
import type { z } from "zod";

/** A job type as its author writes it: schemas in zod, everything else as in the catalog. */
export interface JobTypeDefinition<Config extends z.ZodObject = z.ZodObject, Outputs extends z.ZodObject = z.ZodObject>
	extends Omit<JobType, "config" | "outputs"> {
	readonly config: Config;
	readonly outputs: Outputs;
}

/**
 * Defines a job type. Schemas stay within what JSON Schema can say; every key needs a `.describe(…)`; rules across
 * fields are `.dag` expressions over the config keys.
 */
export function defineJobType<Config extends z.ZodObject, Outputs extends z.ZodObject>(
	definition: Pick<JobType, "name" | "documentation" | "icon" | "runs"> &
		Partial<Pick<JobType, "declaresOutputs" | "rules" | "implemented">> & {
			readonly config: Config;
			readonly outputs: Outputs;
		},
): JobTypeDefinition<Config, Outputs> {
	return { declaresOutputs: false, rules: [], implemented: true, ...definition };
}
