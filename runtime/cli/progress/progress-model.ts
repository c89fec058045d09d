import type {
	HookEvent,
	JobError,
	JobPlan,
	Json,
	OutcomeDecision,
	Plan,
	RunEvent,
	RunResult,
	SkipCause,
} from "@dagwright/core";
import { FailureCounter } from "./failure-counter.ts";
import { formatValue, isFile } from "./format-value.ts";
import { indexJobs, isBelow, jobKey, type LeafJob } from "./job-index.ts";
import { type ActiveAttempt, type Asking, type JobLine, type Notice, newJobLine, type Outcome } from "./job-line.ts";
import { timeLeft, whoIsAsked } from "./question-text.ts";

/**
 * What the screen knows of a run: a fold over its events that costs the same for each event, however many jobs there
 * are. `underWay` holds only the lines that are moving, so a frame costs what it shows.
 */
export class ProgressModel {
	readonly leaves: ReadonlyMap<string, LeafJob>;
	/** Groups, loops and calls. */
	readonly containers: ReadonlyMap<string, JobPlan>;
	readonly lines = new Map<string, JobLine>();
	/** Lines with an attempt under way or waiting to be tried again, in the order in which they started. */
	readonly underWay = new Map<string, JobLine>();
	/** Whole jobs. */
	readonly counts = { succeeded: 0, failed: 0, skipped: 0, cancelled: 0 };
	/** Attempts under way now. */
	running = 0;
	/** Instances that wait for people. */
	asking = 0;
	/** Its number. */
	run = "";
	started: number | undefined;
	ended: number | undefined;
	state: "running" | "paused" | "cancelling" | "finished" = "running";
	result: RunResult | undefined;
	/** What is undone of what the run did, and how many of that are over. */
	readonly rollback = { total: 0, over: 0 };
	/** The hooks that run. */
	hooks: HookEvent | undefined;
	readonly #failures = new FailureCounter();
	readonly #bindings = new Map<string, Readonly<Record<string, Json>>>();
	/** Failed attempts whose consequence is not known yet. */
	readonly #untold = new Map<string, { readonly attempt: number; readonly error: JobError }>();
	/** Instances whose fallback stands in. */
	readonly #fallen = new Set<string>();
	/** Those whose failure has been told. */
	readonly #failedContainers = new Set<string>();
	readonly #rounds = new Map<string, number>();
	#selected: number;

	constructor(plan: Plan) {
		const { leaves, containers } = indexJobs(plan);
		this.leaves = leaves;
		this.containers = containers;
		this.#selected = [...this.leaves.values()].filter(({ follows }) => follows === undefined).length;
	}

	/** Jobs that take part in this run (with `--only`, the selected ones). */
	get total(): number {
		return this.#selected;
	}

	/** Jobs that have ended. */
	get done(): number {
		const { succeeded, failed, skipped, cancelled } = this.counts;
		return succeeded + failed + skipped + cancelled;
	}

	/** The job of a path, be it a line or a container of lines. */
	planOf(path: string): JobPlan | undefined {
		const key = jobKey(path);
		return this.leaves.get(key)?.plan ?? this.containers.get(key);
	}

	/** Rounds of a loop that have begun; the most of one, where there are several loops by this path. */
	roundsOf(path: string): number {
		return this.#rounds.get(jobKey(path)) ?? 0;
	}

	/** The most attempts this job may make. */
	attemptsOf(path: string): number {
		return 1 + (this.planOf(path)?.policies.retry?.max ?? 0);
	}

	/** Whether the run goes on and succeeds without it. */
	isAllowed(path: string): boolean {
		const leaf = this.leaves.get(jobKey(path));
		return leaf?.follows === "hook" || this.planOf(path)?.policies.allow_failure === true;
	}

