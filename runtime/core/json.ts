/** A JSON value. Every value that crosses a boundary of the core (config, outputs, events) is one. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object. A missing key and a key that holds `null` mean the same (see `dsl/README.md`, Values). */
export interface JsonObject {
	readonly [key: string]: Json;
}
