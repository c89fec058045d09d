import type { Json, Type } from "@dagwright/core";
import { type Environment, type EnvironmentEntry, type NameLookup, optional } from "@dagwright/core/expression";
import { isNode } from "./dependencies.ts";
import { comparable } from "./known-names.ts";
import type { Block, LocalSymbol, NodeSymbol, WorkflowModel, WorkflowSymbol } from "./model.ts";

/** What an expression sees where it stands, and what is known of it there. */
export interface PlaceOptions {
	readonly workflow: WorkflowModel;
	/** Absent where no nodes can be seen: the default of a param. */
	readonly block: Block | undefined;
	readonly locals: ReadonlyMap<string, LocalSymbol>;
	/** Member paths known not to be null. */
	readonly nonNull: ReadonlySet<string>;
	/** Nodes that may have no value here although elsewhere they do, and why: after `x failed`, in hooks. */
	readonly nullable?: ReadonlyMap<string, string>;
	/** Names beside those of the workflow: `run` in hooks, `error` in `retry … when`. */
	readonly extra?: ReadonlyMap<string, EnvironmentEntry>;
}

/** Values and types of names that are no part of a symbol, set as the check goes on. */
export const constantValues = new WeakMap<WorkflowSymbol | LocalSymbol, Json>();

/** The environment in which `check` looks at an expression. */
export function environmentAt(options: PlaceOptions): Environment {
	return { names: new PlaceNames(options), nonNull: options.nonNull };
}

class PlaceNames implements NameLookup {
	private readonly options: PlaceOptions;
	private readonly entries = new Map<string, EnvironmentEntry | undefined>();

	constructor(options: PlaceOptions) {
		this.options = options;
	}

	get(name: string): EnvironmentEntry | undefined {
		if (this.entries.has(name)) return this.entries.get(name);
		const entry = this.find(name);
		this.entries.set(name, entry);
		return entry;
	}

	keys(): Iterable<string> {
		return comparable(this.options.workflow, this.visible());
	}

	private *visible(): Iterable<string> {
		const { locals, extra, workflow } = this.options;
		if (extra) yield* extra.keys();
		yield* locals.keys();
		for (const [name, symbol] of workflow.names) if (this.isVisible(symbol)) yield name;
	}

	private find(name: string): EnvironmentEntry | undefined {
		const { locals, extra, workflow, nullable } = this.options;
		const special = extra?.get(name);
		if (special !== undefined) return special;
		const local = locals.get(name);
		if (local !== undefined) return { type: local.type, what: local.kind === "carry" ? "carry" : "for variable" };
		const symbol = workflow.names.get(name);
		if (symbol === undefined || !this.isVisible(symbol)) return undefined;
		if (symbol.kind === "param") return { type: symbol.type, what: "param" };
		if (symbol.kind === "secret") return { type: { kind: "secret" }, what: "secret" };
		const reason = nullable?.get(name) ?? this.absence(symbol) ?? symbol.nullReason;
		const type = reason === undefined || reason === symbol.nullReason ? symbol.type : optional(symbol.type);
		const value = constantValues.get(symbol);
		return {
			type,
			what: symbol.kind,
			...(reason !== undefined && { nullReason: reason }),
			...(value !== undefined && { value }),
		};
	}

	/** A hook sees the workflow's nodes, any of which may not have run. */
	private absence(symbol: NodeSymbol): string | undefined {
		for (let block = this.options.block; block !== undefined; block = block.parent) {
			if (block === symbol.block) return undefined;
			if (block.kind === "hook") return `${symbol.name} may not have run`;
		}
		return undefined;
	}

	private isVisible(symbol: WorkflowSymbol): boolean {
		if (!isNode(symbol)) return true;
		for (let block = this.options.block; block !== undefined; block = block.parent) {
			if (block === symbol.block) return true;
		}
		return false;
	}
}

/** What `error` is in `retry … when`, and a part of what hooks know of the run. */
const jobError: Extract<Type, { kind: "record" }> = {
	kind: "record",
	fields: {
		kind: { kind: "string" },
		message: { kind: "string" },
		exit_code: { kind: "optional", of: { kind: "int" } },
	},
};

/** The names that `retry … when` has: the error of the attempt that failed. */
export const retryNames: ReadonlyMap<string, EnvironmentEntry> = new Map([["error", { type: jobError, what: "run" }]]);

/** The names that a hook has: `run.error` is there after a failure, and may be there when the run is done. */
export function hookNames(event: "failure" | "success" | "done"): ReadonlyMap<string, EnvironmentEntry> {
	const error: Type = { kind: "record", fields: { job: { kind: "string" }, ...jobError.fields } };
	const whole = event === "failure" ? { error } : event === "done" ? { error: optional(error) } : {};
	return new Map([["run", { type: { kind: "record", fields: { id: { kind: "string" }, ...whole } }, what: "run" }]]);
}

/** The name that expectations have: the run, with how it ended and what it gave. */
export function testNames({ outputTypes = {} }: WorkflowModel): ReadonlyMap<string, EnvironmentEntry> {
	const results = ["succeeded", "succeeded_with_warnings", "failed", "cancelled"];
	// What an expectation reads is there, or the expectation is not met.
	const type: Type = {
		kind: "record",
		fields: {
			id: { kind: "string" },
			result: { kind: "enum", values: results },
			error: { kind: "record", fields: { job: { kind: "string" }, ...jobError.fields } },
			outputs: { kind: "record", fields: outputTypes },
		},
	};
	return new Map([["run", { type, what: "run" }]]);
}

/** The names that a scheduled workflow has: the part of time that the run is for, as ISO 8601 in UTC. */
export const intervalNames: ReadonlyMap<string, EnvironmentEntry> = new Map([
	[
		"interval",
		{ type: { kind: "record", fields: { start: { kind: "string" }, end: { kind: "string" } } }, what: "interval" },
	],
]);