	/** `attempt 2 of 4`; only `attempt 2` where it follows a lost one, which does not count; `fallback` once that stands in. */
	attemptText(path: string, attempt: number): string {
		if (this.#fallen.has(path)) return "fallback";
		const most = this.attemptsOf(path);
		return attempt <= most ? `attempt ${attempt} of ${most}` : `attempt ${attempt}`;
	}

	/** The bindings of an instance of a fan-out (`lr = 1e-3`). */
	bindingsOf(path: string): Readonly<Record<string, Json>> | undefined {
		return this.#bindings.get(path);
	}

	/** Folds one event; returns what is worth a line. */
	apply(event: RunEvent): readonly Notice[] {
		switch (event.type) {
			case "run.created":
				this.run = event.run;
				this.started = event.at;
				return [];
			case "run.attached":
				// A resumed run counts from when it went on, not over the time in which nothing happened.
				this.started = event.at;
				return [];
			case "run.paused":
				this.state = "paused";
				return [{ type: "run", what: "paused" }];
			case "run.resumed":
				this.state = "running";
				return [{ type: "run", what: "resumed" }];
			case "run.cancel_requested":
				this.state = "cancelling";
				return [{ type: "run", what: "cancelling" }];
			case "rollback.started":
				return this.#undo(event.instances);
			case "hooks.started":
				this.state = "running";
				this.hooks = event.event;
				return [{ type: "phase", phase: event.event }];
			case "run.finished":
				this.state = "finished";
				this.result = event.result;
				this.ended = event.at;
				return [];
			case "job.ready":
				return this.#size(event.job, event.instances);
			case "round.started": {
				const key = jobKey(event.instance);
				this.#rounds.set(key, Math.max(this.roundsOf(key), event.round + 1));
				return [];
			}
			case "job.skipped":
				return this.#endBelow(event.job, "skipped", event.at, event.cause);
			case "run.reopened":
				this.state = "running";
				this.result = undefined;
				this.ended = undefined;
				this.started = event.at;
				return [];
			case "job.reset":
				return this.#reset(event.job);
			case "instance.reset":
				return this.#reset(event.instance);
			case "job.reused":
				return this.#reuse(event.job, event.end.status, event.instances, event.at);
			case "job.succeeded":
				return this.#endJob(event.job, "succeeded", event.at);
			case "job.failed":
				return this.#isRollback(event.job)
					? this.#failInstance(event.job, event.error, event.at)
					: this.#failJob(event.job, event.error, event.at);
			case "job.cancelled":
				return this.#isRollback(event.job)
					? this.#endInstance(event.job, "cancelled", event.at)
					: this.#endBelow(event.job, "cancelled", event.at);
			case "attempt.started":
				return this.#start(event.instance, event.attempt, event.at);
			case "attempt.succeeded":
				return this.#succeed(event.instance, event.at, event.warnings ?? []);
			case "attempt.failed":
				return this.#failAttempt(event.instance, event.attempt, event.error);
			case "attempt.cancelled":
			case "attempt.lost":
				this.#stop(event.instance);
				return [];
			case "retry.scheduled":
				return this.#retry(event.instance, event.attempt, event.due);
			case "fallback.started": {
				this.#fallen.add(event.instance);
				return this.#retry(event.instance, event.attempt, event.at, event.error);
			}
			case "instance.failed":
				return this.#failInstance(event.instance, event.error, event.at);
			case "instance.succeeded":
				return this.#succeed(event.instance, event.at, []);
			case "approval.requested":
				return this.#ask(event);
			case "outcome.asked":
				return this.#askOutcome(event.instance, event.at);
			case "approval.answered":
				return this.#answer(event);
			case "outcome.answered":
				this.#stopAsking(event.instance);
				return [{ type: "answered", path: event.instance, text: outcomeText(event.decision, event.by) }];
			case "approval.expired":
				this.#stopAsking(event.instance);
				return [];
			case "instance.skipped":
				return this.#endInstance(event.instance, "skipped", event.at);
			case "instance.cancelled":
				return this.#endInstance(event.instance, "cancelled", event.at);
			default:
				return [];
		}
	}

	/** Takes a sample of progress or a metric; a late one is dropped. */
	sample(instance: string, attempt: number, progress?: number, metric?: ActiveAttempt["metric"]): void {
		const active = this.lines.get(jobKey(instance))?.active.get(instance);
		if (active?.attempt !== attempt) return;
		if (progress !== undefined) active.progress = progress;
		if (metric !== undefined) active.metric = metric;
	}

	/** What a fork takes over is no news: the lines of the job, and of all jobs in it, end as it had ended. */
	#reuse(
		job: string,
		outcome: Outcome,
		instances: Extract<RunEvent, { type: "job.reused" }>["instances"],
		at: number,
	): readonly Notice[] {
		const below = [...this.leaves.keys()].filter(
			(key) => key === job || key.startsWith(`${job}.`) || key.startsWith(`${job}/`),
		);
		for (const key of below) {
			const line = this.#line(key);
			if (line === undefined || line.outcome !== undefined) continue;
			line.total = instances?.length ?? line.total;
			for (const { end } of instances ?? []) {
				if (end.status === "succeeded") line.succeeded++;
				else if (end.status === "failed") line.failed++;
				else line.skipped++;
			}
			this.#end(line, outcome, at);
		}
		return [];
	}

