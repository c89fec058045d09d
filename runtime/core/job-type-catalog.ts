import type { Type } from "./expression/type.ts";
import type { Json } from "./json.ts";

/**
 * What is known of the job types, as plain data that everyone is handed: the checker, completion, hover, the graph and
 * the engine. Nobody executes a job type to learn about it. The built-in catalog is generated from the zod schemas in
 * `runtime/job-types`; a plug-in ships the same JSON.
 */
export interface JobTypeCatalog {
	readonly version: 1;
	readonly types: Readonly<Record<string, JobType>>;
}

export interface JobType {
	readonly name: string;
	/** One sentence, then Markdown. */
	readonly documentation: string;
	/** A codicon-like icon name that the graph knows. */
	readonly icon: string;
	readonly config: Readonly<Record<string, ConfigKey>>;
	/** The outputs, for a job without an `outputs { … }` block of its own. */
	readonly outputs: Readonly<Record<string, OutputField>>;
	/** Whether a job may declare `outputs { … }` itself (process jobs: shell, node, python). */
	readonly declaresOutputs: boolean;
	/** Where it runs: a process of the engine, the core itself (`fan_in`), or people (`approval`). */
	readonly runs: "process" | "core" | "people";
	/** Rules across fields: an expression over the config keys that must hold, and what to say when it does not. */
	readonly rules: readonly { readonly require: string; readonly message: string }[];
	/** Whether an implementation ships with this version; else the Plan is fine and a run is refused with one sentence. */
	readonly implemented: boolean;
}

export interface ConfigKey {
	readonly type: Type;
	readonly documentation: string;
	readonly required: boolean;
	readonly default?: Json;
	/** The key holds a script (`run` of shell): interpolation in it is data, never text of the script. */
	readonly script?: "sh";
	/** The field of the value, by its path, that names a secret which the job must use. */
	readonly secret?: readonly string[];
	/** An example value as `.dag` text, for completion and hover. */
	readonly example?: string;
}

export interface OutputField {
	readonly type: Type;
	readonly documentation: string;
	/** The config key that, where it is given, has this optional output be there for sure. */
	readonly given_with?: string;
}
