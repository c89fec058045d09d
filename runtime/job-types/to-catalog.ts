import type { ConfigKey, JobType, JobTypeCatalog, Json, OutputField, Type } from "@dagwright/core";
import { z } from "zod";
import type { JobTypeDefinition } from "./define-job-type.ts";

type Schema = z.core.JSONSchema.BaseSchema;

/** Turns definitions into the catalog: plain JSON, keys in the order of the definitions. */
export function toCatalog(definitions: readonly JobTypeDefinition[]): JobTypeCatalog {
	return {
		version: 1,
		types: Object.fromEntries(definitions.map((definition) => [definition.name, toJobType(definition)])),
	};
}

function toJobType(definition: JobTypeDefinition): JobType {
	const config = z.toJSONSchema(definition.config, { io: "input" });
	const outputs = z.toJSONSchema(definition.outputs, { io: "output" });
	return {
		name: definition.name,
		documentation: definition.documentation,
		icon: definition.icon,
		config: mapFields(config, (schema, required) => configKey(schema, required)),
		outputs: mapFields(
			outputs,
			(schema, required): OutputField => ({
				type: required ? toType(schema) : optional(toType(schema)),
				documentation: describe(schema),
				...(typeof schema["given_with"] === "string" && { given_with: schema["given_with"] }),
			}),
		),
		declaresOutputs: definition.declaresOutputs,
		runs: definition.runs,
		rules: definition.rules,
		implemented: definition.implemented,
	};
}

function mapFields<Field>(schema: Schema, make: (field: Schema, required: boolean) => Field): Record<string, Field> {
	const required = new Set(schema.required ?? []);
	return Object.fromEntries(
		Object.entries(schema.properties ?? {}).map(([name, field]) => {
			if (typeof field === "boolean") throw new Error(`job type field ${name} has no schema`);
			return [name, make(field, required.has(name))];
		}),
	);
}

function configKey(schema: Schema, required: boolean): ConfigKey {
	const type = toType(schema);
	const hasDefault = schema.default !== undefined;
	return {
		type: required || hasDefault ? type : optional(type),
		documentation: describe(schema),
		required,
		...(hasDefault && { default: schema.default as Json }),
		...(schema["script"] === "sh" && { script: "sh" as const }),
		...(Array.isArray(schema["secret"]) && { secret: schema["secret"].map(String) }),
		...(typeof schema["example"] === "string" && { example: schema["example"] }),
	};
}

function describe(schema: Schema): string {
	if (schema.description === undefined) throw new Error(`a field has no description: ${JSON.stringify(schema)}`);
	return schema.description;
}

function optional(type: Type): Type {
	return type.kind === "optional" ? type : { kind: "optional", of: type };
}

/** The `.dag` type of a JSON Schema; throws for what the language cannot say. */
export function toType(schema: Schema): Type {
	const named = schema["dag"];
	if (typeof named === "string") return { kind: named } as Type;
	if (schema.enum !== undefined) return { kind: "enum", values: schema.enum.map(String) };
	switch (schema.type) {
		case "string":
			return { kind: "string" };
		case "boolean":
			return { kind: "bool" };
		case "integer":
			return numberType("int", schema);
		case "number":
			return numberType("float", schema);
		case "array":
			return { kind: "list", element: toType(schemaOf(schema.items)) };
		case "object": {
			if (schema.properties === undefined) return { kind: "map", value: toType(schemaOf(schema.additionalProperties)) };
			return {
				kind: "record",
				fields: mapFields(schema, (field, required) => (required ? toType(field) : optional(toType(field)))),
			};
		}
		default:
			throw new Error(`the language has no type for ${JSON.stringify(schema)}`);
	}
}

function numberType(kind: "int" | "float", schema: Schema): Type {
	const { minimum, maximum } = schema;
	return {
		kind,
		...(minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER && { min: minimum }),
		...(maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER && { max: maximum }),
	};
}

function schemaOf(schema: unknown): Schema {
	if (typeof schema !== "object" || schema === null)
		throw new Error("an array or map in a job type has no element schema");
	return schema as Schema;
}
