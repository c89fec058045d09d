import type { Expression, Type, TypedExpression } from "@dagwright/core";
import type { AstNode } from "langium";
import type { Diagnostic } from "../diagnostic.ts";
import type * as ast from "../generated/ast.ts";

/** A file of the project, parsed, with what it declares and imports. */
export interface SourceFile {
	/** Project-relative, with `/`. */
	readonly path: string;
	readonly text: string;
	readonly tree: ast.File;
	readonly syntax: readonly Diagnostic[];
	/** Zero-based lines that could not be read as they stand. */
	readonly brokenLines: ReadonlySet<number>;
	/** What a name means at the top of the file: its own declarations, and its imports. */
	readonly names: Map<string, Declaration>;
	readonly workflows: readonly WorkflowModel[];
	readonly tests: readonly ast.Test[];
}

export type Declaration =
	| { readonly kind: "workflow"; readonly workflow: WorkflowModel }
	| { readonly kind: "type"; readonly file: SourceFile; readonly node: ast.TypeDeclaration }
	/** An import that could not be resolved; said already where it stands. */
	| { readonly kind: "unresolved" };

/** A use of a name in an expression, with the members read from it: `clean.data` is `clean`, `["data"]`. */
export interface NameUse {
	readonly name: string;
	readonly path: readonly string[];
	readonly at: AstNode;
	/** It stands where null is expected: left of `??`, or compared with `null`. */
	readonly guarded: boolean;
}

/** An expression where it stands, and what checking made of it. */
export interface Site {
	readonly node: AstNode;
	readonly expression: Expression;
	readonly uses: readonly NameUse[];
	/** It reads `.stdout` of something that is not a job by name, such as each element of a list. */
	readonly readsStdout: boolean;
	readonly readsMetrics: boolean;
	/** Set by the check; absent where the expression could not be understood. */
	typed?: TypedExpression;
	type?: Type;
}

/** A scope whose nodes run together. */
export interface Block {
	readonly kind: "workflow" | "group" | "loop" | "hook";
	readonly workflow: WorkflowModel;
	/** The group or loop whose body it is. */
	readonly owner?: NodeSymbol;
	readonly parent?: Block;
	readonly depth: number;
	readonly nodes: NodeSymbol[];
	/** The `for` variables and carries that are visible in it. */
	readonly locals: ReadonlyMap<string, LocalSymbol>;
	/** Dropped edges excluded: `from` waits for `on`; both are nodes of this block. */
	edges: Edge[];
	/** The nodes, each after those it waits for. */
	order: readonly NodeSymbol[];
}

export interface Edge {
	readonly from: NodeSymbol;
	readonly on: NodeSymbol;
	readonly kind: "data" | "order";
	readonly accepts: "succeeded" | "failed" | "skipped" | "cancelled" | "done";
	readonly reads: string | undefined;
	/** The node that it is written in: `from`, or a node inside of it. */
	readonly origin: NodeSymbol;
	/** Where it is written. */
	readonly at: AstNode;
}

export interface WorkflowModel {
	readonly kind: "workflow";
	readonly file: SourceFile;
	readonly name: string;
	readonly node: ast.Workflow;
	/** Params, secrets, and the nodes of all blocks: one namespace. */
	readonly names: Map<string, WorkflowSymbol>;
	readonly params: readonly ParamSymbol[];
	readonly secrets: readonly SecretSymbol[];
	readonly body: Block;
	readonly outputs: readonly OutputSymbol[];
	readonly hooks: readonly HookModel[];
	/** `title = "…"`. */
	readonly settings: readonly ast.Setting[];
	readonly policies: readonly ast.Policy[];
	readonly defaults: PolicySites;
	readonly schedule?: ast.Schedule;
	readonly checkpoint?: ast.Checkpoint;
	readonly overlap?: ast.Overlap;
	/** Names that some expression, `after` or `uses` mentions. */
	readonly used: Set<string>;
	/** Jobs whose `stdout` is read somewhere; `all` where it cannot be told which. */
	readonly stdoutReaders: Set<NodeSymbol | "all">;
	/** Some expression, or a `fan_in`, reads metrics. */
	readsMetrics: boolean;
	/** Set by the check. */
	outputTypes?: Readonly<Record<string, Type>>;
}

