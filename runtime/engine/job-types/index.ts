import { http } from "./http.ts";
import type { JobTypeImplementation } from "./launch.ts";
import { node } from "./node.ts";
import { python } from "./python.ts";
import { shell } from "./shell.ts";

/** The implementations that come with Dagwright, by job type. */
export const builtInImplementations: ReadonlyMap<string, JobTypeImplementation> = new Map([
	["shell", shell],
	["node", node],
	["python", python],
	["http", http],
]);
