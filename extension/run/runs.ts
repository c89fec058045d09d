import { dirname } from "node:path";
import type { RunEvent } from "@dagwright/core";
import { type Answer, decodeRunListings, type RunStreamLine, type ToWebview } from "@dagwright/protocol";
import * as vscode from "vscode";
import { answerArgs } from "./answer-args.ts";
import { latestRun, type WantedRun } from "./latest-run.ts";
import { RememberedRuns } from "./remembered-runs.ts";
import { RunLog } from "./run-log.ts";
import { askDag, type CommandLine, type RunProcess, startRunProcess } from "./run-process.ts";
import { noProgress, progressAfter, progressLine, type RunProgress } from "./run-progress.ts";
import { RunRecord } from "./run-record.ts";
import { RunStatus } from "./run-status.ts";
import { RunTerminal } from "./run-terminal.ts";
import { userName } from "./user-name.ts";

type Sample = Extract<ToWebview, { type: "sample" }>["samples"][number];

/** What to start: `dag` with these arguments in this folder, on behalf of a document. */
export interface RunRequest {
	readonly document: vscode.Uri;
	readonly args: readonly string[];
	readonly folder: string;
}

/** How a run ended, for whoever started it. */
export interface RunOutcome {
	readonly record?: RunRecord;
	/** `dag`'s exit code; null when it was killed or never began. */
	readonly code: number | null;
}

/** Whether the engine of a run is there, since when (UTC ms, where that is known). */
export interface RunConnection {
	readonly record: RunRecord;
	readonly connected: boolean;
	readonly since?: number;
}

/** The window's runs: at most one under way, and the latest of each workflow. Shown in the log and the status bar. */
export class Runs implements Disposable {
	readonly #commandLine: CommandLine;
	readonly #terminal = new RunTerminal();
	readonly #status = new RunStatus();
	/** By document and workflow. */
	readonly #latest = new Map<string, Map<string, RunRecord>>();
	readonly #started = new vscode.EventEmitter<RunRecord>();
	readonly #events = new vscode.EventEmitter<{ readonly record: RunRecord; readonly events: readonly RunEvent[] }>();
	readonly #samples = new vscode.EventEmitter<{ readonly record: RunRecord; readonly sample: Sample }>();
	readonly #connections = new vscode.EventEmitter<RunConnection>();
	readonly #remembered: RememberedRuns;
	/** What was asked of the journals already. */
	readonly #recalled = new Set<string>();
	/** Readers of runs that this window did not start, each with its record once it has one. */
	readonly #readers = new Map<RunProcess, RunRecord | undefined>();
	#process: RunProcess | undefined;
	#active: RunRecord | undefined;
	#last: RunRecord | undefined;

	readonly onStarted = this.#started.event;
	readonly onEvents = this.#events.event;
	readonly onSample = this.#samples.event;
	readonly onConnection = this.#connections.event;

	constructor(commandLine: CommandLine, memory: vscode.Memento) {
		this.#commandLine = commandLine;
		this.#remembered = new RememberedRuns(memory);
	}

	/** Whether a run is under way. */
	get running(): boolean {
		return this.#process !== undefined;
	}

	/** The latest run of a workflow of the document; of any, where the text as it stands has no workflow. */
	latestOf(document: vscode.Uri, workflow: string | undefined): RunRecord | undefined {
		const records = this.#latest.get(document.toString());
		return workflow === undefined ? [...(records?.values() ?? [])].at(-1) : records?.get(workflow);
	}

