import { fileURLToPath } from "node:url";
import type { JobError } from "@dagwright/core";
import { type JobTypeImplementation, type Launch, ownNode } from "./launch.ts";

/**
 * The absolute path of a program that comes with Dagwright: beside this module as source, and beside the bundle once
 * it is bundled (`runtime/cli/build.mjs` names it).
 * @param name of the bundle
 * @param source path of the source, relative to this folder
 */
export function programPath(name: string, source: string): string {
	return fileURLToPath(new URL(import.meta.url.endsWith(".ts") ? `./${source}` : `./${name}.mjs`, import.meta.url));
}

/** A job type that is a program of Dagwright's own, `<type>/main.ts`, in a process of its own like any other attempt. */
export function ownProgram(type: string, failure: JobError["kind"] = "exit"): JobTypeImplementation {
	const launch: Launch = {
		file: ownNode.file,
		args: [programPath(type, `${type.replaceAll("_", "-")}/main.ts`)],
		environment: ownNode.environment,
		failure,
	};
	return () => launch;
}
