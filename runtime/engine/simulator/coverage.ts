import type { Block, JobPlan, Plan, WorkflowPlan } from "@dagwright/core";
import { printShort } from "@dagwright/core/expression";
import { followPath, type PlanStep } from "./plan-path.ts";
import type { TestResult } from "./simulate-test.ts";

/** What tests came to of one job. Of what the job does not have, nothing is said. */
export interface JobCoverage {
	/** Project-relative path of the file, after the folder of the project where one was given. */
	readonly file: string;
	readonly workflow: string;
	/** Without instances: `tune.fit`, `on_failure.alert`. */
	readonly job: string;
	/** In any test; a job inside of what is mocked as a whole does not run. */
	readonly ran: boolean;
	readonly when?: Branches;
	readonly until?: Branches;
	readonly fallback?: { readonly taken: boolean };
	readonly rollback?: { readonly taken: boolean };
}

/** The ways a condition went. */
export interface Branches {
	/** As `.dag` text. */
	readonly condition: string;
	readonly true: boolean;
	readonly false: boolean;
}

interface Counted {
	readonly file: string;
	readonly workflow: string;
	readonly job: string;
	readonly plan: JobPlan;
	/** `ran`, `when:true`, `until:false`, `fallback`, … */
	readonly seen: Set<string>;
}

/** Gathers over many tests which jobs ran, and which ways their conditions, fallbacks and rollbacks went. */
export class Coverage {
	/** By file, workflow and job. */
	readonly #jobs = new Map<string, Counted>();

	/** Counts the jobs of a plan in, also those that no test comes to. The folder of its project tells projects apart. */
	addPlan({ workflows }: Plan, folder = ""): void {
		for (const { body, hooks, ...workflow } of Object.values(workflows)) {
			const place = placeOf(workflow, folder);
			this.#addBlock(place, body, "");
			for (const [event, block] of Object.entries(hooks)) {
				if (block !== undefined) this.#addBlock(place, block, `on_${event}.`);
			}
		}
	}

	/** Notes what a test came to; its plan has to be counted in. */
	addTest({ plan, events }: TestResult, folder = ""): void {
		const inFallback = new Set<string>();
		const note = (path: string, what: string) => {
			const place = followPath(plan, path);
			const last = place?.steps.at(-1);
			if (last === undefined) return;
			if (place?.substitute === undefined) see(last, what);
			else if (what === "ran") see(last, place.substitute);
		};
		const see = ({ workflow, local }: PlanStep, what: string) => {
			const known = plan.workflows[workflow];
			if (known !== undefined) this.#jobs.get(keyOf(placeOf(known, folder), local))?.seen.add(what);
		};
		for (const event of events) {
			switch (event.type) {
				case "job.ready":
					note(event.job, "when:true");
					if (event.instances === undefined || event.instances.length > 0) open(plan, event.job, see);
					break;
				case "job.skipped":
					if (event.cause === "condition") note(event.job, "when:false");
					break;
				case "fallback.started":
					inFallback.add(event.instance);
					note(event.instance, "fallback");
					break;
				case "attempt.started":
					if (!inFallback.has(event.instance)) note(event.instance, "ran");
					break;
				case "approval.requested":
					note(event.instance, "ran");
					break;
				case "job.succeeded":
					note(event.job, "when:true");
					valued(plan, event.job, event.value, see);
					break;
				case "instance.succeeded":
					valued(plan, event.instance, event.value, see);
					break;
				default:
					if ("round" in event && typeof event.round === "number" && event.round > 0 && "instance" in event) {
						note(event.instance, "until:false");
					}
			}
		}
	}

	/** Every job, by file and workflow, in the order of the text. */
	jobs(): readonly JobCoverage[] {
		return [...this.#jobs.values()].map(({ file, workflow, job, plan, seen }) => ({
			file,
			workflow,
			job,
			ran: seen.has("ran"),
			...(plan.when && { when: branches("when", printShort(plan.when), seen) }),
			...(plan.kind === "loop" && plan.until && { until: branches("until", printShort(plan.until), seen) }),
			...(plan.fallback && { fallback: { taken: seen.has("fallback") } }),
			...(plan.rollback && { rollback: { taken: seen.has("rollback") } }),
		}));
	}

	#addBlock(place: Place, block: Block, prefix: string): void {
		for (const node of block.nodes) {
			if (node.kind === "let") continue;
			const job = prefix + node.name;
			const key = keyOf(place, job);
			if (!this.#jobs.has(key)) this.#jobs.set(key, { ...place, job, plan: node, seen: new Set() });
			if (node.kind === "group" || node.kind === "loop") this.#addBlock(place, node.body, `${job}.`);
		}
	}
}

/** Where a workflow stands. Those that are copied for a mock keep their file and name. */
interface Place {
	readonly file: string;
	readonly workflow: string;
}

type See = (step: PlanStep, what: string) => void;

/** A group, loop or call runs once it is opened; tasks once an attempt starts, or somebody is asked. */
function open(plan: Plan, path: string, see: See): void {
	const last = followPath(plan, path)?.steps.at(-1);
	if (last !== undefined && last.node.kind !== "task" && last.node.kind !== "fan_in") see(last, "ran");
}

/** A fan-in runs when it has a value; that of a loop says whether its `until` came true. */
function valued(plan: Plan, path: string, value: unknown, see: See): void {
	const last = followPath(plan, path)?.steps.at(-1);
	if (last?.node.kind === "fan_in") see(last, "ran");
	if (last?.node.kind !== "loop" || typeof value !== "object" || value === null || !("converged" in value)) return;
	see(last, `until:${value.converged === true}`);
}

function placeOf({ file, name }: Pick<WorkflowPlan, "file" | "name">, folder: string): Place {
	return { file: folder === "" ? file : `${folder}/${file}`, workflow: name };
}

function keyOf({ file, workflow }: Place, job: string): string {
	return `${file}#${workflow} ${job}`;
}

function branches(what: "when" | "until", condition: string, seen: ReadonlySet<string>): Branches {
	return { condition, true: seen.has(`${what}:true`), false: seen.has(`${what}:false`) };
}
