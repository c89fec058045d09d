import type {
	Dependency,
	FanInPlan,
	GroupPlan,
	JobPolicies,
	Json,
	LetPlan,
	NodePlan,
	OutputPlan,
	ParamPlan,
	Plan,
	TaskPlan,
	Type,
	TypedExpression,
	WorkflowPlan,
} from "@dagwright/core";

/** Plans for tests that don't want `.dag` text: `planOf([job("a"), job("b", { after: ["a"] })])`. */
export function planOf(
	nodes: readonly NodePlan[],
	more: Partial<Pick<WorkflowPlan, "params" | "outputs" | "policies" | "hooks">> = {},
): Plan {
	const workflow: WorkflowPlan = {
		name: "sample",
		file: "flows/sample.dag",
		params: [],
		secrets: [],
		body: { nodes },
		outputs: [],
		policies: {},
		hooks: {},
		...more,
	};
	return {
		version: 1,
		hash: "sha256:sample",
		main: "flows/sample.dag#sample",
		workflows: { "flows/sample.dag#sample": workflow },
	};
}

/** What a job waits for: `a` by success, `a failed`, `a skipped`, `a done` by order; `data: ["a", "b?"]` by value. */
export interface NodeOptions {
	readonly after?: readonly string[];
	/** `a` demands success, `a?` accepts any end. */
	readonly data?: readonly string[];
}

export interface JobOptions extends NodeOptions {
	readonly for?: TaskPlan["for"];
	readonly when?: TypedExpression;
	readonly config?: TaskPlan["config"];
	readonly scripts?: NonNullable<TaskPlan["scripts"]>;
	readonly outputs?: Type;
	readonly policies?: JobPolicies;
	readonly type?: string;
	readonly fallback?: TaskPlan;
	readonly rollback?: TaskPlan;
}

/** A shell job. */
export function job(name: string, options: JobOptions = {}): TaskPlan {
	return {
		kind: "task",
		name,
		dependencies: dependenciesOf(options),
		...(options.for !== undefined && { for: options.for }),
		...(options.when !== undefined && { when: options.when }),
		policies: options.policies ?? {},
		outputs: options.outputs ?? { kind: "record", fields: {} },
		...(options.fallback !== undefined && { fallback: options.fallback }),
		...(options.rollback !== undefined && { rollback: options.rollback }),
		type: options.type ?? "shell",
		config: options.config ?? {},
		...(options.scripts !== undefined && { scripts: options.scripts }),
		declared: options.outputs !== undefined,
		reads_stdout: false,
	};
}

/** A named value. */
export function letOf(name: string, value: TypedExpression, options: NodeOptions = {}): LetPlan {
	return { kind: "let", name, dependencies: dependenciesOf(options), type: { kind: "json" }, value };
}

/** An aggregation of `from`, which it waits for. */
export function fanInOf(
	name: string,
	from: string,
	strategy: FanInPlan["strategy"],
	more: Partial<Pick<FanInPlan, "metric" | "value" | "when" | "for" | "policies" | "fallback">> = {},
): FanInPlan {
	return {
		kind: "fan_in",
		name,
		dependencies: dependenciesOf({ data: [from] }),
		policies: {},
		outputs: { kind: "json" },
		strategy,
		from: ref(from),
		...more,
	};
}

/** A group of nodes with named results, each a path in it (`{ data: "load.data" }`). */
export function groupOf(
	name: string,
	nodes: readonly NodePlan[],
	results: Readonly<Record<string, string>> = {},
	options: NodeOptions & Pick<JobOptions, "for" | "when" | "policies"> = {},
): GroupPlan {
	return {
		kind: "group",
		name,
		dependencies: dependenciesOf(options),
		...(options.for !== undefined && { for: options.for }),
		...(options.when !== undefined && { when: options.when }),
		policies: options.policies ?? {},
		outputs: { kind: "json" },
		body: { nodes },
		results: Object.entries(results).map(([key, path]) => outputOf(key, path)),
	};
}

/** `output name = path`. */
export function outputOf(name: string, path: string): OutputPlan {
	const on = path.split(".")[0] ?? path;
	return {
		name,
		type: { kind: "json" },
		value: ref(path),
		dependencies: [{ on, kind: "data", accepts: "succeeded", reads: [path.slice(on.length + 1)] }],
	};
}

/** A param. */
export function paramOf(name: string, type: Type, fallback?: Json): ParamPlan {
	return { name, type, ...(fallback !== undefined && { default: value(fallback) }) };
}

/** `for name in [...]`. */
export function forOf(
	variables: Readonly<Record<string, Json | TypedExpression>>,
	where?: TypedExpression,
): NonNullable<TaskPlan["for"]> {
	return {
		variables: Object.entries(variables).map(([name, list]) => ({
			name,
			type: { kind: "json" },
			list: isExpression(list) ? list : value(list),
		})),
		...(where !== undefined && { where }),
	};
}

/** A literal. */
export function value(literal: Json): TypedExpression {
	return { op: "literal", value: literal };
}

/** A name and members of it: `a.metrics.loss`. */
export function ref(path: string): TypedExpression {
	const [name = path, ...members] = path.split(".");
	return members.reduce<TypedExpression>((target, member) => ({ op: "member", target, name: member }), {
		op: "name",
		name,
	});
}

/** A binary operation. */
export function binary(
	left: TypedExpression,
	operator: Extract<TypedExpression, { op: "binary" }>["operator"],
	right: TypedExpression,
): TypedExpression {
	return { op: "binary", operator, left, right };
}

/** An expression that has a type but no value: it divides by zero. */
export const broken: TypedExpression = binary(value(1), "/", value(0));

function isExpression(given: Json | TypedExpression): given is TypedExpression {
	return typeof given === "object" && given !== null && !Array.isArray(given) && "op" in given;
}

function dependenciesOf({ after = [], data = [] }: NodeOptions): readonly Dependency[] {
	return [
		...data.map((text): Dependency => {
			const optional = text.endsWith("?");
			const [on = text, ...members] = (optional ? text.slice(0, -1) : text).split(".");
			return { on, kind: "data", accepts: optional ? "done" : "succeeded", reads: [members.join(".")] };
		}),
		...after.map((text): Dependency => {
			const [on = text, outcome] = text.split(" ");
			const accepts = outcome === "failed" || outcome === "skipped" || outcome === "done" ? outcome : "succeeded";
			return { on, kind: "order", accepts, reads: [] };
		}),
	];
}
