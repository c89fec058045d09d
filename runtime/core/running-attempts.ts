import { live } from "./live-run.ts";
import { straightState } from "./node-at.ts";
import type { RunningAttempt, RunState } from "./run-state.ts";
import { straightPlan } from "./straight-way.ts";

/** The attempts that were started and have not ended: after a crash the host ends each and reports it `lost`. */
export function runningAttempts(state: RunState): readonly RunningAttempt[] {
	const run = live(state);
	return [...run.running].flatMap((instance) => {
		const running = typeof instance === "number" ? straightState(run.straight, instance) : instance.state;
		if (running.status !== "running") return [];
		const path = typeof instance === "number" ? straightPlan(run, instance).name : instance.path;
		return {
			instance: path,
			job: typeof instance === "number" ? path : instance.node.path,
			attempt: running.attempt,
			started: running.started,
			...(running.process !== undefined && { process: running.process }),
			...(running.deadline !== Number.POSITIVE_INFINITY && { deadline: running.deadline }),
		};
	});
}
