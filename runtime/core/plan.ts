import type { TypedExpression } from "./expression/expression.ts";
import type { Type } from "./expression/type.ts";
import type { Json } from "./json.ts";

/**
 * A validated workflow, lowered to data: all that a host needs to run it, and nothing that depends on where the text
 * stood. Deterministic to the byte: the same meaning gives the same JSON (keys in the order of these declarations).
 */
export interface Plan {
	readonly version: 1;
	/** `sha256:` + hex over the canonical JSON of the plan without this field. */
	readonly hash: string;
	/** The key in `workflows` of the one to run. */
	readonly main: string;
	/** By `file#name`, file relative to the project root; the main one and every one that it calls, each once. */
	readonly workflows: Readonly<Record<string, WorkflowPlan>>;
}

export interface WorkflowPlan {
	readonly name: string;
	readonly title?: string;
	readonly documentation?: string;
	/** Project-relative path of the `.dag` file, with `/`. Its folder is the working directory of process jobs. */
	readonly file: string;
	readonly params: readonly ParamPlan[];
	readonly secrets: readonly string[];
	readonly body: Block;
	readonly outputs: readonly OutputPlan[];
	readonly policies: WorkflowPolicies;
	readonly hooks: { readonly failure?: Block; readonly success?: Block; readonly done?: Block };
}

export interface ParamPlan {
	readonly name: string;
	readonly type: Type;
	readonly documentation?: string;
	/** Absent: the param is required. */
	readonly default?: TypedExpression;
}

export interface OutputPlan {
	readonly name: string;
	readonly type: Type;
	readonly value: TypedExpression;
	/** Nodes of the body that the value reads. */
	readonly dependencies: readonly Dependency[];
}

export interface WorkflowPolicies {
	/** ms for the whole run. */
	readonly timeout?: number;
	readonly limit?: number;
	readonly overlap?: "skip" | "queue" | "allow";
	readonly schedule?: { readonly cron: string; readonly zone: string; readonly backfill?: { readonly max: number } };
	readonly checkpoint?: { readonly on: readonly CheckpointTrigger[]; readonly keep?: number };
}

export type CheckpointTrigger =
	| { readonly kind: "job_completed" | "level_completed" | "before_critical" | "manual" }
	| { readonly kind: "every"; readonly period: number };

/** A scope whose nodes run together: a workflow's body, a group, one round of a loop. Edges never leave a block. */
export interface Block {
	/** In the order of the source. */
	readonly nodes: readonly NodePlan[];
}

/** What a node waits for: a sibling in the same block. References to nodes outside the block are edges of the enclosing node. */
export interface Dependency {
	readonly on: string;
	/** `data`: its value is read; `order`: `after` only. */
	readonly kind: "data" | "order";
	/** Which ends of the other meet it. `done` is any end. A reference accepted as optional is `done`. */
	readonly accepts: "succeeded" | "failed" | "skipped" | "done";
	/** The outputs read, for labels of edges (`data`, `metrics.accuracy`). */
	readonly reads: readonly string[];
}

export interface NodeBase {
	readonly name: string;
	readonly documentation?: string;
	readonly dependencies: readonly Dependency[];
}

/** `let`: a named pure expression, evaluated once its inputs are there. */
export interface LetPlan extends NodeBase {
	readonly kind: "let";
	readonly type: Type;
	readonly value: TypedExpression;
}

export interface JobBase extends NodeBase {
	readonly for?: ForPlan;
	readonly when?: TypedExpression;
	readonly policies: JobPolicies;
	/** The type of one instance's outputs. */
	readonly outputs: Type;
	readonly fallback?: TaskPlan;
	readonly rollback?: TaskPlan;
}

/** A job that a process runs, or people answer (`approval`). */
export interface TaskPlan extends JobBase {
	readonly kind: "task";
	/** Key in the job-type catalog. */
	readonly type: string;
	readonly config: Readonly<Record<string, TypedExpression>>;
	/** The config keys that hold a script, with interpolations taken out of the text. */
	readonly scripts?: Readonly<Record<string, ScriptPlan>>;
	/** Whether `outputs` was declared, and is to be checked strictly. */
	readonly declared: boolean;
	/** Whether `stdout` is read anywhere, so the engine has to keep its last 64 KB. */
	readonly reads_stdout: boolean;
}

/** A script whose interpolations have become environment variables `DAG_VALUE_<index>`, quoted where they stand. */
export interface ScriptPlan {
	readonly text: string;
	readonly values: readonly TypedExpression[];
}

/** Aggregates a fan-out; evaluated by the core. */
export interface FanInPlan extends JobBase {
	readonly kind: "fan_in";
	readonly strategy: "collect_all" | "best_metric" | "worst_metric" | "average_metrics" | "majority_vote" | "custom";
	readonly from: TypedExpression;
	readonly metric?: string;
	/** `majority_vote`: the output field that is voted on. `custom`: the expression. */
	readonly value?: TypedExpression;
}

export interface GroupPlan extends JobBase {
	readonly kind: "group";
	readonly body: Block;
	readonly results: readonly OutputPlan[];
}

export interface LoopPlan extends JobBase {
	readonly kind: "loop";
	readonly carries: readonly { readonly name: string; readonly type: Type; readonly initial: TypedExpression }[];
	readonly max: number;
	readonly until?: TypedExpression;
	readonly body: Block;
	readonly next: readonly OutputPlan[];
}

export interface CallPlan extends JobBase {
	readonly kind: "call";
	/** Key in `Plan.workflows`. */
	readonly workflow: string;
	readonly params: Readonly<Record<string, TypedExpression>>;
}

export type JobPlan = TaskPlan | FanInPlan | GroupPlan | LoopPlan | CallPlan;
export type NodePlan = JobPlan | LetPlan;

export interface ForPlan {
	/** Leftmost varies slowest. */
	readonly variables: readonly { readonly name: string; readonly type: Type; readonly list: TypedExpression }[];
	readonly where?: TypedExpression;
}

/** Durations in ms, sizes in bytes, fractions 0..1. */
export interface JobPolicies {
	readonly retry?: {
		readonly max: number;
		readonly backoff?: { readonly from: number; readonly to: number };
		readonly when?: TypedExpression;
	};
	readonly timeout?: number;
	readonly cache?: { readonly ttl?: number };
	readonly limit?: number;
	readonly succeed?: number;
	readonly needs?: {
		readonly cpu?: number;
		readonly memory?: number;
		readonly gpu?: number;
		readonly labels?: readonly string[];
	};
	readonly uses?: readonly { readonly secret: string; readonly as: string }[];
	readonly allow_failure?: true;
	readonly critical?: true;
	readonly environment?: Readonly<Record<string, TypedExpression>>;
	readonly sources?: readonly string[];
}

/** Where each node of a plan stands in the text; kept beside the plan and outside its hash. By instance-free path. */
export type Origins = Readonly<Record<string, Origin>>;

/** Zero-based lines and UTF-16 columns, as in the Language Server Protocol. */
export interface Origin {
	readonly file: string;
	readonly start: { readonly line: number; readonly character: number };
	readonly end: { readonly line: number; readonly character: number };
}

/** A value given for a param, after its type was checked. */
export type ParamValues = Readonly<Record<string, Json>>;
