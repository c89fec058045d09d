import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JobTypeCatalog, Plan, RunEvent, RunOptions, TaskPlan } from "@dagwright/core";
import {
	type ActiveRun,
	type EngineOptions,
	type Notice,
	type RunEnd,
	resumeRun,
	type Sample,
	startRun,
} from "@dagwright/engine";
import catalog from "@dagwright/job-types/catalog.json" with { type: "json" };
import { type JobOptions, job } from "./plan-of.ts";

/** The built-in job types. */
export const builtInCatalog = catalog as unknown as JobTypeCatalog;

/** A shell job with this script. */
export function shellJob(name: string, script: string, options: JobOptions & Partial<TaskPlan> = {}): TaskPlan {
	const { after: _after, data: _data, ...more } = options;
	const scripts = options.scripts ?? { run: { text: script, values: [] } };
	return { ...job(name, { ...options, scripts }), ...more, scripts, name };
}

/** An empty project in a temporary folder, removed when it is disposed. */
export class EngineProject implements Disposable {
	readonly root = mkdtempSync(join(tmpdir(), "dagwright-test-"));
	readonly events: RunEvent[] = [];
	readonly samples: Sample[] = [];
	readonly notices: Notice[] = [];

	constructor() {
		mkdirSync(join(this.root, "flows"));
	}

	/** With a plan in `plan.json` for an engine in a process of its own, and a folder `ran` for what its jobs note. */
	static withPlan(plan: Plan): EngineProject {
		const project = new EngineProject();
		mkdirSync(project.path("ran"));
		writeFileSync(project.path("plan.json"), JSON.stringify(plan));
		return project;
	}

	/** Absolute path in the project. */
	path(...names: string[]): string {
		return join(this.root, ...names);
	}

	text(...names: string[]): string {
		return readFileSync(this.path(...names), "utf8");
	}

	/** Starts a run of the plan. */
	start(plan: Plan, options: Partial<EngineOptions> = {}, run: Partial<RunOptions> = {}): Promise<ActiveRun> {
		return startRun(
			{ root: this.root, plan, origins: {}, params: {}, options: { durability: "default", max_parallel: 4, ...run } },
			this.options(options),
		);
	}

	/** Takes a run up again. */
	resume(run: string, options: Partial<EngineOptions> = {}): Promise<ActiveRun> {
		return resumeRun({ root: this.root, run }, this.options(options));
	}

	/** Runs a plan to its end. */
	async run(plan: Plan, options: Partial<EngineOptions> = {}): Promise<RunEnd> {
		const run = await this.start(plan, options);
		return await run.ended;
	}

	/** How the attempts of an instance ended. */
	endsOf(instance: string): readonly RunEvent[] {
		const ends = new Set(["attempt.succeeded", "attempt.failed", "attempt.cancelled", "attempt.lost"]);
		return this.events.filter((event) => "instance" in event && event.instance === instance && ends.has(event.type));
	}

	options(more: Partial<EngineOptions> = {}): EngineOptions {
		return {
			version: "test",
			catalog: builtInCatalog,
			secrets: this.path("dagwright.secrets"),
			grace: 2000,
			subscriber: {
				event: (event) => this.events.push(event),
				sample: (sample) => this.samples.push(sample),
				notice: (notice) => this.notices.push(notice),
			},
			...more,
		};
	}

	[Symbol.dispose](): void {
		rmSync(this.root, { recursive: true, force: true });
	}
}
