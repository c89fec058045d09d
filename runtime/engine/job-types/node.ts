import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Json } from "@dagwright/core";
import { asText } from "../local/process/environment.ts";
import { cannotStart, type JobTypeImplementation, ownNode } from "./launch.ts";

/** `node`: a JavaScript or TypeScript file, run by the same Node.js as the engine. */
export const node: JobTypeImplementation = (_command, place) => {
	const script = scriptOf(place.config, place.folder);
	if (script === undefined) return cannotStart("`script` is not given");
	if (!existsSync(script)) return cannotStart(`there is no script ${script}`);
	return { file: ownNode.file, args: [script, ...argumentsOf(place.config)], environment: ownNode.environment };
};

/** The absolute path of `script`. */
export function scriptOf(config: Readonly<Record<string, Json>>, folder: string): string | undefined {
	return typeof config.script === "string" ? resolve(folder, config.script) : undefined;
}

/** `args` as text: files as their path, text as it is, anything else as JSON. */
export function argumentsOf(config: Readonly<Record<string, Json>>): readonly string[] {
	const args = config.args;
	return Array.isArray(args) ? args.map((value: Json) => asText(value)) : [];
}
