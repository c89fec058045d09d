import type { RunOptions } from "@dagwright/core";
import * as engine from "@dagwright/engine";
import { SilentExit } from "../failure.ts";
import { type ParamSources, readParams } from "../param-values.ts";
import { compileCached } from "../project/plan-cache.ts";
import { resolveSource, shownPath } from "../project/project.ts";
import { requirePlan } from "../project/require-plan.ts";
import { createSourceReader } from "../project/source-reader.ts";
import { type DriveOptions, driveRun } from "../run/drive-run.ts";
import { engineOptions } from "../run/engine-options.ts";
import { whenItsTurn } from "../run/overlap-options.ts";
import { checkOnly, placesOf, planProblem, secretProblem } from "../run/plan-problems.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface RunCommandOptions {
	readonly param?: readonly string[];
	readonly params?: string;
	readonly workflow?: string;
	readonly maxParallel?: number;
	readonly only?: readonly string[];
	readonly failFast?: true;
	readonly dryRun?: true;
	readonly tag?: readonly string[];
	readonly durability?: "default" | "strict";
	readonly ignoreNeeds?: true;
	/** False with `--no-wait`. */
	readonly wait?: boolean;
	readonly overlap?: "skip" | "queue" | "allow";
	readonly json?: true;
}

/** `dag run`: checks a workflow and runs it to the end. */
export async function run(terminal: Terminal, given: string, options: RunCommandOptions): Promise<void> {
	const begun = await begin(terminal, given, options);
	if (begun === undefined) return;
	const code = await driveRun(terminal, begun.active, begun);
	if (code !== 0) throw new SilentExit(code);
}

/** A function of its own, so that nothing of the texts is kept while the run goes on; undefined after a dry run. */
async function begin(
	terminal: Terminal,
	given: string,
	options: RunCommandOptions,
): Promise<({ readonly active: engine.ActiveRun } & DriveOptions) | undefined> {
	const source = resolveSource(terminal.cwd, given);
	const { root, file } = source;
	const compiled = await compileCached({
		root,
		file,
		...(options.workflow === undefined ? {} : { workflow: options.workflow }),
	});
	const reader = createSourceReader(root);
	const plan = requirePlan(terminal, source, compiled, reader, options);
	const project = await engine.findProject(root);
	const only = checkOnly(plan, options.only ?? []);
	const paramSources: ParamSources = {
		given: options.param ?? [],
		...(options.params === undefined ? {} : { file: options.params }),
		environment: terminal.environment,
		cwd: terminal.cwd,
		root,
	};
	const workflow = plan.workflows[plan.main];
	const params = readParams(workflow?.params ?? [], paramSources);
	const engineSettings = { ...engineOptions(project), leavesPeople: options.wait === false };
	const maxParallel = options.maxParallel ?? project.config.defaults?.max_parallel;
	const runOptions: RunOptions = {
		durability: options.durability ?? project.config.defaults?.durability ?? "default",
		...(only.length === 0 ? {} : { only }),
		...((options.failFast ?? project.config.defaults?.fail_fast) ? { fail_fast: true } : {}),
		...(options.tag === undefined ? {} : { tags: options.tag }),
		...(maxParallel === undefined ? {} : { max_parallel: maxParallel }),
		...(options.ignoreNeeds === true ? { ignore_needs: true } : {}),
	};
	const capacity = engine.resolveCapacity(engineSettings.capacity, runOptions);
	const place = placesOf(terminal, root, compiled.origins, shownPath(terminal.cwd, source.absolute));
	const wanted = { plan, params, ...(only.length === 0 ? {} : { only }) };
	const secrets = engine.localSecrets(terminal.environment, project.secrets);
	const problem = planProblem(plan, capacity, place) ?? secretProblem(wanted, secrets, place);
	if (problem !== undefined) throw problem;
	if (options.dryRun === true) {
		const { dryRun } = await import("../run/dry-run.ts");
		const missing = [
			...engine.missingSecrets(wanted, secrets).map(({ message }) => `${message}; it fails if it comes to run`),
			...engine.missingFiles(wanted, root),
		];
		await dryRun(terminal, plan, params, runOptions, { ...options, missing });
		return undefined;
	}
	const { sources, hashes, texts } = compiled;
	const active = await whenItsTurn(terminal, options, (overlap) =>
		engine.startRun(
			{ root, plan, params, options: runOptions, sources, hashes, ...(texts && { texts }) },
			{ ...engineSettings, overlap },
		),
	);
	return { active, ...(options.json === undefined ? {} : { json: { origins: compiled.origins() } }) };
}
