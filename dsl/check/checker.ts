import type { JobTypeCatalog, Type } from "@dagwright/core";
import type { ExpressionCheck } from "./expression-check.ts";
import type { Findings } from "./findings.ts";
import type { Site, WorkflowModel } from "./model.ts";
import type { PlaceOptions } from "./place.ts";
import type { TypeResolver } from "./types.ts";

/** What the check of one workflow shares with that of the others. */
export interface CheckContext {
	readonly catalog: JobTypeCatalog;
	readonly findings: Findings;
	readonly types: TypeResolver;
	readonly expressions: ExpressionCheck;
	/** The project's roles, where they are known. */
	readonly roles: ReadonlySet<string> | undefined;
}

/** The check of one workflow, for its parts. */
export interface Checker {
	readonly workflow: WorkflowModel;
	readonly context: CheckContext;
	/** Checks one expression at its place; `unknown` where something is wrong. */
	site(site: Site, place: PlaceOptions, expected?: Type, inScript?: boolean): Type;
}
