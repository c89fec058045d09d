import type { JobType, Type } from "@dagwright/core";
import {
	describeType,
	type EnvironmentEntry,
	elementType,
	isAssignable,
	mayBeNull,
	nearestName,
	nullCause,
	optional,
	provenPaths,
} from "@dagwright/core/expression";
import type * as ast from "../generated/ast.ts";
import { checkCarries, checkRounds } from "./check-loop.ts";
import { checkPlacement, checkPolicies } from "./check-policies.ts";
import type { CheckContext, Checker } from "./checker.ts";
import { constantOf, constantTruthOf } from "./constant.ts";
import { localsOf } from "./dependencies.ts";
import { checkFanIn } from "./fan-in.ts";
import { originOf } from "./findings.ts";
import { jobTypeNames, type ResolvedJobType, resolveJobType, taskValueType } from "./job-types.ts";
import type {
	Block,
	GroupSymbol,
	JobSymbol,
	LetSymbol,
	LoopSymbol,
	NodeSymbol,
	OutputSymbol,
	Runnable,
	Site,
	TaskBody,
	WorkflowModel,
} from "./model.ts";
import { constantValues, environmentAt, hookNames, intervalNames, type PlaceOptions } from "./place.ts";
import { checkSettings } from "./settings.ts";
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
		const value =
			node.kind === "job"
				? this.job(node, place, inside)
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

	private job(node: JobSymbol, place: PlaceOptions, inside: Surroundings): Type {
		const { body } = node;
		const resolved = this.jobType(body, "type");
		const value = this.task(node, body, resolved, place, []);
		if (node.fallback) {
			const named = node.fallback.typeName === undefined ? resolved : this.jobType(node.fallback, "type");
			const type = this.substitute(node.fallback, named, "fallback");
			const inherited = type === resolved ? body.settings.map(({ key }) => key) : [];
			const outputs = this.task(node, node.fallback, type, place, inherited);
			if (type !== resolved && type !== undefined && resolved !== undefined && !isAssignable(outputs, value)) {
				const message = `The fallback stands in for \`${node.name}\`, so its outputs must be like those of \`${body.typeName}\`.`;
				const at = originOf(this.workflow.file.path, node.fallback.node, "type");
				this.context.findings.report("dag/type-mismatch", at, { message });
			}
		}
		if (node.rollback) this.rollback(node, node.rollback, value, resolved, inside);
		return value;
	}

	/** A rollback sees the outputs of its own job. */
	private rollback(
		node: Runnable,
		body: TaskBody,
		value: Type,
		own: ResolvedJobType | undefined,
		inside: Surroundings,
		word: "fallback" | "rollback" = "rollback",
	): void {
		const type = this.substitute(body, body.typeName === undefined ? own : this.jobType(body, "type"), word);
		const extra = new Map(inside.extra);
		extra.set(node.name, { type: value, what: node.kind });
		const locals = localsOf(node, "rollback") ?? nowhere;
		const inherited =
			body.typeName === undefined && node.kind === "job" ? node.body.settings.map(({ key }) => key) : [];
		this.task(node, body, type, this.place(node.block, locals, { ...inside, extra }), inherited);
	}

	/** The type of a fallback or rollback; undefined where it is none that can stand in, which is said. */
	private substitute(
		body: TaskBody,
		type: ResolvedJobType | undefined,
		word: "fallback" | "rollback",
	): ResolvedJobType | undefined {
		const isProcess = type?.kind === "catalog" && type.type.runs === "process";
		if (type === undefined || type.kind === "unresolved" || isProcess) return type;
		const message = `A ${word} runs a job type such as \`shell\`: write \`${word} shell { … }\`.`;
		const at = originOf(this.workflow.file.path, body.node, body.typeName === undefined ? undefined : "type");
		this.context.findings.report("dag/misplaced-policy", at, { message });
		return undefined;
	}

	private jobType(body: TaskBody, property: string): ResolvedJobType | undefined {
		const { file } = this.workflow;
		const resolved = resolveJobType(file, this.context.catalog, body.typeName);
		if (resolved === undefined && body.typeName !== undefined) {
			const suggestion = nearestName(body.typeName, jobTypeNames(file, this.context.catalog));
			const at = originOf(file.path, body.node, property);
			this.context.findings.report("dag/unknown-job-type", at, { name: body.typeName }, { suggestion });
		}
		return resolved;
	}

	/** Checks the settings of a task or call, and keeps and gives the type of its outputs. */
	private task(
		node: Runnable,
		body: TaskBody,
		resolved: ResolvedJobType | undefined,
		place: PlaceOptions,
		inherited: readonly string[],
	): Type {
		body.valueType = this.taskType(node, body, resolved, place, inherited);
		return body.valueType;
	}

	private taskType(
		node: Runnable,
		body: TaskBody,
		resolved: ResolvedJobType | undefined,
		place: PlaceOptions,
		inherited: readonly string[],
	): Type {
		const { file } = this.workflow;
		if (body !== (node.kind === "job" ? node.body : undefined)) checkPolicies(this, body.policies, place);
		const type = resolved?.kind === "catalog" ? resolved.type : undefined;
		if (body.outputs) this.outputsBlock(body.outputs, type, resolved);
		if (resolved === undefined || resolved.kind === "unresolved") {
			for (const setting of body.settings) this.site(setting.value, place);
			return { kind: "unknown" };
		}
		if (type?.name === "fan_in") return checkFanIn(this, body, type, place, inherited);
		checkSettings(this, body, resolved, place, inherited);
		if (resolved.kind === "workflow") {
			const fields = resolved.workflow.outputTypes;
			return fields === undefined ? { kind: "unknown" } : { kind: "record", fields };
		}
		return taskValueType(resolved.type, body, file, this.context.types);
	}

	private outputsBlock(outputs: ast.Outputs, type: JobType | undefined, resolved: ResolvedJobType | undefined): void {
		this.context.types.fields(this.workflow.file, outputs.fields);
		if (type?.declaresOutputs || resolved === undefined || resolved.kind === "unresolved") return;
		const what =
			type === undefined ? "A call has the outputs of its workflow" : `\`${type.name}\` has outputs of its own`;
		const at = originOf(this.workflow.file.path, outputs);
		this.context.findings.report("dag/misplaced-policy", at, { message: `${what} and declares no others.` });
	}

	private group(node: GroupSymbol, inside: Surroundings): Type {
		this.block(node.body, inside);
		const place = this.place(node.body, node.body.locals, inside);
		for (const output of node.outputs) this.output(output, place);
		const value: Type = {
			kind: "record",
			fields: Object.fromEntries(node.outputs.flatMap(({ name, type }) => (name && type ? [[name, type]] : []))),
		};
		this.substitutes(node, value, inside);
		return value;
	}

	private substitutes(node: GroupSymbol | LoopSymbol, value: Type, inside: Surroundings): void {
		for (const [word, body] of [
			["fallback", node.fallback],
			["rollback", node.rollback],
		] as const) {
			if (body === undefined) continue;
			if (body.typeName === undefined) {
				const message = `The ${word} of a ${node.kind} names its job type: \`${word} shell { … }\`.`;
				this.context.findings.report("dag/misplaced-policy", originOf(this.workflow.file.path, body.node), { message });
			} else this.rollback(node, body, value, undefined, inside, word);
		}
	}

	private loop(node: LoopSymbol, place: PlaceOptions, inside: Surroundings): Type {
		checkCarries(this, node, place);
		this.block(node.body, inside);
		const value = checkRounds(this, node, this.place(node.body, node.body.locals, inside));
		this.substitutes(node, value, inside);
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
