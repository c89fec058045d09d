import type {
	Block as BlockPlan,
	CallPlan,
	FanInPlan,
	ForPlan,
	JobBase,
	JobPlan,
	JobPolicies,
	JobType,
	JobTypeCatalog,
	LetPlan,
	NodePlan,
	OutputPlan,
	ScriptPlan,
	TaskPlan,
	Type,
	TypedExpression,
	WorkflowPlan,
} from "@dagwright/core";
import { strategyOf } from "../check/fan-in.ts";
import {
	implicitReads,
	type ResolvedJobType,
	readsStdout,
	resolveJobType,
	taskOutputsType,
	withImplicitOptional,
} from "../check/job-types.ts";
import type {
	Block,
	Edge,
	GroupSymbol,
	JobSymbol,
	LetSymbol,
	LoopSymbol,
	NodeSymbol,
	OutputSymbol,
	Runnable,
	SettingModel,
	TaskBody,
	WorkflowModel,
} from "../check/model.ts";
import { amount } from "../check/policies.ts";
import { lowerScript } from "../check/script-setting.ts";
import { readWorkflowPolicies, titleOf } from "../check/workflow-policies.ts";
import { documentationOf } from "../syntax/documentation.ts";
import { dependenciesOf, readsOf } from "./dependencies.ts";
import { rootedPaths } from "./paths.ts";
import { blockDefaults, defaultsOf, fallbackDefaults, lowerPolicies, rollbackDefaults } from "./policies.ts";
import { usedNodes } from "./used-nodes.ts";

/** The key of a workflow in a plan. */
export function workflowKey(workflow: WorkflowModel): string {
	return `${workflow.file.path}#${workflow.name}`;
}

/** Lowers a checked workflow to its plan; what could not be understood is left out. */
export function lowerWorkflow(workflow: WorkflowModel, catalog: JobTypeCatalog): WorkflowPlan {
	return new WorkflowLowering(workflow, catalog).workflow();
}

const unknown: Type = { kind: "unknown" };

/**
 * One walk of mutually recursive parts (a group holds blocks, which hold groups), all of which add to the same edges and
 * go by the defaults that hold where they stand, so it stays in one file.
 */
class WorkflowLowering {
	private readonly model: WorkflowModel;
	private readonly catalog: JobTypeCatalog;
	private readonly planned: ReadonlySet<NodeSymbol>;
	/** What holds for process jobs where they stand. */
	private defaults: JobPolicies;
	private readonly edges = new Map<NodeSymbol, Edge[]>();

	constructor(model: WorkflowModel, catalog: JobTypeCatalog) {
		this.model = model;
		this.catalog = catalog;
		this.planned = usedNodes(model);
		this.defaults = defaultsOf(model.defaults);
	}

	workflow(): WorkflowPlan {
		const { model } = this;
		const title = titleOf(model);
		const documentation = documentationOf(model.node);
		const body = this.block(model.body);
		const hooks = Object.fromEntries(model.hooks.map((hook) => [hook.event, this.block(hook.body)]));
		return {
			name: model.name,
			...(title !== undefined && { title }),
			...(documentation !== "" && { documentation }),
			file: model.file.path,
			params: model.params
				.filter((param) => model.names.get(param.name) === param)
				.map((param) => {
					const about = documentationOf(param.node);
					const value = param.default?.typed && this.rooted(param.default.typed, param.type);
					return {
						name: param.name,
						type: param.type,
						...(about !== "" && { documentation: about }),
						...(value && { default: value }),
					};
				}),
			secrets: model.secrets.map((secret) => secret.name).filter((name) => name !== ""),
			body,
			outputs: this.outputs(model.outputs, model.body),
			policies: readWorkflowPolicies(model, () => undefined),
			hooks,
		};
	}

	private block(block: Block): BlockPlan {
		for (const edge of block.edges) {
			const list = this.edges.get(edge.from);
			if (list === undefined) this.edges.set(edge.from, [edge]);
			else list.push(edge);
		}
		return { nodes: block.nodes.flatMap((node) => (this.planned.has(node) ? (this.node(node) ?? []) : [])) };
	}

	private node(node: NodeSymbol): NodePlan | undefined {
		if (node.kind === "let") return this.let(node);
		if (node.kind === "group") return this.group(node);
		return node.kind === "loop" ? this.loop(node) : this.job(node);
	}

