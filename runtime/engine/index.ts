export type * from "./active-run.ts";
export { detectCapacity, resolveCapacity } from "./capacity.ts";
export type { DagwrightJson } from "./config/dagwright-json.ts";
export { CONFIG_FILE, findProject, type Project } from "./config/project.ts";
export type { JobTypeImplementation, Launch, LaunchPlace } from "./job-types/launch.ts";
export { engineVariables } from "./local/process/environment.ts";
export * from "./runs.ts";
export { DEFAULT_GRACE, type EngineOptions, resumeRun, startRun } from "./start-run.ts";
export { UserError } from "./user-error.ts";
