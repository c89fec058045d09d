import type { Type } from "@dagwright/core";
import {
	describeType,
	type EnvironmentEntry,
	elementType,
	mayBeNull,
	nullCause,
	optional,
	provenPaths,
} from "@dagwright/core/expression";
import { checkCarries, checkRounds } from "./check-loop.ts";
import { checkPlacement, checkPolicies } from "./check-policies.ts";
import { checkRecovery } from "./check-recovery.ts";
import { checkJob, checkSubstitutes } from "./check-task.ts";
import type { CheckContext, Checker } from "./checker.ts";
import { constantOf, constantTruthOf } from "./constant.ts";
import { localsOf } from "./dependencies.ts";
import { originOf } from "./findings.ts";
import type {
	Block,
	GroupSymbol,
	LetSymbol,
	LoopSymbol,
	NodeSymbol,
	OutputSymbol,
	Runnable,
	Site,
	WorkflowModel,
} from "./model.ts";
import { constantValues, environmentAt, hookNames, intervalNames, type PlaceOptions } from "./place.ts";
import { afterSurroundings, nullReasonOf, type Surroundings } from "./surroundings.ts";
import { checkWorkflowPolicies } from "./workflow-policies.ts";

/** Checks a workflow whose callees are checked already; sets the types and typed expressions in its model. */
export function checkWorkflow(workflow: WorkflowModel, context: CheckContext): void {
	new WorkflowCheck(workflow, context).run();
}

const nowhere: PlaceOptions["locals"] = new Map();

class WorkflowCheck implements Checker {
	readonly workflow: WorkflowModel;
	readonly context: CheckContext;

	constructor(workflow: WorkflowModel, context: CheckContext) {
		this.workflow = workflow;
		this.context = context;
	}

	run(): void {
		const { workflow } = this;
		const { file } = workflow;
		for (const param of workflow.params) {
			param.type = this.context.types.type(file, param.node.type);
			if (param.default) this.site(param.default, this.placeOfDefaults(), param.type);
		}
		const extra: ReadonlyMap<string, EnvironmentEntry> = workflow.schedule ? intervalNames : new Map();
		const surroundings = {
			nonNull: new Set<string>(),
			required: new Set<string>(),
			nullable: new Map<string, string>(),
			extra,
		};
		this.block(workflow.body, surroundings);
		const place = this.place(workflow.body, workflow.body.locals, surroundings);
		for (const output of workflow.outputs) this.output(output, place);
		workflow.outputTypes = Object.fromEntries(
			workflow.outputs.flatMap(({ name, type }) => (name === "" ? [] : [[name, type ?? { kind: "unknown" as const }]])),
		);
		for (const hook of workflow.hooks) {
			this.block(hook.body, { ...surroundings, extra: new Map([...extra, ...hookNames(hook.event)]) });
		}
		// Defaults reach jobs that wait for different things, so they see what all have: params.
		checkPolicies(this, workflow.defaults, { workflow, block: undefined, locals: nowhere, nonNull: new Set(), extra });
		checkWorkflowPolicies(workflow, this.context.findings);
		this.unused();
	}

	/** Checks one expression at its place; `unknown` where something is wrong. */
	site(site: Site, place: PlaceOptions, expected?: Type, inScript = false): Type {
		return this.context.expressions.site(site, environmentAt(place), { workflow: this.workflow, inScript }, expected);
	}

	private place(block: Block, locals: PlaceOptions["locals"], surroundings: Surroundings): PlaceOptions {
		return { workflow: this.workflow, block, locals, ...surroundings };
	}

	/** A param's default is known before anything runs, so it sees no names. */
	private placeOfDefaults(): PlaceOptions {
		const none: WorkflowModel = { ...this.workflow, names: new Map() };
		return { workflow: none, block: undefined, locals: nowhere, nonNull: new Set() };
	}

	private block(block: Block, surroundings: Surroundings): void {
		for (const node of block.order) this.node(node, surroundings);
	}

	private node(node: NodeSymbol, surroundings: Surroundings): void {
		if (node.kind !== "let") {
			this.runnable(node, surroundings);
			return;
		}
		node.required = surroundings.required;
		node.nullable = surroundings.nullable;
		const expected = node.node.type && this.context.types.type(this.workflow.file, node.node.type);
		const place = this.place(node.block, node.block.locals, surroundings);
		const inferred = this.site(node.value, place, expected);
		node.type = expected ?? inferred;
		if (mayBeNull(node.type)) node.nullReason = this.whyNull(node, place);
		const value = constantOf(node.value, this.workflow);
		if (value !== undefined) constantValues.set(node, value);
	}

