export type * from "./active-run.ts";
export { answerRun, type HeardRun, type PersonAnswer, readHeardRun, requestAnswer } from "./answers.ts";
export * from "./ask-run.ts";
export {
	type Baseline,
	BaselineProblem,
	baselineHistory,
	baselineNames,
	type Metrics,
	readBaseline,
	storeBaseline,
} from "./baselines/baseline-store.ts";
export { detectCapacity, resolveCapacity } from "./capacity.ts";
export { type Channel, findChannel } from "./channels/channel.ts";
export { type Delivery, type PostOptions, post } from "./channels/post.ts";
export { type SlackMessage, sendToSlack } from "./channels/slack.ts";
export type { DagwrightJson } from "./config/dagwright-json.ts";
export { CONFIG_FILE, findProject, type Project } from "./config/project.ts";
export { DEFAULT_GRACE, type EngineOptions } from "./engine-options.ts";
export { type ForkRunRequest, forkRun, readForkable } from "./fork-run.ts";
export { type RetryRequest, resumeRun, retryRun } from "./go-on.ts";
export type { OverlapOptions } from "./in-turn.ts";
export type { JobTypeImplementation, Launch, LaunchPlace } from "./job-types/launch.ts";
export { engineVariables } from "./local/process/environment.ts";
export { keepHeapSmall } from "./local/small-heap.ts";
export { missingFiles } from "./missing-files.ts";
export { type MissingSecret, missingSecrets, secretRefusal } from "./missing-secrets.ts";
export type { PlannedRequest } from "./planned-tasks.ts";
export type { Secrets } from "./ports.ts";
export * from "./requests.ts";
export * from "./runs.ts";
export { localSecrets } from "./secrets.ts";
export { startRun } from "./start-run.ts";
export { UserError } from "./user-error.ts";
