import type { HookEvent, RunEvent } from "@dagwright/core";
import type { Notice } from "./job-line.ts";

/** What a run as a whole is doing. */
export class RunPhase {
	/** Its number. */
	run = "";
	/** UTC ms; of a run that was resumed, when it went on. */
	started: number | undefined;
	state: "running" | "paused" | "cancelling" | "finished" = "running";
	/** What is undone of what the run did, and how many of that are over. */
	readonly rollback = { total: 0, over: 0 };
	/** The run's own hooks that run. */
	hooks: HookEvent | undefined;

	/** Folds an event about the run; undefined for one about something in it. */
	apply(event: RunEvent): readonly Notice[] | undefined {
		switch (event.type) {
			case "run.created":
				this.run = event.run;
				this.started = event.at;
				return [];
			case "run.attached":
				// A resumed run counts from when it went on, not over the time in which nothing happened.
				this.started = event.at;
				return [];
			case "run.paused":
				this.state = "paused";
				return [{ type: "run", what: "paused" }];
			case "run.resumed":
				this.state = "running";
				return [{ type: "run", what: "resumed" }];
			case "run.cancel_requested":
				this.state = "cancelling";
				return [{ type: "run", what: "cancelling" }];
			case "run.reopened":
				this.state = "running";
				this.started = event.at;
				this.hooks = undefined;
				return [];
			case "run.finished":
				this.state = "finished";
				return [];
			case "rollback.started": {
				const { frame, instances } = event;
				// A called workflow undoes its own while the run goes on with whatever it is doing.
				if (frame === "") this.state = "running";
				this.rollback.total += instances.length;
				return [{ type: "phase", phase: "rollback", frame, total: instances.length }];
			}
			case "hooks.started":
				if (event.frame === "") {
					this.state = "running";
					this.hooks = event.event;
				}
				return [{ type: "phase", phase: event.event, frame: event.frame }];
			default:
				return undefined;
		}
	}
}
