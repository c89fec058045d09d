import type { JobError, Json, Plan, RunEvent } from "@dagwright/core";
import { FailureNotices } from "./failure-notices.ts";
import { JobFacts } from "./job-facts.ts";
import { isBelow, jobKey } from "./job-index.ts";
import type { ActiveAttempt, JobLine, Notice } from "./job-line.ts";
import { LineTable } from "./line-table.ts";
import {
	aboutOutcome,
	approvedNotice,
	asApproval,
	askedNotice,
	outcomeAnswered,
	outcomeNotice,
} from "./question-notices.ts";
import { Fans } from "./rounds.ts";
import { RunPhase } from "./run-phase.ts";

/**
 * What the screen knows of a run: a fold over its events that costs the same for each event, however many jobs there
 * are.
 */
export class ProgressModel {
	readonly phase = new RunPhase();
	/** The jobs as the screen shows them. */
	readonly table: LineTable;
	readonly facts: JobFacts;
	readonly fans = new Fans();
	readonly #failures: FailureNotices;
	/** Jobs and instances whose failure has been told. */
	readonly #failed = new Set<string>();

	constructor(plan: Plan) {
		this.table = new LineTable(plan);
		this.facts = new JobFacts(this.table);
		this.#failures = new FailureNotices(this.facts);
	}

	/** Jobs that take part in this run (with `--only`, the selected ones). */
	get total(): number {
		return this.table.selected;
	}

	/** Jobs that have ended. */
	get done(): number {
		const { succeeded, failed, skipped, cancelled } = this.table.counts;
		return succeeded + failed + skipped + cancelled;
	}

	/** Folds one event; returns what is worth a line. */
	apply(event: RunEvent): readonly Notice[] {
		this.facts.apply(event);
		if (event.type === "rollback.started") this.#expectRollbacks(event.instances);
		return this.phase.apply(event) ?? this.#applyToJob(event);
	}

	/** Takes a sample of progress or a metric; a late one is dropped. */
	sample(instance: string, attempt: number, progress?: number, metric?: ActiveAttempt["metric"]): void {
		const active = this.table.lines.get(jobKey(instance))?.active.get(instance);
		if (active?.attempt !== attempt) return;
		if (progress !== undefined) active.progress = progress;
		if (metric !== undefined) active.metric = metric;
	}

	#applyToJob(event: RunEvent): readonly Notice[] {
		switch (event.type) {
			case "job.reset":
				return this.#reset(event.job);
			case "instance.reset":
				return this.#reset(event.instance);
			case "job.reused":
				this.table.reuse(event);
				return [];
			case "job.ready":
				return this.#size(event.job, event.instances);
			case "job.skipped":
				return this.table.endBelow(event.job, "skipped", event.at, event.cause);
			case "job.succeeded":
				return [...this.#tellUnconverged(event), ...this.#endJob(event.job, event.at)];
			case "job.failed":
				return this.#isRollback(event.job)
					? this.#failInstance(event.job, event.error, event.at)
					: this.#failJob(event.job, event.error, event.at);
			case "job.cancelled":
				return this.#isRollback(event.job)
					? this.#endInstance(event.job, "cancelled", event.at)
					: this.table.endBelow(event.job, "cancelled", event.at);
			case "attempt.started":
				return this.#start(event.instance, event.attempt, event.at);
			case "attempt.succeeded":
				return this.#succeed(event.instance, event.at, event.warnings ?? []);
			case "attempt.failed":
				if (this.#stop(event.instance, event.at) !== undefined)
					this.#failures.note(event.instance, event.attempt, event.error);
				return [];
			case "attempt.cancelled":
			case "attempt.lost":
			case "approval.expired":
				this.#stop(event.instance, event.at);
				return [];
			case "retry.scheduled":
				return this.#retry(event, event.due);
			case "fallback.started":
				this.facts.fall(event.instance);
				return this.#retry(event, event.at, event.error);
			case "instance.failed":
				return this.#failInstance(event.instance, event.error, event.at);
			case "instance.succeeded":
				return [...this.#tellUnconverged(event), ...this.#succeed(event.instance, event.at, [])];
			case "instance.skipped":
				return this.#endInstance(event.instance, "skipped", event.at);
			case "instance.cancelled":
				return this.#endInstance(event.instance, "cancelled", event.at);
			case "approval.requested":
			case "outcome.asked":
				return this.#ask(event);
			case "approval.answered":
				return this.#answer(event);
			case "outcome.answered":
				this.#stop(event.instance, event.at);
				return [outcomeAnswered(event.instance, event.decision, event.by)];
			default:
				return [];
		}
	}

	#reset(path: string): readonly Notice[] {
		this.table.reset(path);
		this.fans.reset(path);
		const key = jobKey(path);
		for (const failed of this.#failed)
			if (jobKey(failed) === key || isBelow(jobKey(failed), key)) this.#failed.delete(failed);
		return [];
	}

	#size(job: string, instances: readonly Readonly<Record<string, Json>>[] | undefined): readonly Notice[] {
		if (instances === undefined) return [];
		for (const [index, bindings] of instances.entries()) this.facts.bind(`${job}[${index}]`, bindings);
		this.fans.size(job, instances.length);
		this.table.size(job, instances.length);
		return [];
	}

	#isRollback(path: string): boolean {
		return this.table.leaves.get(jobKey(path))?.follows === "rollback";
	}

