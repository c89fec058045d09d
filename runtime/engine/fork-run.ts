import { join } from "node:path";
import {
	type Checkpoint,
	fold,
	type Json,
	forkRun as makeFork,
	type Origins,
	type ParamValues,
	type Plan,
	type ReusedEnd,
	type RunEvent,
	type RunFact,
	type RunState,
	stampFact,
	undoneJobs,
} from "@dagwright/core";
import { nearestName } from "@dagwright/core/expression";
import type { ActiveRun } from "./active-run.ts";
import { resolveCapacity } from "./capacity.ts";
import type { EngineOptions } from "./engine-options.ts";
import { absoluteParams } from "./local/absolute-params.ts";
import { adoptArtifacts } from "./local/adopt-artifacts.ts";
import { readDocuments, runFolder } from "./local/run-directory.ts";
import { refuseNeverBegun, refuseOtherPlan } from "./local/run-plan.ts";
import { keepHeapSmall } from "./local/small-heap.ts";
import { remainingWork } from "./remaining-work.ts";
import { readRun } from "./runs.ts";
import { driveNew, refuseWhatCannotRun, salt } from "./start-run.ts";
import { UserError } from "./user-error.ts";

/** What a run is forked with. */
export interface ForkRunRequest {
	readonly root: string;
	/** The run to go on from. */
	readonly run: string;
	/** Only what happened up to this checkpoint counts. */
	readonly checkpoint?: string;
	/** This job and what depends on it run again. */
	readonly from?: string;
	/** New values of outputs, by `job.output`. */
	readonly set?: Readonly<Record<string, Json>>;
	/** Params that change. */
	readonly params?: ParamValues;
}

/** A run as it stood at one of its events. */
export interface Forkable {
	readonly plan: Plan;
	readonly origins: Origins;
	readonly state: RunState;
	/** Whether nothing has happened since that a resume would not keep. */
	readonly isHead: boolean;
	/** Jobs that the run has undone by now. */
	readonly undone: ReadonlySet<string>;
}

/**
 * A run as it stood at a checkpoint, or as it stands.
 * @throws UserError `engine/unknown-run`, `engine/unknown-checkpoint`, `engine/plan-changed`, …
 */
export function readForkable(root: string, run: string, checkpoint?: string): Forkable {
	const { plan, origins, events, state } = readRun(root, run);
	refuseNeverBegun(run, events);
	refuseOtherPlan(runFolder(root, run), run, plan, events);
	const undone = undoneJobs(state);
	if (checkpoint === undefined) return { plan, origins, state, isHead: true, undone };
	const { seq } = findCheckpoint(run, state.checkpoints, events, checkpoint);
	const isHead = events.slice(seq).every(changesNothing);
	return { plan, origins, state: isHead ? state : fold(plan, events.slice(0, seq)), isHead, undone };
}

/**
 * Makes a new run that goes on from another, and drives it: jobs whose inputs are unchanged are reused. It stands on its
 * own: the other run may be removed.
 * @throws UserError `engine/unknown-job`, `engine/never-ran`, `engine/bad-output`, `engine/artifact-gone`, and those of
 * `readForkable` and of a new run
 */
export async function forkRun(request: ForkRunRequest, options: EngineOptions): Promise<ActiveRun> {
	keepHeapSmall();
	const { root, run: parent, checkpoint, from, set, params = {} } = request;
	const { plan, origins, state, undone } = readForkable(root, parent, checkpoint);
	const { sources } = readDocuments(runFolder(root, parent));
	const capacity = resolveCapacity(options.capacity, state.options);
	refuseWhatCannotRun(plan, capacity, options.catalog);
	const changes = absoluteParams(params, plan.workflows[plan.main]?.params ?? [], root);
	const make = (run: string): readonly RunFact[] => {
		const made = makeFork(plan, state, {
			run,
			root: `${run}-${salt()}`,
			...(from === undefined ? {} : { from }),
			...(set === undefined ? {} : { set }),
			params: changes,
			undone,
			version: options.version,
		});
		if (made.ok) return made.value;
		throw new UserError(
			`engine/${made.problem.code.replaceAll("_", "-")}`,
			made.problem.message.replace(/^The /, "the "),
			{
				remedy: `\`dag status ${parent}\` shows its jobs, \`dag plan\` their outputs.`,
			},
		);
	};
	const facts = make("0");
	const planned = remainingWork(plan, foldFacts(plan, facts));
	const artifacts = (run: string) => join(runFolder(root, run), "artifacts");
	return driveNew(
		{
			root,
			plan,
			origins,
			sources,
			planned,
			otherwise: "once it has ended, the fork can begin.",
			make: (run) => make(run).map((fact) => withArtifacts(fact, artifacts(parent), artifacts(run))),
		},
		capacity,
		options,
	);
}

/** The state that the first facts of a run make. */
function foldFacts(plan: Plan, facts: readonly RunFact[]): RunState {
	return fold(
		plan,
		facts.map((fact, at) => stampFact(fact, at + 1, 0)),
	);
}

function withArtifacts(fact: RunFact, from: string, to: string): RunFact {
	if (fact.type !== "job.reused") return fact;
	const adopted = (end: ReusedEnd): ReusedEnd =>
		end.status === "succeeded" && end.value !== undefined
			? { ...end, value: adoptArtifacts(end.value, from, to) }
			: end;
	return {
		...fact,
		end: adopted(fact.end),
		...(fact.instances !== undefined && {
			instances: fact.instances.map((instance) => ({ ...instance, end: adopted(instance.end) })),
		}),
	};
}

function findCheckpoint(
	run: string,
	there: readonly Checkpoint[],
	events: readonly RunEvent[],
	name: string,
): Checkpoint {
	const found = there.find((checkpoint) => checkpoint.name === name);
	if (found !== undefined) return found;
	const names = there.map((checkpoint) => checkpoint.name);
	const dropped = events.some((event) => event.type === "checkpoint.dropped" && event.name === name);
	const near = nearestName(name, names);
	const hint = dropped
		? "`keep` has let go of the name"
		: near !== undefined
			? `did you mean ${near}?`
			: names.length === 0
				? "it has none"
				: `it has: ${names.slice(-12).join(", ")}`;
	throw new UserError("engine/unknown-checkpoint", `run ${run} has no checkpoint ${name}; ${hint}`, {
		remedy: `\`dag checkpoints ${run}\` lists them.`,
	});
}

/** What neither starts nor ends anything. */
function changesNothing({ type }: RunEvent): boolean {
	return (
		type === "checkpoint.created" ||
		type === "checkpoint.dropped" ||
		type === "run.attached" ||
		type === "run.paused" ||
		type === "run.resumed"
	);
}
