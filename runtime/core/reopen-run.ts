import type { RunFact } from "./event.ts";
import { findBlock, findPlace } from "./find-path.ts";
import type { Frame } from "./frame.ts";
import type { LiveRun } from "./live-run.ts";
import { missingIndex } from "./missing-index.ts";
import { nodeAt } from "./node-at.ts";
import { outermostJob } from "./outermost-job.ts";
import type { Rejection, Report } from "./report.ts";
import {
	addBlock,
	addDependents,
	addFailures,
	addGivenUp,
	addUnfinished,
	hasUndone,
	type Resets,
	resetFacts,
	resetsOf,
} from "./resets.ts";
import { ok, type Result, refused } from "./result.ts";

type Answer = Result<readonly RunFact[], Rejection>;

/** The facts that let a finished run go on with what failed, or with the job, instance or round at a path; or why it can't. */
export function reopen(run: LiveRun, { by, path }: Extract<Report, { type: "retry" }>): Answer {
	const { root } = run;
	if (run.mode !== "finished" || root === undefined) {
		return no("The run has not finished: `dag resume` goes on with it, if no engine drives it.");
	}
	if (root.workflow.recovery?.rollbacks !== undefined) {
		return no("Its rollback has begun, so what it rests on may be undone already: `dag fork` makes a new run of it.");
	}
	const all: Resets = new Map();
	if (path === undefined) {
		addFailures(root, all);
		if (all.size === 0 && root.remaining === 0) return no("Nothing of it failed: name the job that is to run again.");
	} else {
		const problem = addNamed(run, path, all);
		if (problem !== undefined) return no(problem);
	}
	addGivenUp(all);
	addDependents(run, all);
	return ok([...resetFacts(all), { type: "run.reopened", by }]);
}

/** Adds the job, instance or round at a path; why that can't be, in a sentence. */
function addNamed(run: LiveRun, path: string, all: Resets): string | undefined {
	const bracket = path.endsWith("]") ? path.lastIndexOf("[") : path.length;
	const round = bracket < path.length ? findBlock(run, path) : undefined;
	if (round?.role === "round") {
		const problem = whyNotIn(round, path);
		if (problem !== undefined) return problem;
		if (!addBlock(round, all)) return `${path} has no jobs: name the loop.`;
		return undefined;
	}
	const place = findPlace(run, path.slice(0, bracket));
	if (place === undefined) return whyNotThere(run, path);
	const { frame, at } = place;
	const problem = whyNotIn(frame, path);
	if (problem !== undefined) return problem;
	const node = nodeAt(frame, at);
	if (node === undefined || node.plan.kind === "let") return `${path} is a let: its value follows from what it reads.`;
	const { state } = node;
	if (state.status === "skipped")
		return `${path} never ran: it was skipped. What it waits for can run again, or a fork begin there.`;
	if (bracket < path.length) {
		const instance = node.fan?.instances[Number(path.slice(bracket + 1, -1))];
		if (instance === undefined) {
			const rounds = node.single?.rounds;
			const parts = node.fan?.instances ?? rounds;
			return `${path.slice(0, bracket)} has ${parts?.length ?? "no"} ${rounds === undefined ? "instances" : "rounds"}, counted from 0.`;
		}
		resetsOf(frame, all).instances.add(instance);
		return undefined;
	}
	if (state.status === "succeeded") resetsOf(frame, all).nodes.add(at);
	else addUnfinished(node, all);
	return undefined;
}

/** Why nothing in a block can run again by itself. */
function whyNotIn(frame: Frame, path: string): string | undefined {
	for (let around: Frame | undefined = frame; around !== undefined; around = around.owner?.node.frame) {
		if (around.recovers !== undefined) return `${path} follows what ran before it: name what is to run again.`;
		const call = around.owner?.path;
		if (hasUndone(around) && call !== undefined)
			return `${call} has undone what it did, so what ${path} rests on may be gone: name ${call}, which runs again as a whole.`;
	}
	return undefined;
}

function whyNotThere(run: LiveRun, path: string): string {
	const { run: name, reused } = run;
	const outermost = outermostJob(path);
	return reused?.has(outermost) === true && outermost !== path
		? `Run ${name} took ${outermost} over as a whole: name ${outermost}, which runs again as a whole.`
		: (missingIndex(run, path) ?? `The run has no job ${path}.`);
}

function no(message: string): Answer {
	return refused({ code: "not_allowed", message });
}