	/** Instances are undone: those of a fan-out, or of what is in one, share a line. */
	#expectRollbacks(instances: readonly string[]): void {
		for (const path of instances) {
			const line = this.table.line(`${path}.rollback`);
			if (line?.leaf.fanOut === true) line.total++;
			this.facts.bind(`${path}.rollback`, this.facts.bindingsOf(path));
		}
	}

	#start(instance: string, attempt: number, at: number): readonly Notice[] {
		const line = this.table.line(instance);
		if (line !== undefined) this.table.start(line, instance, attempt, at);
		return [];
	}

	#ask(event: Extract<RunEvent, { type: "approval.requested" | "outcome.asked" }>): readonly Notice[] {
		const { instance, at } = event;
		const line = this.table.line(instance);
		if (event.type === "outcome.asked") this.#failures.forget(instance);
		if (line === undefined) return [];
		const isOutcome = event.type === "outcome.asked";
		this.table.ask(line, instance, isOutcome ? aboutOutcome : asApproval(event), at);
		return [
			isOutcome
				? outcomeNotice(this.phase.run, instance)
				: askedNotice(this.phase.run, event, this.facts.planOf(instance)),
		];
	}

	#answer(event: Extract<RunEvent, { type: "approval.answered" }>): readonly Notice[] {
		const asking = this.table.line(event.instance)?.asking.get(event.instance);
		if (event.decision === "rejected") {
			this.#stop(event.instance, event.at);
			return [];
		}
		if (asking === undefined) return [];
		asking.given++;
		return [approvedNotice(event, asking)];
	}

	#stop(instance: string, at: number): JobLine | undefined {
		const line = this.table.line(instance);
		if (line !== undefined) this.table.stop(line, instance, at);
		return line;
	}

	#succeed(instance: string, at: number, warnings: readonly string[]): readonly Notice[] {
		this.fans.end(instance, "succeeded");
		const line = this.#stop(instance, at);
		if (line === undefined) return [];
		line.succeeded++;
		if (this.facts.isFallen(instance)) line.fallbacks++;
		const notices: Notice[] = warnings.map((message) => ({ type: "warning", path: instance, message }));
		return notices.concat(this.#complete(line, at));
	}

	#complete(line: JobLine, at: number): readonly Notice[] {
		if (line.leaf.follows === "rollback") this.phase.rollback.over++;
		return this.table.complete(line, at);
	}

	/** `spent`: what its own attempts ended with, where its fallback follows. */
	#retry(
		{ instance, attempt, at }: { readonly instance: string; readonly attempt: number; readonly at: number },
		due: number,
		spent?: JobError,
	): readonly Notice[] {
		const line = this.table.line(instance);
		if (line === undefined) return [];
		this.table.retry(line, instance, attempt, due, at);
		return this.#failures.retry(instance, due, spent);
	}

	#failInstance(instance: string, error: JobError, at: number): readonly Notice[] {
		this.fans.end(instance, "failed");
		const line = this.#stop(instance, at);
		if (line === undefined) return this.#failContainer(instance, error, at);
		this.#failed.add(instance);
		line.failed++;
		line.error = error;
		const notice = this.#failures.end(instance, error);
		const ended = this.#complete(line, at);
		// The failure of a plain job is the end of the job: one notice says both.
		if (line.leaf.fanOut || line.leaf.endsWith !== undefined) return [notice, ...ended];
		return [line.started === undefined ? notice : { ...notice, took: at - line.started }];
	}

	#endInstance(instance: string, outcome: "skipped" | "cancelled", at: number): readonly Notice[] {
		this.fans.end(instance, "left");
		const line = this.#stop(instance, at);
		if (line === undefined) return [];
		line.retrying.delete(instance);
		line.skipped++;
		if (!line.leaf.fanOut && line.leaf.endsWith === undefined) return this.table.end(line, outcome, at);
		return this.#complete(line, at);
	}

	#failJob(job: string, error: JobError, at: number): readonly Notice[] {
		const line = this.table.line(job);
		if (line === undefined) return this.#failContainer(job, error, at);
		const told = this.#failed.has(job) || (this.fans.get(job)?.failed ?? 0) > 0;
		// Of many jobs by this name one failed by itself; the others go on.
		if (job.includes("[")) {
			if (told) return [];
			line.failed++;
			line.error = error;
			return [this.#failures.end(job, error), ...this.table.complete(line, at)];
		}
		if (line.outcome !== undefined) return [];
		line.error = error;
		const ended = this.table.end(line, "failed", at);
		return told ? ended : [this.#failures.end(job, error)];
	}

	#endJob(job: string, at: number): readonly Notice[] {
		if (job.includes("[")) return [];
		if (this.table.containers.has(job)) return this.table.endRepeated(job, at);
		const line = this.table.line(job);
		return line === undefined ? [] : this.table.end(line, "succeeded", at);
	}

	/** A container fails by itself, as by its timeout, or for what has been told of a job in it. */
	#failContainer(path: string, error: JobError, at: number): readonly Notice[] {
		const key = jobKey(path);
		if (!this.table.containers.has(key)) return [];
		const told = this.#failed.has(path) || [...this.table.below(key)].some(({ failed }) => failed > 0);
		this.#failed.add(path);
		const ended = path.includes("[") ? [] : this.table.endRepeated(key, at);
		return told ? ended : [this.#failures.end(path, error), ...ended];
	}

	#tellUnconverged(event: RunEvent): readonly Notice[] {
		const found = this.facts.unconverged(event);
		return found === undefined ? [] : [{ type: "unconverged", ...found }];
	}
}
