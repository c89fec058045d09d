import type { Capacity, JobTypeCatalog } from "@dagwright/core";
import type { RunSubscriber } from "./active-run.ts";
import type { DagwrightJson } from "./config/dagwright-json.ts";
import type { OverlapOptions } from "./in-turn.ts";
import type { JobTypeImplementation } from "./job-types/launch.ts";
import type { JournalDisk } from "./local/journal/journal-disk.ts";

/** ms between SIGTERM and SIGKILL, unless the project says otherwise. */
export const DEFAULT_GRACE = 10_000;

/** How this process runs things; the same for each run. */
export interface EngineOptions {
	/** Of the program, for the log. */
	readonly version: string;
	readonly catalog: JobTypeCatalog;
	/** What the project states of its capacity; the rest is detected. */
	readonly capacity?: Partial<Capacity>;
	/** ms between SIGTERM and SIGKILL. */
	readonly grace?: number;
	/** Absolute path of the file with secrets. */
	readonly secrets: string;
	/** The channels of `dagwright.json`. */
	readonly channels?: DagwrightJson["channels"];
	/** The project's roles, for approvals; absent: none. */
	readonly roles?: Readonly<Record<string, readonly string[]>>;
	/** Let go of the run once nothing is left to do but to wait for people; it goes on with `resumeRun`. */
	readonly leavesPeople?: boolean;
	/** Hears the run from its first event on. */
	readonly subscriber?: RunSubscriber;
	/** What happens when a run of the same workflow is under way on this machine; what the workflow says if absent. */
	readonly overlap?: OverlapOptions;
	/** Job types besides the built-in ones. */
	readonly implementations?: ReadonlyMap<string, JobTypeImplementation>;
	/** The environment that secrets and the allow-list are taken from; that of the process if absent. */
	readonly environment?: NodeJS.ProcessEnv;
	/** The journal's disk; tests bring one that fails. */
	readonly disk?: JournalDisk;
}
