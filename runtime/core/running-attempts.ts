import { live } from "./live-run.ts";
import type { RunningAttempt, RunState } from "./run-state.ts";

/** The attempts that were started and have not ended: after a crash the host ends each and reports it `lost`. */
export function runningAttempts(state: RunState): readonly RunningAttempt[] {
	return [...live(state).running.values()].flatMap((instance) => {
		const { state: running } = instance;
		if (running.status !== "running") return [];
		return {
			instance: instance.path,
			job: instance.node.path,
			attempt: running.attempt,
			started: running.started,
			...(running.process !== undefined && { process: running.process }),
			...(running.deadline !== Number.POSITIVE_INFINITY && { deadline: running.deadline }),
		};
	});
}