	/** What is to run again counts as not begun: a whole job, all jobs in it, or one instance of them. */
	#reset(path: string): readonly Notice[] {
		const key = jobKey(path);
		for (const leaf of this.leaves.values()) {
			const line = this.lines.get(leaf.key);
			const within = leaf.key === key || leaf.key.startsWith(`${key}.`) || leaf.key.startsWith(`${key}/`);
			if (line === undefined || !within) continue;
			if (line.outcome !== undefined) this.counts[line.outcome]--;
			line.outcome = line.ended = line.error = line.skip = undefined;
			if (!path.includes("[")) {
				line.total = newJobLine(leaf).total;
				line.succeeded = line.failed = line.skipped = 0;
			} else if (line.failed > 0) line.failed--;
			else if (line.skipped > 0) line.skipped--;
			else if (line.succeeded > 0) line.succeeded--;
		}
		return [];
	}

	#line(path: string): JobLine | undefined {
		const key = jobKey(path);
		const known = this.lines.get(key);
		if (known !== undefined) return known;
		const leaf = this.leaves.get(key);
		if (leaf === undefined) return undefined;
		const line = newJobLine(leaf);
		this.lines.set(key, line);
		return line;
	}

	#size(job: string, instances: readonly Readonly<Record<string, Json>>[] | undefined): readonly Notice[] {
		if (instances === undefined) return [];
		instances.forEach((bindings, index) => {
			this.#bindings.set(`${job}[${index}]`, bindings);
		});
		const key = jobKey(job);
		if (this.leaves.has(key)) {
			const line = this.#line(job);
			if (line !== undefined) line.total += instances.length;
			return [];
		}
		for (const leaf of this.leaves.values()) {
			if (leaf.sizedBy !== key) continue;
			const line = this.#line(leaf.key);
			if (line !== undefined) line.total += instances.length;
		}
		return [];
	}

	#isRollback(path: string): boolean {
		return this.leaves.get(jobKey(path))?.follows === "rollback";
	}

	/** Instances are undone: those of a fan-out, or of what is in one, share a line. */
	#undo(instances: readonly string[]): readonly Notice[] {
		this.state = "running";
		this.rollback.total += instances.length;
		for (const path of instances) {
			const line = this.#line(`${path}.rollback`);
			if (line?.leaf.fanOut === true) line.total++;
			const bindings = this.#bindings.get(path);
			if (bindings !== undefined) this.#bindings.set(`${path}.rollback`, bindings);
		}
		return [{ type: "phase", phase: "rollback", total: instances.length }];
	}

	#start(instance: string, attempt: number, at: number): readonly Notice[] {
		const line = this.#line(instance);
		if (line === undefined) return [];
		line.started ??= at;
		line.retrying.delete(instance);
		if (!line.active.has(instance)) this.running++;
		line.active.set(instance, { attempt, started: at, progress: undefined, metric: undefined });
		this.underWay.set(line.leaf.key, line);
		return [];
	}

	#ask({ instance, request, at }: Extract<RunEvent, { type: "approval.requested" }>): readonly Notice[] {
		const approval = { about: "approval", ...request } as const;
		if (!this.#startAsking(instance, at, approval)) return [];
		const { show, form } = request;
		const fields = Object.entries(form).map(([name, value]) => `--set ${name}=${JSON.stringify(value)}`);
		const entries = Object.entries(show);
		const text = ([name, value]: readonly [string, Json]) => `${name} = ${formatValue(value, (path) => path)}`;
		const shown = entries.filter(([, value]) => !isFile(value)).map(text);
		const files = entries.filter(([, value]) => isFile(value)).map(text);
		const lines = [`asks ${whoIsAsked(approval)}`, timeLeft(approval, at), ...shown, ...fields];
		const told = lines.filter((line) => line !== "");
		return [{ type: "asked", run: this.run, path: instance, lines: told, ...(files.length > 0 && { files }) }];
	}

	#askOutcome(instance: string, at: number): readonly Notice[] {
		this.#untold.delete(instance);
		const approval = { about: "outcome", people: [], policy: "any", needed: 1 } as const;
		if (!this.#startAsking(instance, at, approval)) return [];
		const lines = ["lost its attempt, and nobody knows how that went: do it again?"];
		return [{ type: "asked", run: this.run, path: instance, lines }];
	}

	#startAsking(instance: string, at: number, approval: Asking["approval"]): boolean {
		const line = this.#line(instance);
		if (line === undefined) return false;
		line.started ??= at;
		line.asking.set(instance, { approval, since: at, given: 0 });
		this.asking++;
		this.underWay.set(line.leaf.key, line);
		return true;
	}

	#answer({ instance, by, decision, comment }: Extract<RunEvent, { type: "approval.answered" }>): readonly Notice[] {
		const asking = this.#line(instance)?.asking.get(instance);
		if (decision === "rejected") {
			this.#stopAsking(instance);
			return [];
		}
		if (asking === undefined) return [];
		asking.given++;
		const many = asking.approval.needed > 1 ? ` (${asking.given} of ${asking.approval.needed})` : "";
		const why = comment === undefined ? "" : `: ${comment}`;
		return [{ type: "answered", path: instance, text: `approved by ${by}${many}${why}` }];
	}

	#stopAsking(instance: string): void {
		const line = this.#line(instance);
		if (line?.asking.delete(instance)) this.asking--;
		if (line !== undefined) this.#settle(line);
	}

	#stop(instance: string): JobLine | undefined {
		const line = this.#line(instance);
		if (line?.asking.delete(instance)) this.asking--;
		if (line?.active.delete(instance)) this.running--;
		if (line !== undefined) this.#settle(line);
		return line;
	}

	#settle(line: JobLine): void {
		const several = line.leaf.fanOut || line.leaf.endsWith !== undefined;
		const open = line.outcome === undefined && several && line.started !== undefined;
		if (line.active.size === 0 && line.retrying.size === 0 && line.asking.size === 0 && !open)
			this.underWay.delete(line.leaf.key);
	}

	#succeed(instance: string, at: number, warnings: readonly string[]): readonly Notice[] {
		const line = this.#stop(instance);
		if (line === undefined) return [];
		line.succeeded++;
		if (this.#fallen.has(instance)) line.fallbacks++;
		const notices: Notice[] = warnings.map((message) => ({ type: "warning", path: instance, message }));
		return notices.concat(this.#complete(line, at));
	}

	/** A plain job ends with its instance; a fan-out inside a container when its last instance does; what is in a loop, with that. */
	#complete(line: JobLine, at: number): readonly Notice[] {
		const ended = line.succeeded + line.failed + line.skipped;
		if (line.leaf.follows === "rollback") this.rollback.over++;
		if (line.leaf.endsWith !== undefined || line.leaf.sizedBy === line.leaf.key || ended < line.total) return [];
		return this.#end(line, line.failed > 0 ? "failed" : line.succeeded > 0 ? "succeeded" : "skipped", at);
	}

	/** What follows decides how it is told: another attempt, or the end of the instance. */
	#failAttempt(instance: string, attempt: number, error: JobError): readonly Notice[] {
		const line = this.#stop(instance);
		if (line !== undefined) this.#untold.set(instance, { attempt, error });
		return [];
	}

	/** `spent`: what its own attempts ended with, where its fallback follows. */
	#retry(instance: string, attempt: number, due: number, spent?: JobError): readonly Notice[] {
		const line = this.#line(instance);
		if (line === undefined) return [];
		line.retrying.set(instance, { attempt, due });
		this.underWay.set(line.leaf.key, line);
		const failed = this.#untold.get(instance) ?? (spent && { error: spent, attempt: 0 });
		if (failed === undefined) return [];
		const notice = this.#failure(instance, failed.error, failed.attempt, due);
		return [spent === undefined ? notice : { ...notice, fallback: "next" }];
	}

	#failInstance(instance: string, error: JobError, at: number): readonly Notice[] {
		const line = this.#stop(instance);
		if (line === undefined) return this.#failContainer(instance, error, at);
		line.failed++;
		line.error = error;
		const notice = this.#failure(instance, error, this.#untold.get(instance)?.attempt ?? 0);
		const ended = this.#complete(line, at);
		// The failure of a plain job is the end of the job: one notice says both.
		if (line.leaf.fanOut || line.leaf.endsWith !== undefined) return [notice, ...ended];
		return [line.started === undefined ? notice : { ...notice, took: at - line.started }];
	}

	#failure(path: string, error: JobError, attempt: number, retryAt?: number): Extract<Notice, { type: "failure" }> {
		this.#untold.delete(path);
		const brief = this.#failures.isOneOfMany(path);
		const bindings = this.#bindings.get(path);
		return {
			type: "failure",
			path,
			error,
			attempt,
			attempts: this.#fallen.has(path) ? 1 : this.attemptsOf(path),
			...(this.#fallen.has(path) ? { fallback: "spent" as const } : {}),
			...(brief ? { brief: true as const } : {}),
			...(this.isAllowed(path) ? { allowed: true as const } : {}),
			...(retryAt === undefined ? {} : { retryAt }),
			...(bindings === undefined ? {} : { bindings }),
		};
	}

	#endInstance(instance: string, outcome: "skipped" | "cancelled", at: number): readonly Notice[] {
		const line = this.#stop(instance);
		if (line === undefined) return [];
		line.retrying.delete(instance);
		line.skipped++;
		if (!line.leaf.fanOut && line.leaf.endsWith === undefined) return this.#end(line, outcome, at);
		return this.#complete(line, at);
	}

	#failJob(job: string, error: JobError, at: number): readonly Notice[] {
		const line = this.#line(job);
		if (line === undefined) return this.#failContainer(job, error, at);
		if (line.outcome !== undefined) return [];
		const told = line.error !== undefined;
		line.error = error;
		const ended = this.#end(line, "failed", at);
		return told || (line.leaf.fanOut && line.failed > 0) ? ended : [this.#failure(job, error, 0)];
	}

	#endJob(job: string, outcome: Outcome, at: number): readonly Notice[] {
		if (job.includes("[")) return [];
		if (this.containers.has(job)) return this.#endRounds(job, at);
		const line = this.#line(job);
		return line === undefined || line.outcome !== undefined ? [] : this.#end(line, outcome, at);
	}

	/** A container fails by itself, as by its timeout, or for what has been told of a job in it. */
	#failContainer(path: string, error: JobError, at: number): readonly Notice[] {
		const key = jobKey(path);
		const container = this.containers.get(key);
		if (container === undefined) return [];
		const told = this.#failedContainers.has(path) || [...this.#linesBelow(key)].some(({ failed }) => failed > 0);
		this.#failedContainers.add(path);
		const ended = path.includes("[") ? [] : this.#endRounds(key, at);
		return told ? ended : [this.#failure(path, error, 0), ...ended];
	}

	/** Ends what is in a loop, with the loop or what repeats that. */
	#endRounds(container: string, at: number): readonly Notice[] {
		const notices: Notice[] = [];
		for (const line of this.#linesBelow(container)) {
			const { leaf, failed, succeeded } = line;
			if (leaf.endsWith !== container) continue;
			notices.push(...this.#end(line, failed > 0 ? "failed" : succeeded > 0 ? "succeeded" : "skipped", at));
		}
		return notices;
	}

	*#linesBelow(container: string): Generator<JobLine> {
		for (const key of this.leaves.keys()) {
			const line = isBelow(key, container) ? this.#line(key) : undefined;
			if (line !== undefined) yield line;
		}
	}

	/** Ends a job, or every job below a container that was skipped or cancelled as a whole. */
	#endBelow(job: string, outcome: "skipped" | "cancelled", at: number, cause?: SkipCause): readonly Notice[] {
		const notices: Notice[] = [];
		const key = jobKey(job);
		const below = this.leaves.has(key) ? [key] : [...this.leaves.keys()].filter((leaf) => isBelow(leaf, key));
		for (const leaf of below) {
			const line = this.#line(leaf);
			if (line === undefined || line.outcome !== undefined) continue;
			if (job.includes("[")) {
				line.skipped++;
				notices.push(...this.#complete(line, at));
				continue;
			}
			line.skip = cause;
			if (cause === "not_selected") {
				line.outcome = outcome;
				this.#selected--;
				continue;
			}
			notices.push(...this.#end(line, outcome, at));
		}
		return notices;
	}

	#end(line: JobLine, outcome: Outcome, at: number): readonly Notice[] {
		if (line.outcome !== undefined) return [];
		line.outcome = outcome;
		line.ended = at;
		line.retrying.clear();
		if (line.leaf.follows === undefined) this.counts[outcome]++;
		this.#settle(line);
		return [{ type: "job", job: line.leaf.key, outcome, line, at }];
	}
}

function outcomeText(decision: OutcomeDecision, by: string): string {
	return decision === "repeat" ? `is done again, as ${by} said` : `${decision}, as ${by} said`;
}