	private base(node: NodeSymbol) {
		const documentation = documentationOf(node.node);
		return {
			name: node.name,
			...(documentation !== "" && { documentation }),
			dependencies: dependenciesOf(this.edges.get(node) ?? [], (on) => this.planned.has(on)),
		};
	}

	private let(node: LetSymbol): LetPlan | undefined {
		const { typed } = node.value;
		if (typed === undefined) return undefined;
		return { kind: "let", ...this.base(node), type: node.type, value: this.rooted(typed, node.type) };
	}

	private job(node: JobSymbol): JobPlan {
		const resolved = this.resolve(node.body.typeName);
		if (resolved?.kind === "workflow") return this.call(node, resolved.workflow);
		const type = resolved?.kind === "catalog" ? resolved.type : undefined;
		return type?.name === "fan_in" ? this.fanIn(node) : this.task(node, type);
	}

	private resolve(name: string | undefined): ResolvedJobType | undefined {
		return resolveJobType(this.model.file, this.catalog, name);
	}

	/** The common parts of jobs, groups and loops, in the order of their declaration. */
	private common(
		node: Runnable,
		defaults: JobPolicies,
		outputs: Type,
	): Omit<JobBase, "name" | "documentation" | "dependencies"> {
		const { header } = node;
		const loops = this.forPlan(node);
		const policies = lowerPolicies(node.policies, defaults, header);
		const fallback = node.fallback && this.substitute(node, node.fallback, fallbackDefaults(policies), "fallback");
		const rollback =
			node.rollback && this.substitute(node, node.rollback, rollbackDefaults(policies, this.defaults), "rollback");
		return {
			...(loops && { for: loops }),
			...(header.when?.typed && { when: header.when.typed }),
			policies,
			outputs,
			...(fallback && { fallback }),
			...(rollback && { rollback }),
		};
	}

	private forPlan(node: Runnable): ForPlan | undefined {
		const variables = node.header.variables.flatMap(({ name, type, list }) =>
			list.typed === undefined || name === "" ? [] : [{ name, type, list: list.typed }],
		);
		if (variables.length === 0) return undefined;
		const where = node.header.where?.typed;
		return { variables, ...(where && { where }) };
	}

	private task(node: JobSymbol, type: JobType | undefined): TaskPlan {
		const isProcess = type === undefined || type.runs === "process";
		const outputs = taskOutputsType(type, node.valueType ?? unknown, node.body, implicitReads(node));
		const parts = this.taskParts(node.body.settings, type);
		return {
			kind: "task",
			...this.base(node),
			...this.common(node, isProcess ? this.defaults : {}, outputs),
			type: node.body.typeName ?? "",
			...parts,
			declared: node.body.outputs !== undefined,
			reads_stdout: type?.declaresOutputs === true && readsStdout(node),
		};
	}

	/** The config of a task, with its scripts apart. */
	private taskParts(settings: readonly SettingModel[], type: JobType | undefined) {
		const config: [string, TypedExpression][] = [];
		const scripts: [string, ScriptPlan][] = [];
		for (const setting of settings) {
			const key = type !== undefined && Object.hasOwn(type.config, setting.key) ? type.config[setting.key] : undefined;
			if (type !== undefined && key === undefined) continue;
			if (key?.script !== undefined) {
				const script = lowerScript(setting);
				if (script !== undefined) scripts.push([setting.key, script]);
			} else if (setting.value.typed !== undefined) {
				config.push([setting.key, this.rooted(setting.value.typed, key?.type ?? unknown)]);
			}
		}
		return {
			config: Object.fromEntries(config),
			...(scripts.length > 0 && { scripts: Object.fromEntries(scripts) }),
		};
	}

