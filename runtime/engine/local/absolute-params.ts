import { resolve } from "node:path";
import type { Json, ParamPlan, ParamValues, Type } from "@dagwright/core";
import { isFileLike } from "@dagwright/core/expression";

/**
 * Params with the paths of files made absolute: plans and people give them relative to the project root, and jobs run
 * in the folder of their `.dag`.
 */
export function absoluteParams(values: ParamValues, params: readonly ParamPlan[], root: string): ParamValues {
	const types = new Map(params.map(({ name, type }) => [name, type]));
	return Object.fromEntries(
		Object.entries(values).map(([name, value]) => {
			const type = types.get(name);
			return [name, type === undefined ? value : absolute(value, type, root)];
		}),
	);
}

function absolute(value: Json, type: Type, root: string): Json {
	if (isFileLike(type)) {
		if (typeof value === "string") return resolve(root, value);
		if (value === null || typeof value !== "object" || !("path" in value)) return value;
		return typeof value.path === "string" ? { ...value, path: resolve(root, value.path) } : value;
	}
	switch (type.kind) {
		case "optional":
			return absolute(value, type.of, root);
		case "list":
			return Array.isArray(value) ? value.map((item: Json) => absolute(item, type.element, root)) : value;
		case "map":
			return mapFields(value, (item) => absolute(item, type.value, root));
		case "record":
			return mapFields(value, (item, name) => {
				const field = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined;
				return field === undefined ? item : absolute(item, field, root);
			});
		default:
			return value;
	}
}

function mapFields(value: Json, map: (item: Json, name: string) => Json): Json {
	if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, map(item, name)]));
}