	/**
	 * Reads the latest run of a workflow back from its journal, whoever started it; `onStarted` and `onEvents` tell it.
	 * Starts processes, so only where the workspace is trusted, and once for each workflow.
	 */
	async recall(document: vscode.Uri, wanted: WantedRun): Promise<void> {
		const { workflow } = wanted;
		if (!vscode.workspace.isTrusted || document.scheme !== "file" || this.latestOf(document, workflow)) return;
		const question = JSON.stringify([document.toString(), workflow]);
		if (this.#recalled.has(question)) return;
		this.#recalled.add(question);
		const listed = decodeRunListings((await this.ask(["runs", "--json"], dirname(document.fsPath))).output);
		// The list holds only the newest runs of the project.
		const found =
			(listed.ok ? latestRun(listed.value, wanted) : undefined) ??
			this.#remembered.latestOf(document.toString(), workflow);
		// A run may have begun meanwhile.
		if (found && !this.latestOf(document, workflow)) this.#read(document, found);
	}

	/** Follows a run that another window or a terminal drives, or that is over; goes on with what is `known` of it. */
	#read(
		document: vscode.Uri,
		{ run, workflow }: { readonly run: string; readonly workflow: string },
		known?: RunRecord,
	): void {
		let record: RunRecord | undefined;
		const hear = (line: RunStreamLine): void => {
			if (line.type === "run") {
				const found = known ?? new RunRecord(line);
				// A newer run may have begun meanwhile, and a cleaned project counts its runs anew.
				if (found.workflow !== workflow || this.latestOf(document, found.workflow) !== known) return;
				record = found;
				this.#readers.set(reader, found);
				if (known === undefined) {
					this.#keep(document, found);
					this.#started.fire(found);
				}
			} else if (line.type === "event" && record?.note(line.event) === "noted") {
				this.#events.fire({ record, events: [line.event] });
				this.#noteUnderWay(line.event);
			}
		};
		const ended = (): void => {
			this.#readers.delete(reader);
			// The journal has no end, and nobody drives the run any more.
			if (record && this.latestOf(document, workflow) === record && !record.standsStill) {
				this.#connections.fire({ record, connected: false });
			}
		};
		const args = ["status", run, "--watch", "--json"];
		const reader = startRunProcess(this.#commandLine, args, dirname(document.fsPath), {
			line: hear,
			said: (text) => this.#terminal.write(text),
			ended,
		});
		this.#readers.set(reader, known);
	}

	/** Reads on in a run that nothing in this window follows any more. */
	#readOn(record: RunRecord): void {
		const document = this.documentOf(record);
		if (document === undefined || record === this.#active || [...this.#readers.values()].includes(record)) return;
		this.#read(document, record, record);
	}

	/** Whether there is a run to pause or cancel, for the palette. */
	#noteUnderWay(event?: RunEvent): void {
		if (event !== undefined && event.type !== "run.finished" && event.type !== "run.reopened") return;
		const records = [...this.#latest.values()].flatMap((each) => [...each.values()]);
		const underWay = this.running || records.some(({ isOver }) => !isOver);
		void vscode.commands.executeCommand("setContext", "dag.underWay", underWay);
	}

	#keep(document: vscode.Uri, record: RunRecord): void {
		const key = document.toString();
		const records = this.#latest.get(key) ?? new Map<string, RunRecord>();
		this.#last = record;
		// The latest of all comes last.
		records.delete(record.workflow);
		this.#latest.set(key, records.set(record.workflow, record));
		this.#noteUnderWay();
	}

	showLog(): void {
		this.#terminal.show();
	}

	/** Starts a run and resolves at its end. */
	async start({ document, args, folder }: RunRequest): Promise<RunOutcome> {
		const log = new RunLog();
		let progress: RunProgress = noProgress;
		let record: RunRecord | undefined;
		this.#terminal.clear();
		this.#status.starting();
		await vscode.commands.executeCommand("setContext", "dag.running", true);
		const hear = (line: RunStreamLine): void => {
			if (line.type === "run") {
				record = new RunRecord(line);
				this.#active = record;
				this.#keep(document, record);
				this.#remembered.note({ document: document.toString(), workflow: record.workflow, run: record.run });
				this.#started.fire(record);
				// The engine before this one may have died in the run.
				this.#connections.fire({ record, connected: true, since: Date.now() });
				return;
			}
			if (line.type === "error") {
				this.#terminal.write(line.message);
				this.#status.refused(line.message);
				return;
			}
			if (!record) return;
			if (line.type === "event") {
				if (record.note(line.event) !== "noted") return;
				for (const text of log.linesFor(line.event)) this.#terminal.write(text);
				progress = progressAfter(progress, line.event);
				this.#status.running(record.run, progressLine(record.title, progress, userName()), progress.asking.size > 0);
				this.#events.fire({ record, events: [line.event] });
				this.#noteUnderWay(line.event);
			} else if (line.type === "resumed") {
				// The engine that paused it had not let go of it yet, and goes on with it.
				this.#terminal.write(`Run ${line.run} goes on where it is driven.`);
			} else if (line.type === "sample") {
				const { type: _, ...sample } = line;
				this.#samples.fire({ record, sample });
			} else {
				record.finish({ result: line.result, exitCode: line.exit_code });
			}
		};
		const code = await new Promise<number | null>((resolve) => {
			this.#process = startRunProcess(this.#commandLine, args, folder, {
				line: hear,
				said: (text) => this.#terminal.write(text),
				ended: resolve,
			});
		});
		this.#process = undefined;
		this.#active = undefined;
		await vscode.commands.executeCommand("setContext", "dag.running", false);
		this.#noteUnderWay();
		this.#status.ended(record, code);
		// A stream that stopped before its last line: the engine died, and the picture may be old.
		if (record && !record.end) this.#connections.fire({ record, connected: false, since: Date.now() });
		return { code, ...(record ? { record } : {}) };
	}

	/** Asks the engine of a run to cancel it, or ends it where none drives it; tells why when it can't. */
	cancel(record: RunRecord): Promise<string | undefined> {
		return this.#tell(record, ["cancel", record.run]);
	}

	/** Ends a `dag` that has not told of its run yet; false if there is none. */
	cancelStart(): boolean {
		if (this.#active !== undefined || this.#process === undefined) return false;
		this.#process.interrupt();
		return true;
	}

	/** Asks the engine of a run to pause it; tells why when it can't be asked. */
	pause(record: RunRecord): Promise<string | undefined> {
		return this.#tell(record, ["pause", record.run]);
	}

	/** The run that commands without a document are about: the one under way, else the latest that this window heard of. */
	get current(): RunRecord | undefined {
		return this.#active ?? this.#last;
	}

	/** The document that a run is of. */
	documentOf(record: RunRecord): vscode.Uri | undefined {
		const found = [...this.#latest].find(([, records]) => records.get(record.workflow) === record);
		return found && vscode.Uri.parse(found[0]);
	}

	/** Hands an answer to the run; tells why it was refused. */
	answer(record: RunRecord, answer: Omit<Answer, "type">): Promise<string | undefined> {
		return this.#tell(record, answerArgs(record.run, answer));
	}

	async #tell(record: RunRecord, args: readonly string[]): Promise<string | undefined> {
		const { code, errors } = await this.ask(args, record.folder);
		// What came of it is in the journal also where nobody follows the run.
		this.#readOn(record);
		return code === 0 ? undefined : errors.trim() || `dag ${args[0]} ended with exit code ${code}`;
	}

	/** Runs a short command of `dag` and returns what it printed. */
	ask(args: readonly string[], folder: string): ReturnType<typeof askDag> {
		return askDag(this.#commandLine, args, folder);
	}

	/** A run under way is paused, and can be resumed. */
	[Symbol.dispose](): void {
		this.#process?.interrupt();
		for (const reader of this.#readers.keys()) reader.interrupt();
		this.#status[Symbol.dispose]();
		this.#terminal[Symbol.dispose]();
		for (const emitter of [this.#started, this.#events, this.#samples, this.#connections]) emitter.dispose();
	}
}
