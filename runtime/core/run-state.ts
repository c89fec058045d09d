export type RunState = unknown;
