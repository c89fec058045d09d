import { makeWatch } from "./checkpoint-watch.ts";
import type { RunEvent } from "./event.ts";
import type { LiveRun } from "./live-run.ts";
import { reachNode } from "./node-at.ts";
import { openRoot } from "./open-frame.ts";
import { putOffDeadlines } from "./question.ts";
import { isEnding } from "./recovery.ts";
import { reopenRun } from "./reset-node.ts";
import { assertNever } from "./result.ts";
import { selectNodes } from "./select-nodes.ts";
import { enqueue } from "./work-queue.ts";

/** Applies what happens to the run as a whole. */
export function applyToRun(run: LiveRun, event: Extract<RunEvent, { readonly type: `run.${string}` }>): void {
	switch (event.type) {
		case "run.created": {
			const { body, workflow } = run.index;
			run.mode = "running";
			run.run = event.run;
			run.idPrefix = `${event.run}/`;
			run.keyPrefix = `${event.root}/`;
			run.started = event.at;
			run.params = event.params;
			run.options = event.options;
			run.deadline = event.at + (workflow.policies.timeout ?? Number.POSITIVE_INFINITY);
			if (event.forked_from !== undefined) run.forkedFrom = event.forked_from;
			if (workflow.policies.checkpoint !== undefined) run.watch = makeWatch(run);
			run.selected = selectNodes(body, event.options.only);
			const root = openRoot(run);
			run.root = root;
			run.selected?.forEach((selected, at) => {
				// Those that wait for nothing are up for decision already.
				if (selected === 0 && body.takesPart[at] === 1 && body.waits[at] !== 0) enqueue(run, reachNode(root, at));
			});
			return;
		}
		case "run.attached":
			if (event.roles !== undefined) run.roles = event.roles;
			return;
		case "run.paused":
			if (run.mode !== "running") return;
			run.mode = "paused";
			run.pausedAt = event.at;
			return;
		case "run.resumed":
			if (run.mode !== "paused") return;
			run.mode = run.failsFast && run.root !== undefined && !isEnding(run.root.workflow) ? "failing_fast" : "running";
			putOffDeadlines(run, event.at - run.pausedAt);
			return;
		case "run.cancel_requested":
			run.mode = "cancelling";
			if (run.root !== undefined && !isEnding(run.root.workflow)) run.cancel = event.rollback ? "rollback" : "plain";
			return;
		case "run.timed_out":
			run.mode = "timed_out";
			run.doom ??= {
				job: run.index.workflow.name,
				kind: "timeout",
				message: "The run took longer than the timeout of its workflow.",
			};
			return;
		case "run.reopened":
			reopenRun(run);
			return;
		case "run.finished":
			run.mode = "finished";
			run.ended = event.at;
			run.result = event.result;
			run.outputs = event.outputs;
			if (event.error !== undefined) run.error = event.error;
			return;
		default:
			assertNever(event);
	}
}
