import type { JobTypeDefinition } from "./define-job-type.ts";
import { approval, fanIn } from "./types/flow.ts";
import { http, node, python, shell } from "./types/process.ts";
import { deployment, preprocessing, regressionGate, slack, training, validation } from "./types/training.ts";

export { defineJobType, type JobTypeDefinition } from "./define-job-type.ts";
export * as schema from "./schema.ts";
export { toCatalog } from "./to-catalog.ts";
export {
	approval,
	deployment,
	fanIn,
	http,
	node,
	preprocessing,
	python,
	regressionGate,
	shell,
	slack,
	training,
	validation,
};

/** The job types that come with Dagwright, in the order in which completion offers them. */
export const builtInJobTypes: readonly JobTypeDefinition[] = [
	shell,
	node,
	python,
	http,
	fanIn,
	approval,
	preprocessing,
	training,
	validation,
	regressionGate,
	deployment,
	slack,
];
