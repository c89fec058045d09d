import type { RunEvent } from "@dagwright/core";
import type { Witness } from "./witness.ts";

/** Checkpoints: a name is given once, `keep` holds, and none is missing. */
export function checkCheckpoints(witness: Witness, event: RunEvent): void {
	const { checkpoints, dropped } = witness;
	switch (event.type) {
		case "checkpoint.created":
			if (checkpoints.some(({ name }) => name === event.name)) throw new Error(`a second checkpoint ${event.name}`);
			return;
		case "checkpoint.dropped": {
			const made = checkpoints.find(({ name }) => name === event.name);
			if (made === undefined || dropped.has(event.name))
				throw new Error(`there is no checkpoint ${event.name} to drop`);
			if (made.trigger === "manual") throw new Error(`the checkpoint ${event.name} was asked for and is dropped`);
			return;
		}
		case "attempt.started": {
			checkKeep(witness);
			const { job, plan, role } = witness.place(event.instance);
			const isCritical = role === "job" && plan.kind === "task" && plan.policies.critical === true;
			if (isCritical && !checkpoints.some((made) => made.trigger === "before_critical" && made.job === job))
				throw new Error(`${event.instance} is critical and started without a checkpoint before it`);
			return;
		}
		case "run.finished":
			checkKeep(witness);
			checkCompleted(witness);
			return;
		default:
	}
}

function checkKeep({ plan, checkpoints, dropped }: Witness): void {
	const keep = plan.workflows[plan.main]?.policies.checkpoint?.keep;
	if (keep === undefined) return;
	const kept = checkpoints.filter(({ trigger, name }) => trigger !== "manual" && !dropped.has(name)).length;
	if (kept > keep) throw new Error(`${kept} checkpoints have a name, ${keep} are to be kept`);
}

function checkCompleted({ plan, checkpoints, ends }: Witness): void {
	const workflow = plan.workflows[plan.main];
	if (workflow?.policies.checkpoint?.on.some(({ kind }) => kind === "job_completed") !== true) return;
	for (const { name, kind } of workflow.body.nodes) {
		const how = ends.get(name)?.how;
		const completed = kind !== "let" && (how === "succeeded" || how === "failed");
		const made = checkpoints.filter(({ trigger, job }) => trigger === "job_completed" && job === name).length;
		if (made !== (completed ? 1 : 0)) throw new Error(`${name} ended ${how} and has ${made} checkpoints`);
	}
}
