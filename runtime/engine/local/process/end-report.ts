import { join } from "node:path";
import type { JobError, JobTypeCatalog, Report, ResourceUsage } from "@dagwright/core";
import type { StartCommand } from "../../ports.ts";
import { errorText } from "../../user-error.ts";
import type { ArtifactStore } from "../artifacts.ts";
import { instanceFileName } from "../log-path.ts";
import { failureReport, type ProcessEnd } from "./attempt.ts";
import type { AttemptEvents } from "./attempt-events.ts";
import type { AttemptFolder } from "./attempt-folder.ts";
import type { AttemptLog } from "./attempt-log.ts";
import { collectOutputs } from "./attempt-outputs.ts";
import { failureOf } from "./failure.ts";
import { maskText } from "./masking.ts";

/** What of an attempt that is under way is needed to tell of its end. */
export interface RunningAttempt {
	readonly command: StartCommand;
	readonly folder: AttemptFolder;
	/** The secrets that it was given, in all the forms in which they are masked. */
	readonly variants: readonly Buffer[];
	readonly events: AttemptEvents;
	readonly log: AttemptLog;
	/** The kind of error that a bad exit means. */
	failure: JobError["kind"];
	/** Whether its process was ordered. */
	begun: boolean;
}

interface EndOptions {
	/** Whether it may have left anything in its folder. */
	readonly wrote: boolean;
	readonly catalog: JobTypeCatalog;
	readonly store: ArtifactStore;
	/** The run's folder. */
	readonly run: string;
}

/** What an attempt whose processes have ended came to, with its outputs, which are kept. Throws what the disk refuses. */
export async function endReport(running: RunningAttempt, end: ProcessEnd, options: EndOptions): Promise<Report> {
	const { command, events, log, folder, variants } = running;
	const { instance, attempt, task } = command;
	const { usage } = end;
	if (end.how === "killed") return lossReport(running);
	if (end.how === "stopped" && end.reason === "cancel") return { type: "cancelled", instance, attempt, usage };
	if (end.how !== "exited" || end.code !== 0) {
		return failReport(running, failureOf(end, task.policies.timeout, running.failure, events.error), usage);
	}
	const result = await collectOutputs({
		task,
		folder,
		wrote: options.wrote,
		strict: options.catalog.types[task.type]?.declaresOutputs === false,
		...(task.reads_stdout ? { stdout: log.stdout() } : {}),
		metrics: events.metrics,
		variants,
		store: options.store,
		manifest: join(options.run, "artifacts", `${instanceFileName(instance)}.json`),
	});
	if (!result.ok) return failReport(running, result.error, usage);
	const told = [...result.warnings, ...events.warnings(), ...warningsOf(log, end)];
	const warnings = told.map((text) => maskText(text, variants));
	const { outputs } = result;
	return { type: "succeeded", instance, attempt, outputs, usage, ...(warnings.length === 0 ? {} : { warnings }) };
}

/** That it failed, with the last lines of its log. */
export function failReport({ command, log, variants }: RunningAttempt, error: JobError, usage: ResourceUsage): Report {
	const tail = log.tail();
	const message = maskText(error.message, variants);
	return failureReport(command, { ...error, message, ...(tail === undefined ? {} : { log_tail: tail }) }, usage);
}

/** That nobody will know how it ended. */
export function lossReport({ command: { instance, attempt }, begun }: RunningAttempt): Report {
	return { type: "lost", instance, attempt, ...(begun ? {} : { unbegun: true }) };
}

function warningsOf(log: AttemptLog, { left }: ProcessEnd): readonly string[] {
	return [
		...(left > 0 ? [`${left} processes outlived the job and were ended`] : []),
		...(log.failure === undefined ? [] : [`the log could not be written: ${errorText(log.failure)}`]),
	];
}
