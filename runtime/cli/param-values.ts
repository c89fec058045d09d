import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { Json, ParamPlan, ParamValues, Result, Type } from "@dagwright/core";
import { adoptValue, coerceText, describeType, nearestName } from "@dagwright/core/expression";
import { CommandFailure } from "./failure.ts";
import { toProject } from "./project/project.ts";

/** Where the values of params may come from, the strongest first. */
export interface ParamSources {
	/** `name=value`, as given by `--param`. */
	readonly given: readonly string[];
	/** The file of `--params`. */
	readonly file?: string;
	readonly environment: NodeJS.ProcessEnv;
	/** Paths in values are relative to it. */
	readonly cwd: string;
	readonly root: string;
}

/**
 * The values that the user gave, checked against the params' types: `--param`, else `--params`, else the environment's
 * `DAG_PARAM_<NAME>`. Params without a value are left to their defaults; every problem is told at once.
 */
export function readParams(params: readonly ParamPlan[], sources: ParamSources): ParamValues {
	const known = new Map(params.map((param) => [param.name, param]));
	const values: Record<string, Json> = {};
	const problems: string[] = [];
	const take = (param: ParamPlan, where: string, result: Result<Json, string>) => {
		if (result.ok) values[param.name] = projectPaths(result.value, param.type, sources);
		else problems.push(`param ${param.name} (${where}) ${result.problem}`);
	};
	for (const param of params) {
		for (const variable of [`DAG_PARAM_${param.name.toUpperCase()}`, `DAG_PARAM_${param.name}`]) {
			const text = sources.environment[variable];
			if (text === undefined) continue;
			take(param, `from ${variable}`, coerceText(text, param.type));
			break;
		}
	}
	if (sources.file !== undefined)
		for (const [name, value] of Object.entries(readParamsFile(sources.cwd, sources.file))) {
			const param = known.get(name);
			if (param === undefined) problems.push(unknownParam(name, params, sources.file));
			else take(param, `in ${sources.file}`, adoptValue(value, param.type));
		}
	for (const pair of sources.given) {
		const equals = pair.indexOf("=");
		if (equals < 0)
			throw new CommandFailure("usage", "param-form", `--param ${pair} has no value`, {
				next: `write --param ${pair === "" ? "name" : pair}=value`,
			});
		if (equals === 0)
			throw new CommandFailure("usage", "param-form", `--param ${pair} has no name before its =`, {
				next: `write --param name${pair}${params.length === 0 ? "" : `; the params are ${params.map((param) => param.name).join(", ")}`}`,
			});
		const name = pair.slice(0, equals);
		const param = known.get(name);
		if (param === undefined) problems.push(unknownParam(name, params));
		else take(param, "from --param", coerceText(pair.slice(equals + 1), param.type));
	}
	for (const param of params)
		if (param.default === undefined && !(param.name in values) && param.type.kind !== "optional")
			problems.push(`param ${param.name} needs a value: ${describeType(param.type)}, such as --param ${param.name}=…`);
	if (problems.length === 0) return values;
	const [first = "", ...rest] = problems;
	throw new CommandFailure("usage", "params", first, {
		next: [...rest, "dag plan FILE shows the params and their types"],
	});
}

function unknownParam(name: string, params: readonly ParamPlan[], file?: string): string {
	const near = nearestName(
		name,
		params.map((param) => param.name),
	);
	const names = params.map((param) => param.name).join(", ");
	const hint = near !== undefined ? `did you mean ${near}?` : names === "" ? "it has no params" : `it has: ${names}`;
	return `the workflow has no param ${name}${file === undefined ? "" : ` (in ${file})`}; ${hint}`;
}

function readParamsFile(cwd: string, given: string): Readonly<Record<string, Json>> {
	const path = resolve(cwd, given);
	if (statSync(path, { throwIfNoEntry: false }) === undefined)
		throw new CommandFailure("input", "file-missing", `there is no params file ${given}`, { where: path });
	let value: Json;
	try {
		value = JSON.parse(readFileSync(path, "utf8").replace(/^\ufeff/, ""));
	} catch (error) {
		throw new CommandFailure(
			"usage",
			"params-file",
			`${given} is not JSON: ${error instanceof Error ? error.message : error}`,
			{
				where: path,
				next: 'it holds one object, such as {"epochs": 20}',
			},
		);
	}
	if (typeof value !== "object" || value === null || Array.isArray(value))
		throw new CommandFailure("usage", "params-file", `${given} holds no object`, {
			where: path,
			next: 'it holds one object, such as {"epochs": 20}',
		});
	return value as Readonly<Record<string, Json>>;
}

/** File values come relative to where the user stands; a plan has them relative to the project root. */
function projectPaths(value: Json, type: Type, sources: ParamSources): Json {
	switch (type.kind) {
		case "optional":
			return projectPaths(value, type.of, sources);
		case "list":
			return Array.isArray(value) ? value.map((item) => projectPaths(item, type.element, sources)) : value;
		case "file":
		case "dir":
		case "dataset":
		case "model":
		case "artifact": {
			if (typeof value !== "object" || value === null || Array.isArray(value) || !("path" in value)) return value;
			const path = value["path"];
			if (typeof path !== "string" || path === "") return value;
			const absolute = resolve(sources.cwd, path);
			const inside = toProject(sources.root, absolute);
			return { ...value, path: inside.startsWith("..") ? absolute : inside };
		}
		default:
			return value;
	}
}
