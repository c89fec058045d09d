import * as vscode from "vscode";
import { askAnswer } from "./approve.ts";
import { type FollowContext, follow, mayRun } from "./follow-run.ts";
import { begunJobs, pendingIn } from "./pending.ts";
import type { RunRecord } from "./run-record.ts";
import type { RunOutcome } from "./runs.ts";

export interface RunCommandsContext extends FollowContext {
	/** The run that the graph shows. */
	readonly shownRun: () => RunRecord | undefined;
}

/** What the menu of a node hands over. */
export interface NodeContext {
	readonly dagJob?: string;
	/** Of the instance that is drawn. */
	readonly dagPath?: string;
}

/** Reads what a menu handed over; the palette hands over nothing, and another extension anything. */
export function nodeContext(argument: unknown): NodeContext {
	if (typeof argument !== "object" || argument === null) return {};
	const job = "dagJob" in argument && typeof argument.dagJob === "string" ? argument.dagJob : undefined;
	const path = "dagPath" in argument && typeof argument.dagPath === "string" ? argument.dagPath : undefined;
	return { ...(job !== undefined && { dagJob: job }), ...(path !== undefined && { dagPath: path }) };
}

/** Approves or rejects what waits for people in the run that is shown. */
export async function approve(context: RunCommandsContext, { dagPath }: NodeContext): Promise<void> {
	const record = await shown(context);
	if (record === undefined) return;
	const pending = pendingIn(record);
	if (pending.length === 0) {
		await vscode.window.showInformationMessage("Nobody is waiting for you.");
		return;
	}
	const answer = await askAnswer(pending, dagPath);
	const problem = answer && (await context.runs.answer(record, answer));
	if (problem) await vscode.window.showWarningMessage(problem);
}

/** Opens a run that is over again for what failed: a job or instance, or all of it. */
export async function retry(context: RunCommandsContext, { dagPath }: NodeContext): Promise<RunOutcome | undefined> {
	return goOn(context, (record) => ["retry", record.run, ...(dagPath === undefined ? [] : [dagPath])]);
}

/** Starts a new run from a job of the run that is shown: what comes before it is reused. */
export async function fork(context: RunCommandsContext, { dagJob }: NodeContext): Promise<RunOutcome | undefined> {
	return goOn(context, async (record) => {
		const job = dagJob ?? (await chooseJob(record));
		return job === undefined ? undefined : ["fork", record.run, "--from", job];
	});
}

async function goOn(
	context: RunCommandsContext,
	command: (record: RunRecord) => readonly string[] | undefined | Promise<readonly string[] | undefined>,
): Promise<RunOutcome | undefined> {
	const record = await shown(context);
	const document = record && context.runs.documentOf(record);
	if (record === undefined || document === undefined || !(await mayRun(context, document))) return undefined;
	const args = await command(record);
	return args === undefined ? undefined : follow(context, document, [...args, "--json"]);
}

async function chooseJob(record: RunRecord): Promise<string | undefined> {
	const items = begunJobs(record).map(({ id, status, type }) => ({
		label: id,
		description: [type, status].filter((part) => part !== undefined).join(", "),
	}));
	return (await vscode.window.showQuickPick(items, { title: `Fork run ${record.run} from` }))?.label;
}

async function shown({ runs, shownRun }: RunCommandsContext): Promise<RunRecord | undefined> {
	const record = shownRun() ?? runs.current;
	if (record === undefined) await vscode.window.showInformationMessage("Run a workflow first, or open its graph.");
	return record;
}
