import { deployment } from "./deployment.ts";
import { http } from "./http.ts";
import type { JobTypeImplementation } from "./launch.ts";
import { node } from "./node.ts";
import { ownProgram } from "./own-program.ts";
import { python } from "./python.ts";
import { shell } from "./shell.ts";
import { slack } from "./slack.ts";
import { training } from "./training.ts";

/** The implementations that come with Dagwright, by job type. */
export const builtInImplementations: ReadonlyMap<string, JobTypeImplementation> = new Map([
	["shell", shell],
	["node", node],
	["python", python],
	["http", http],
	["preprocessing", ownProgram("preprocessing")],
	["training", training],
	["regression_gate", ownProgram("regression_gate")],
	["deployment", deployment],
	["slack", slack],
	["validation", ownProgram("validation")],
]);
