import { decideBlockEnd } from "./decide-composite.ts";
import type { RunFact, RunResult } from "./event.ts";
import type { Frame } from "./frame.ts";
import type { RunError } from "./job-error.ts";
import type { LiveRun } from "./live-run.ts";
import { nextPhase } from "./next-phase.ts";
import { resultsOf } from "./results-of.ts";

/** What follows when all nodes of a block have ended: the end of its group, round or call, or of the run. */
export function decideFrame(run: LiveRun, frame: Frame, now: number): RunFact {
	return frame.owner === undefined ? finishRun(run, frame) : decideBlockEnd(run, frame, frame.owner, now);
}

function finishRun(run: LiveRun, root: Frame): RunFact {
	const { workflow } = run.index;
	const failure = run.doom ?? root.failure;
	const outputs = resultsOf(root, workflow.outputs, true);
	const error = failure ?? (outputs.ok ? undefined : ofOutput(outputs.problem));
	const next = nextPhase(run, root, error, run.cancelled);
	if (next !== undefined) return next;
	const result: RunResult =
		error !== undefined ? "failed" : run.cancelled ? "cancelled" : run.warned ? "succeeded_with_warnings" : "succeeded";
	return {
		type: "run.finished",
		result,
		outputs: outputs.ok ? outputs.value : {},
		...(error !== undefined && { error }),
		...(run.rollbackFailures.length > 0 && { rollback_failures: [...run.rollbackFailures] }),
	};
}

function ofOutput(problem: RunError): RunError {
	return { ...problem, job: `output ${problem.job}` };
}
