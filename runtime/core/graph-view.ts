import type { ForkOrigin, SkipCause } from "./event.ts";
import type { Type } from "./expression/type.ts";
import type { JobError } from "./job-error.ts";
import type { Json } from "./json.ts";

/** What the graph, the command line and the tests see of a plan and a run: made by `graphView(plan, state)`. */
export interface GraphView {
	readonly workflow: string;
	readonly title?: string;
	readonly run?: {
		readonly id: string;
		readonly status: "running" | "pausing" | "paused" | "cancelling" | "finished";
		readonly result?: string;
		readonly started: number;
		readonly ended?: number;
		readonly seq: number;
		/** The run that it is a fork of, and the number of that run's last event that counts. */
		readonly forked_from?: ForkOrigin;
	};
	/** Parents before children. */
	readonly nodes: readonly GraphNode[];
	readonly edges: readonly GraphEdge[];
	/** Node ids on the critical path, in order. */
	readonly critical: readonly string[];
}

export type NodeKind =
	| "job"
	| "fan_out"
	| "loop"
	| "group"
	| "call"
	| "approval"
	| "fan_in"
	| "let"
	| "output"
	| "rollback"
	| "hook";

export type NodeStatus =
	| "pending"
	| "ready"
	| "held"
	| "running"
	| "waiting"
	| "retrying"
	| "succeeded"
	| "cached"
	| "skipped"
	| "failed"
	| "cancelled"
	| "rolled_back";

export interface GraphNode {
	/** The job's path without instance indices. */
	readonly id: string;
	readonly name: string;
	readonly kind: NodeKind;
	/** Job type, or the called workflow's name. */
	readonly type?: string;
	/** The enclosing group or loop. */
	readonly parent?: string;
	readonly status: NodeStatus;
	/** Text of the condition, strategy, `until`, … for the second line. */
	readonly detail?: string;
	/** The most rounds that a loop may have. */
	readonly max_rounds?: number;
	/** Paths of the loop's instances that ended at their last round, and whose `until` was never true. */
	readonly unconverged?: readonly string[];
	readonly started?: number;
	readonly ended?: number;
	readonly attempt?: number;
	readonly attempts?: number;
	/** UTC ms of the next attempt, while retrying. */
	readonly retry_at?: number;
	/** Its fallback stands in. */
	readonly fallback?: true;
	readonly skip?: SkipCause;
	readonly error?: JobError;
	/** The value of a let, output or fan-in; the last outputs of a job. */
	readonly value?: Json;
	readonly instances?: readonly InstanceView[];
	/** While it waits for people. */
	readonly approval?: ApprovalView;
	readonly critical?: true;
	/** How it ended was taken over from the run that this one is a fork of. */
	readonly reused?: true;
}

/** What people are asked, and what they answered so far. */
export interface ApprovalView {
	/** `outcome`: an attempt of a `critical` job was lost, and anybody may say whether to do it again. */
	readonly about: "approval" | "outcome";
	/** As written: users, and roles as `role:NAME`. */
	readonly approvers: readonly string[];
	/** Who may answer, roles resolved; of an `outcome` everybody, and the list is empty. */
	readonly people: readonly string[];
	readonly policy: "any" | "all" | "quorum";
	/** How many approvals it takes. */
	readonly needed: number;
	/** The approvals so far; `at` in UTC ms. */
	readonly given: readonly { readonly by: string; readonly at: number; readonly comment?: string }[];
	/** UTC ms; absent: it waits forever. */
	readonly deadline?: number;
	/** What the deadline means; absent: it fails. */
	readonly on_timeout?: "approve" | "reject";
	readonly show: Readonly<Record<string, Json>>;
	/** Fields to fill in, with what stands in them so far. */
	readonly form: readonly { readonly name: string; readonly type: Type; readonly value: Json }[];
	/** Of an `outcome`: what to give by whoever says that it succeeded; an `exit_code` that nobody gives is 0. */
	readonly outputs?: readonly { readonly name: string; readonly type: Type }[];
}

export interface InstanceView {
	readonly path: string;
	readonly bindings: Readonly<Record<string, Json>>;
	readonly status: NodeStatus;
	readonly started?: number;
	readonly ended?: number;
	readonly attempt?: number;
	/** UTC ms of the next attempt, while retrying. */
	readonly retry_at?: number;
	/** Its fallback stands in. */
	readonly fallback?: true;
	readonly error?: JobError;
	readonly outputs?: Json;
	/** While it waits for people. */
	readonly approval?: ApprovalView;
}

export interface GraphEdge {
	readonly id: string;
	readonly from: string;
	readonly to: string;
	readonly kind: "data" | "after" | "on_failure" | "rollback";
	/** The outputs it carries. */
	readonly labels: readonly string[];
	readonly critical?: true;
}
