import { type Json, outputSlot, type ParamValues, type Plan } from "@dagwright/core";
import { coerceText } from "@dagwright/core/expression";
import { findProject, forkRun, readForkable } from "@dagwright/engine";
import { CommandFailure, SilentExit } from "../failure.ts";
import { readParams } from "../param-values.ts";
import { driveRun } from "../run/drive-run.ts";
import { engineOptions } from "../run/engine-options.ts";
import { findRun } from "../run/find-run.ts";
import { whenItsTurn } from "../run/overlap-options.ts";
import { tellFork } from "../run/tell-fork.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface ForkCommandOptions {
	readonly from?: string;
	readonly set?: readonly string[];
	readonly param?: readonly string[];
	readonly json?: true;
}

/** `dag fork`: a new run that goes on from another, and runs only what changes. */
export async function fork(terminal: Terminal, name: string, options: ForkCommandOptions): Promise<void> {
	const { root, run } = findRun(terminal, name);
	const { plan, origins } = readForkable(root, run);
	if (options.from === undefined && options.set === undefined && options.param === undefined) {
		const jobs = (plan.workflows[plan.main]?.body.nodes ?? []).flatMap((node) =>
			node.kind === "let" ? [] : node.name,
		);
		throw new CommandFailure("usage", "fork-nothing", "nothing says what is to run again in the fork", {
			next: [
				`--from JOB names a job: ${jobs.slice(0, 12).join(", ")}`,
				"--set job.output=… and --param k=… change what jobs read",
			],
		});
	}
	const set = readOutputs(plan, options.set ?? []);
	const params = readChanges(terminal, root, plan, options.param ?? []);
	const project = await findProject(root);
	const active = await whenItsTurn(terminal, options.json === undefined ? {} : { json: options.json }, (overlap) =>
		forkRun(
			{ root, run, set, params, ...(options.from === undefined ? {} : { from: options.from }) },
			engineOptions(project, overlap),
		),
	);
	if (options.json !== true) tellFork(terminal, active, options.from);
	const code = await driveRun(terminal, active, {
		resumed: true,
		...(options.json === undefined ? {} : { json: { origins } }),
	});
	if (code !== 0) throw new SilentExit(code);
}

/** New values of outputs, by `job.output`; every problem is told at once. */
function readOutputs(plan: Plan, given: readonly string[]): Readonly<Record<string, Json>> {
	const values: Record<string, Json> = {};
	const problems: string[] = [];
	for (const pair of given) {
		const equals = pair.indexOf("=");
		if (equals <= 0) {
			problems.push(`--set ${pair} has no ${equals < 0 ? "value" : "output"}: write --set job.output=value`);
			continue;
		}
		const path = pair.slice(0, equals);
		const slot = outputSlot(plan, path);
		if (!slot.ok) {
			problems.push(slot.problem.replace(/\.$/, "").replace(/^The /, "the "));
			continue;
		}
		const value = coerceText(pair.slice(equals + 1), slot.value.type);
		if (value.ok) values[path] = value.value;
		else problems.push(`the output ${path} ${value.problem}`);
	}
	const [first, ...rest] = problems;
	if (first === undefined) return values;
	throw new CommandFailure("usage", "set", first, {
		next: [...rest, "dag plan FILE shows the outputs of jobs and their types"],
	});
}

/** The params that change; those that are not given stay as they were. */
function readChanges(terminal: Terminal, root: string, plan: Plan, given: readonly string[]): ParamValues {
	const params = (plan.workflows[plan.main]?.params ?? []).map((param) => ({
		...param,
		default: param.default ?? ({ op: "literal", value: null } as const),
	}));
	return readParams(params, { given, environment: {}, cwd: terminal.cwd, root });
}
