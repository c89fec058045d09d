import type { JobType, JobTypeCatalog, OutputField, Type } from "@dagwright/core";
import type { JobSymbol, SettingModel, SourceFile, TaskBody, WorkflowModel } from "./model.ts";
import type { TypeResolver } from "./types.ts";

/** What a job's type names. */
export type ResolvedJobType =
	| { readonly kind: "catalog"; readonly type: JobType }
	| { readonly kind: "workflow"; readonly workflow: WorkflowModel }
	/** An import that failed and was reported there. */
	| { readonly kind: "unresolved" };

/** The job type or workflow of that name in a file. */
export function resolveJobType(
	file: SourceFile,
	catalog: JobTypeCatalog,
	name: string | undefined,
): ResolvedJobType | undefined {
	if (name === undefined) return { kind: "unresolved" };
	const declaration = file.names.get(name);
	if (declaration?.kind === "workflow" || declaration?.kind === "unresolved") return declaration;
	if (declaration !== undefined) return undefined;
	const type = Object.hasOwn(catalog.types, name) ? catalog.types[name] : undefined;
	return type && { kind: "catalog", type };
}

/** The names that could stand as a job's type in a file. */
export function jobTypeNames(file: SourceFile, catalog: JobTypeCatalog): readonly string[] {
	const workflows = [...file.names].filter(([, declaration]) => declaration.kind === "workflow").map(([name]) => name);
	return [...workflows, ...Object.keys(catalog.types)];
}

/** Outputs that every process job has beside those it declares. */
const stdout: Type = { kind: "string" };
const metrics: Type = { kind: "map", value: { kind: "float" } };

/** What expressions see of one instance of a task; `job` is what a fallback takes its other settings from. */
export function taskValueType(
	type: JobType,
	body: TaskBody,
	file: SourceFile,
	types: TypeResolver,
	job: TaskBody = body,
): Type {
	const isGiven = (key: string) => {
		const named = (setting: SettingModel) => setting.key === key;
		const value = (body.settings.find(named) ?? job.settings.find(named))?.node.value;
		// Of other expressions it is not sure that they are no null.
		return value?.$type === "PlainText" || value?.$type === "Template";
	};
	const outputType = ({ type: output, given_with: key }: OutputField) =>
		key !== undefined && output.kind === "optional" && isGiven(key) ? output.of : output;
	return {
		kind: "record",
		fields: {
			...(type.declaresOutputs && { metrics, stdout }),
			...Object.fromEntries(Object.entries(type.outputs).map(([name, output]) => [name, outputType(output)])),
			...(body.outputs && types.fields(file, body.outputs.fields)),
		},
	};
}

/**
 * What a task's outputs must be when it ends: those of the catalog and those declared, `stdout` where it is read, and
 * the metrics that it reports, if any, where the workflow speaks of metrics.
 */
export function taskOutputsType(
	type: JobType | undefined,
	value: Type,
	body: TaskBody,
	reads: { readonly stdout: boolean; readonly metrics: boolean },
): Type {
	if (value.kind !== "record" || !type?.declaresOutputs) return value;
	const declared = new Set((body.outputs?.fields ?? []).map((field) => field.name));
	const fields = Object.entries(value.fields).flatMap(([name, field]): [string, Type][] => {
		if (declared.has(name)) return [[name, field]];
		if (name === "stdout") return reads.stdout ? [[name, field]] : [];
		if (name === "metrics") return reads.metrics ? [[name, { kind: "optional", of: field }]] : [];
		return [[name, field]];
	});
	return { kind: "record", fields: Object.fromEntries(fields) };
}

/**
 * The type of a value that holds whole jobs, as a run has it: what a job has without declaring it is there only if
 * somebody reads it, or it was reported.
 */
export function withImplicitOptional(type: Type): Type {
	if (type.kind === "list") return { kind: "list", element: withImplicitOptional(type.element) };
	if (type.kind === "fan_out") return { ...type, element: withImplicitOptional(type.element) };
	if (type.kind === "optional") return { kind: "optional", of: withImplicitOptional(type.of) };
	if (type.kind !== "record") return type;
	const fields = Object.entries(type.fields).map(([name, field]): [string, Type] =>
		field === metrics || field === stdout ? [name, { kind: "optional", of: field }] : [name, field],
	);
	return { kind: "record", fields: Object.fromEntries(fields) };
}

/** Whether some expression reads the `stdout` of the job. */
export function readsStdout(job: JobSymbol): boolean {
	const { stdoutReaders } = job.block.workflow;
	return stdoutReaders.has(job) || stdoutReaders.has("all");
}

/** What expressions read of a job beside its declared outputs. */
export function implicitReads(job: JobSymbol): { readonly stdout: boolean; readonly metrics: boolean } {
	return { stdout: readsStdout(job), metrics: job.block.workflow.readsMetrics };
}
