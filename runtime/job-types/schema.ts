import { z } from "zod";

/**
 * The building blocks of job-type schemas: zod types that carry their `.dag` type in `meta.dag`, so that one
 * definition gives the TypeScript type, the catalog, the checker, completion and the documentation.
 */

/** A file-like value: a path as the user wrote it, or what a job produced. */
const fileLike = z.union([
	z.string(),
	z.object({ path: z.string(), sha256: z.string().optional(), bytes: z.number().optional() }),
]);

export const file = fileLike.meta({ dag: "file" });
export const dir = fileLike.meta({ dag: "dir" });
export const dataset = fileLike.meta({ dag: "dataset" });
export const model = fileLike.meta({ dag: "model" });
/** Milliseconds. */
export const duration = z.int().nonnegative().meta({ dag: "duration" });
/** Bytes. */
export const size = z.int().nonnegative().meta({ dag: "size" });
/** A fraction: `5%` is 0.05. */
export const percent = z.number().min(0).meta({ dag: "percent" });
export const json = z.json().meta({ dag: "json" });
/** A POSIX shell script: interpolations in it are data, never text of the script. */
export const script = z.string().meta({ script: "sh" });
