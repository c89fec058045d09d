import type { Json } from "../json.ts";
import type { Type } from "./type.ts";

/** The names that an expression may use, and what is known of them where it stands. */
export interface Environment {
	/** A `Map` will do; a front end with nested scopes may bring its own. */
	readonly names: NameLookup;
	/**
	 * Member paths (`gate.report`, `sweep`) that are known not to be null there, from a `when`, an `after` or a guard.
	 * Their optional types count as plain ones.
	 */
	readonly nonNull?: ReadonlySet<string>;
}

/** Read access to names by text. */
export interface NameLookup {
	get(name: string): EnvironmentEntry | undefined;
	keys(): Iterable<string>;
}

/** One name. */
export interface EnvironmentEntry {
	readonly type: Type;
	/** What it is, in the word that messages use. */
	readonly what:
		| "param"
		| "let"
		| "job"
		| "loop"
		| "group"
		| "carry"
		| "for variable"
		| "secret"
		| "run"
		| "interval"
		| "lambda parameter";
	/** Its value, where it is known before the run: constants are folded with it. */
	readonly value?: Json;
	/** Why it or its members may be null, as a clause: `gate may be skipped`. */
	readonly nullReason?: string;
}