	/**
	 * A fallback or rollback as a task of its own; without a type it is of its job's, with the job's settings below its own.
	 * A fallback gives what its job would have given, a rollback nothing that it does not declare.
	 */
	private substitute(
		node: Runnable,
		body: TaskBody,
		defaults: JobPolicies,
		word: "fallback" | "rollback",
	): TaskPlan | undefined {
		const own = node.kind === "job" ? node.body : undefined;
		const typeName = body.typeName ?? own?.typeName;
		const resolved = this.resolve(typeName);
		if (resolved?.kind !== "catalog" || resolved.type.runs !== "process" || typeName === undefined) return undefined;
		const overridden = new Set(body.settings.map((setting) => setting.key));
		const standsIn = word === "fallback" && typeName === own?.typeName;
		const inherits = standsIn || body.typeName === undefined;
		const inherited = inherits && own !== undefined ? own.settings.filter(({ key }) => !overridden.has(key)) : [];
		const declared = body.outputs ?? (standsIn ? own?.outputs : undefined);
		const inPlace = standsIn && declared === own?.outputs && own !== undefined;
		const value = inPlace && own.valueType ? own.valueType : (body.valueType ?? unknown);
		const reads = node.kind === "job" && word === "fallback" ? implicitReads(node) : { stdout: false, metrics: false };
		return {
			kind: "task",
			name: node.name,
			dependencies: [],
			policies: lowerPolicies(body.policies, defaults, { critical: false }),
			outputs: taskOutputsType(resolved.type, value, inPlace ? own : body, reads),
			type: typeName,
			...this.taskParts([...inherited, ...body.settings], resolved.type),
			declared: declared !== undefined,
			reads_stdout: resolved.type.declaresOutputs && reads.stdout,
		};
	}

	private call(node: JobSymbol, workflow: WorkflowModel): CallPlan {
		const types = new Map(workflow.params.map((param) => [param.name, param.type]));
		const params = node.body.settings.flatMap(({ key, value }) => {
			const type = types.get(key);
			return type === undefined || value.typed === undefined ? [] : [[key, this.rooted(value.typed, type)] as const];
		});
		return {
			kind: "call",
			...this.base(node),
			...this.common(node, {}, node.valueType ?? unknown),
			workflow: workflowKey(workflow),
			params: Object.fromEntries(params),
		};
	}

	private fanIn(node: JobSymbol): FanInPlan {
		const typed = (key: string) => node.body.settings.find((setting) => setting.key === key)?.value.typed;
		const metric = typed("metric");
		const strategy = strategyOf(node.body) ?? "collect_all";
		const value = strategy === "majority_vote" ? typed("field") : strategy === "custom" ? typed("value") : undefined;
		return {
			kind: "fan_in",
			...this.base(node),
			...this.common(node, {}, node.valueType ?? unknown),
			strategy,
			from: typed("from") ?? { op: "list", items: [] },
			...(metric?.op === "literal" && typeof metric.value === "string" && { metric: metric.value }),
			...(value && { value }),
		};
	}

	private group(node: GroupSymbol): JobPlan {
		const body = this.within(node);
		return {
			kind: "group",
			...this.base(node),
			...this.common(node, {}, node.valueType ?? unknown),
			body,
			results: this.outputs(node.outputs, node.body),
		};
	}

	private loop(node: LoopSymbol): JobPlan {
		const body = this.within(node);
		const max = amount(node.max?.rounds, ["int"], { least: 1 }, () => undefined) ?? 1;
		const until = node.until?.typed;
		return {
			kind: "loop",
			...this.base(node),
			...this.common(node, {}, node.valueType ?? unknown),
			carries: node.carries.flatMap((carry) => {
				const { name, type, initial } = carry;
				if (initial.typed === undefined || name === "") return [];
				const held = carry.node.type === undefined ? withImplicitOptional(type) : type;
				return [{ name, type: held, initial: this.rooted(initial.typed, type) }];
			}),
			max,
			...(until && { until }),
			body,
			next: this.outputs(node.next, node.body),
		};
	}

	/** The block of a group or loop, whose jobs have what it says for them. */
	private within(node: GroupSymbol | LoopSymbol): BlockPlan {
		const outer = this.defaults;
		this.defaults = blockDefaults(node.policies, outer);
		const body = this.block(node.body);
		this.defaults = outer;
		return body;
	}

	private outputs(outputs: readonly OutputSymbol[], block: Block): readonly OutputPlan[] {
		return outputs.flatMap(({ name, type, value }) => {
			if (value.typed === undefined || name === "") return [];
			return [
				{
					name,
					type: type ?? unknown,
					value: this.rooted(value.typed, type ?? unknown),
					dependencies: readsOf(value, block, (on) => this.planned.has(on)),
				},
			];
		});
	}

	private rooted(typed: TypedExpression, type: Type): TypedExpression {
		return rootedPaths(typed, type, this.model.file.path);
	}
}
