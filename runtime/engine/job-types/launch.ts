import type { JobError, Json } from "@dagwright/core";
import type { Channel } from "../channels/channel.ts";
import type { AttemptFolder } from "../local/process/attempt-folder.ts";
import type { StartCommand } from "../ports.ts";

/** How an attempt's process is started. */
export interface Launch {
	readonly file: string;
	readonly args: readonly string[];
	/** Added to the attempt's environment. */
	readonly environment?: Readonly<Record<string, string>>;
	/** Added as well, and masked wherever the attempt writes them: secrets that the job does not name itself. */
	readonly secrets?: Readonly<Record<string, string>>;
	/** The kind of the error when it exits with another code than 0; `exit` if absent. */
	readonly failure?: JobError["kind"];
}

/** Where an attempt is to run. */
export interface LaunchPlace {
	/** Absolute path of the folder of the `.dag`. */
	readonly folder: string;
	readonly attempt: AttemptFolder;
	/** The environment that it will have, without used secrets. */
	readonly environment: Readonly<Record<string, string>>;
	/** The config, paths of files made absolute. */
	readonly config: Readonly<Record<string, Json>>;
	/** The channel of `dagwright.json` that has this name, or a sentence that says what is missing. */
	readonly channel: (name: string) => Channel | { readonly problem: string };
}

/** What runs a job type: makes the process's command line, or says in an error why that can't be. */
export type JobTypeImplementation = (
	command: StartCommand,
	place: LaunchPlace,
) =>
	| Launch
	| { readonly error: JobError }
	// What is made later comes too late to be masked.
	| Promise<Omit<Launch, "secrets"> | { readonly error: JobError }>;

/** A refusal to start. */
export function cannotStart(message: string, kind: JobError["kind"] = "spawn"): { readonly error: JobError } {
	return { error: { kind, message } };
}

/**
 * The program and environment to run JavaScript with the Node.js of this process, which inside VS Code is Electron.
 */
export const ownNode = {
	file: process.execPath,
	environment: process.versions.electron === undefined ? {} : { ELECTRON_RUN_AS_NODE: "1" },
} as const;