export interface HookModel {
	readonly event: "failure" | "success" | "done";
	readonly node: ast.Hook;
	readonly body: Block;
}

export interface OutputSymbol {
	readonly name: string;
	readonly node: ast.Output | ast.Next;
	readonly value: Site;
	type?: Type;
}

export interface ParamSymbol {
	readonly kind: "param";
	readonly name: string;
	readonly node: ast.Param;
	readonly default?: Site;
	type: Type;
}

export interface SecretSymbol {
	readonly kind: "secret";
	readonly name: string;
	readonly node: ast.Secret;
}

export interface VariableSymbol {
	readonly kind: "variable";
	readonly name: string;
	readonly node: ast.ForVariable;
	readonly list: Site;
	type: Type;
}

export interface CarrySymbol {
	readonly kind: "carry";
	readonly name: string;
	readonly node: ast.Carry;
	readonly initial: Site;
	type: Type;
}

interface NodeSymbolBase {
	readonly name: string;
	readonly block: Block;
	/** Place in the block. */
	readonly index: number;
	/** Set by the check: what an expression outside sees, `T?` where it may be null. */
	type: Type;
	/** Set by the check: the type of one instance's value. */
	valueType?: Type;
	/** Set by the check: nodes that `after` here or further out demands to have succeeded. */
	required?: ReadonlySet<string>;
	/** Set by the check: nodes that may have no value here, by an `after x failed` and the like. */
	nullable?: ReadonlyMap<string, string>;
	/** Why its value may be null, as a clause for messages; absent where it cannot be. */
	nullReason?: string;
}

export interface LetSymbol extends NodeSymbolBase {
	readonly kind: "let";
	readonly node: ast.Let;
	readonly value: Site;
}

/** What `for`, `when`, `after` and `critical` say of a job, group or loop. */
export interface Header {
	readonly variables: readonly VariableSymbol[];
	readonly where?: Site;
	readonly when?: Site;
	readonly after: readonly AfterModel[];
	readonly critical: boolean;
}

export interface AfterModel {
	readonly item: ast.AfterItem;
	readonly name: string;
	readonly outcome: "succeeded" | "failed" | "skipped" | "cancelled" | "done";
}

export interface RunnableBase extends NodeSymbolBase {
	readonly header: Header;
	readonly policies: PolicySites;
	readonly fallback?: TaskBody;
	readonly rollback?: TaskBody;
}

/** Policies as written, with the expressions in them. */
export interface PolicySites {
	readonly policies: readonly ast.Policy[];
	readonly retryWhen?: Site;
	readonly environment: readonly { readonly entry: ast.EnvironmentEntry; readonly value: Site }[];
}

/** The settings between the braces of a job, `fallback` or `rollback`. */
export interface TaskBody {
	readonly node: ast.Job | ast.Fallback | ast.Rollback;
	readonly typeName: string | undefined;
	readonly settings: readonly SettingModel[];
	readonly outputs?: ast.Outputs;
	readonly policies: PolicySites;
	readonly fallback?: TaskBody;
	readonly rollback?: TaskBody;
	/** Set by the check: the type of its outputs as others see them. */
	valueType?: Type;
}

export interface SettingModel {
	readonly key: string;
	readonly node: ast.Setting;
	readonly value: Site;
}

export interface JobSymbol extends RunnableBase {
	readonly kind: "job";
	readonly node: ast.Job;
	readonly body: TaskBody;
}

export interface GroupSymbol extends RunnableBase {
	readonly kind: "group";
	readonly node: ast.Group;
	readonly body: Block;
	readonly outputs: readonly OutputSymbol[];
}

export interface LoopSymbol extends RunnableBase {
	readonly kind: "loop";
	readonly node: ast.Loop;
	readonly body: Block;
	readonly carries: readonly CarrySymbol[];
	readonly max?: ast.MaxClause;
	readonly until?: Site;
	readonly next: readonly OutputSymbol[];
}

export type Runnable = JobSymbol | GroupSymbol | LoopSymbol;
export type NodeSymbol = Runnable | LetSymbol;
export type WorkflowSymbol = ParamSymbol | SecretSymbol | NodeSymbol;
export type LocalSymbol = VariableSymbol | CarrySymbol;
