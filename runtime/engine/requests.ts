/**
 * What is asked of the engine that drives a run, by another process. Apart from the engine, and loaded in a few
 * milliseconds: how soon a pause takes effect begins with how soon it is asked for.
 */
import { type InboxRequest, leaveRequest } from "./local/inbox.ts";
import { existingRunFolder } from "./local/run-directory.ts";
import { lockHolder } from "./local/run-lock.ts";

export { newestRun } from "./local/run-directory.ts";

/** A request that lies in a run's inbox until an engine takes it. */
export interface LeftRequest {
	/** Whether an engine drives the run. */
	readonly driven: boolean;
	/** Takes it back, unless an engine was faster. */
	withdraw(): void;
}

/** Asks the run's engine to cancel it; without one the request waits for the next. */
export function requestCancel(root: string, run: string, by: string, rollback = false): LeftRequest {
	return ask(root, run, { type: "cancel", by, rollback });
}

/** Asks the run's engine to pause it. Of a run that no engine drives nothing is asked: there is nothing to pause. */
export function requestPause(root: string, run: string, by: string): LeftRequest {
	if (lockHolder(existingRunFolder(root, run)) === undefined) return { driven: false, withdraw: () => undefined };
	return ask(root, run, { type: "pause", by });
}

/** Asks the run's engine, which waits for what still runs before a pause, to go on instead. */
export function requestResume(root: string, run: string, by: string): LeftRequest {
	return ask(root, run, { type: "resume", by });
}

/** Asks the run's engine for a checkpoint; without a name it gets one. */
export function requestCheckpoint(root: string, run: string, by: string, name?: string): LeftRequest {
	return ask(root, run, { type: "checkpoint", by, ...(name === undefined ? {} : { name }) });
}

function ask(root: string, run: string, request: InboxRequest): LeftRequest {
	const folder = existingRunFolder(root, run);
	const withdraw = leaveRequest(folder, request);
	return { driven: lockHolder(folder) !== undefined, withdraw };
}
