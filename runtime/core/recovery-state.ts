import type { HookEvent } from "./event.ts";
import type { Frame, WorkflowRun } from "./frame.ts";
import type { Json } from "./json.ts";
import type { TaskPlan } from "./plan.ts";

/** What a workflow has to undo if it fails, and how it comes to its end once its own jobs have ended. */
export interface Recovery {
	/** What can be undone, by the path of the instance, in the order of completion; empty once it is being undone. */
	readonly armed: Map<string, Armed>;
	/** What is undone, in this order; undefined before. */
	rollbacks: readonly Armed[] | undefined;
	/** How many of them are over. */
	undone: number;
	/** Paths of this workflow's instances that were undone. */
	readonly rolledBack: Set<string>;
	/** The hooks that were opened, in this order. */
	readonly hooks: Map<HookEvent, Frame>;
	/** The rollback or the hook that is under way, also one of a called workflow that left it to this one. */
	active: Frame | undefined;
	/** Bodies of called workflows that the end of the run kept from their hooks, in the order of their ends: they follow here. */
	readonly left: Frame[];
	/** The first of those hooks has begun. */
	follows: boolean;
}

/** An instance that is undone, in a block of its own. */
export interface Rollback {
	readonly armed: Armed;
	readonly frame: Frame;
}

/** An instance that can be undone. */
export interface Armed {
	readonly path: string;
	/** Of its job. */
	readonly name: string;
	/** The block of its job. */
	readonly frame: Frame;
	readonly bindings: Readonly<Record<string, Json>>;
	/** Its outputs. */
	readonly value: Json;
	/** Undefined: it has none of its own to run. */
	readonly task: TaskPlan | undefined;
	/** The workflow that it called, whose own come first. */
	readonly inner: WorkflowRun | undefined;
}