	/** Why a let may be null: what its type says, or what its value may be. */
	private whyNull({ name, node, value }: LetSymbol, place: PlaceOptions): string {
		if (node.type?.optional) return `it is declared as optional`;
		return nullCause(value.expression, environmentAt(place)) ?? `the value of ${name} may be missing`;
	}

	private runnable(node: Runnable, outside: Surroundings): void {
		const { file } = this.workflow;
		const { header } = node;
		const surroundings = afterSurroundings(node, outside, this.context.findings);
		node.required = surroundings.required;
		node.nullable = surroundings.nullable;
		const headerPlace = this.place(node.block, node.block.locals, surroundings);
		for (const variable of header.variables) {
			const list = this.site(variable.list, headerPlace);
			const element = elementType(list);
			if (element !== undefined) variable.type = element;
			else {
				const advice = list.kind === "int" ? "; to count up to it, write `range(…)`" : "";
				const message = `\`for\` wants a list, but this is ${describeType(list)}${advice}.`;
				this.context.findings.report("dag/type-mismatch", originOf(file.path, variable.list.node), { message });
			}
		}
		let inside = surroundings;
		if (header.when) {
			this.site(header.when, headerPlace, { kind: "bool" });
			this.neverRuns(header.when, `\`${node.name}\` is never run`);
			const proven = provenPaths(header.when.expression, true);
			if (proven.length > 0) inside = { ...inside, nonNull: new Set([...inside.nonNull, ...proven]) };
		}
		const locals = localsOf(node, "instance") ?? nowhere;
		const place = this.place(node.block, locals, inside);
		if (header.where) {
			this.site(header.where, place, { kind: "bool" });
			this.neverRuns(header.where, `no instance of \`${node.name}\` is ever run`);
		}
		checkPolicies(this, node.policies, place);
		checkPlacement(this, node);
		checkRecovery(this, node);
		const value =
			node.kind === "job"
				? checkJob(this, node, place, inside)
				: node.kind === "group"
					? this.group(node, inside)
					: this.loop(node, place, inside);
		node.valueType = value;
		this.setType(node, value);
	}

	/** Warns of a condition that is false whatever the run brings. */
	private neverRuns(condition: Site, consequence: string): void {
		if (constantTruthOf(condition, this.workflow) !== false) return;
		const at = originOf(this.workflow.file.path, condition.node);
		this.context.findings.report("dag/never-runs", at, { consequence });
	}

	/** The type that others see: a list for a `for` job, optional where it may not have run. */
	private setType(node: Runnable, value: Type): void {
		const { header } = node;
		const bindings = Object.fromEntries(header.variables.map((variable) => [variable.name, variable.type]));
		const whole: Type = header.variables.length === 0 ? value : { kind: "fan_out", element: value, bindings };
		const reason = nullReasonOf(node);
		if (reason !== undefined) node.nullReason = reason;
		node.type = reason === undefined ? whole : optional(whole);
	}

	private group(node: GroupSymbol, inside: Surroundings): Type {
		this.block(node.body, inside);
		const place = this.place(node.body, node.body.locals, inside);
		for (const output of node.outputs) this.output(output, place);
		const value: Type = {
			kind: "record",
			fields: Object.fromEntries(node.outputs.flatMap(({ name, type }) => (name && type ? [[name, type]] : []))),
		};
		checkSubstitutes(this, node, value, inside);
		return value;
	}

	private loop(node: LoopSymbol, place: PlaceOptions, inside: Surroundings): Type {
		checkCarries(this, node, place);
		this.block(node.body, inside);
		const value = checkRounds(this, node, this.place(node.body, node.body.locals, inside));
		checkSubstitutes(this, node, value, inside);
		return value;
	}

	private output(output: OutputSymbol, place: PlaceOptions): void {
		const declared = output.node.$type === "Output" ? output.node.type : undefined;
		const expected = declared && this.context.types.type(this.workflow.file, declared);
		const inferred = this.site(output.value, place, expected);
		output.type = expected ?? inferred;
	}

	private unused(): void {
		const { workflow } = this;
		for (const [name, symbol] of workflow.names) {
			if (workflow.used.has(name) || (symbol.kind !== "param" && symbol.kind !== "let")) continue;
			const at = originOf(workflow.file.path, symbol.node, "name");
			this.context.findings.report("dag/unused", at, { name, what: symbol.kind });
		}
	}
}
