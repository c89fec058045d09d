import type { RunFact } from "./event.ts";
import type { Scope } from "./expression/evaluate.ts";
import type { Instance } from "./frame.ts";
import { retryDelay } from "./jitter.ts";
import type { ErrorKind, JobError } from "./job-error.ts";
import { type LiveRun, startsNothing } from "./live-run.ts";
import { isComposite, jobOf, workOf } from "./open-node.ts";
import { isPlainTask } from "./plain-task.ts";
import { prepareTask } from "./prepare-task.ts";
import { isApproval } from "./question.ts";
import { BlockScope, evaluateForJob } from "./scope.ts";

/** Errors that another attempt would only repeat. */
const finalKinds: ReadonlySet<ErrorKind> = new Set([
	"approval",
	"expression",
	"output",
	"rejected",
	"secret",
	"unsupported",
]);

/** An attempt that failed: its number, how many of its instance have failed with it, and why. */
interface FailedAttempt {
	readonly attempt: number;
	readonly failures: number;
	readonly error: JobError;
}

/** What follows for an instance whose attempt failed: another one, its fallback, or its failure. */
export function afterFailure(run: LiveRun, instance: Instance, failed: FailedAttempt, now: number): RunFact {
	const { path } = instance;
	const { attempt, failures, error } = failed;
	const { policies } = workOf(instance);
	const again =
		!startsNothing(run, instance.node.frame) &&
		attempt > 0 &&
		!finalKinds.has(error.kind) &&
		failures <= (policies.retry?.max ?? 0) &&
		asksForRetry(instance, error);
	if (!again) return fallBack(run, instance, Math.max(attempt + 1, instance.first), error);
	// Those who let a request pass are asked again at once: nothing gets better by waiting.
	const delay = isApproval(workOf(instance)) ? 0 : retryDelay(policies, failures, `${run.run}/${path}/${attempt}`);
	return { type: "retry.scheduled", instance: path, attempt: attempt + 1, due: now + delay };
}

/** What follows when an instance's attempts are spent: its fallback, if that can still stand in, or its failure. */
export function fallBack(run: LiveRun, instance: Instance, attempt: number, error: JobError): RunFact {
	const { path, node, bindings } = instance;
	const { fallback } = jobOf(node);
	const failed: RunFact = { type: "instance.failed", instance: path, error };
	if (fallback === undefined || instance.standIn !== undefined || startsNothing(run, node.frame)) return failed;
	if (!isPlainTask(fallback)) {
		const prepared = prepareTask(fallback, new BlockScope(node.frame, bindings), node.frame.workflow.index.folder);
		if (!prepared.ok) {
			const message = `${error.message}; and its fallback can't run: ${prepared.problem.message}`;
			return { ...failed, error: { ...error, message } };
		}
	}
	return { type: "fallback.started", instance: path, attempt, error };
}

function asksForRetry(instance: Instance, error: JobError): boolean {
	const condition = workOf(instance).policies.retry?.when;
	// A block that is opened anew may come to something else; the job itself does not.
	const decided = error.kind === "refused" && !isComposite(instance);
	if (decided && (condition === undefined || !names(condition, "refused"))) return false;
	if (condition === undefined) return true;
	const outer = new BlockScope(instance.node.frame, instance.bindings);
	const asError = { job: instance.path, kind: error.kind, message: error.message, exit_code: error.exit_code ?? null };
	const scope: Scope = { get: (name) => (name === "error" ? asError : outer.get(name)) };
	const answer = evaluateForJob(condition, scope);
	return answer.ok && answer.value === true;
}

/** Whether a text stands in an expression as a literal, or in a list of them. */
function names(part: unknown, text: string): boolean {
	if (part === null || typeof part !== "object") return false;
	if ("op" in part && part.op === "literal" && "value" in part) {
		return part.value === text || (Array.isArray(part.value) && part.value.includes(text));
	}
	return Object.values(part).some((inner) => names(inner, text));
}
