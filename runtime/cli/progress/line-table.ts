import type { JobPlan, Plan, RunEvent, SkipCause } from "@dagwright/core";
import { indexJobs, isBelow, jobKey, type LeafJob } from "./job-index.ts";
import { type Asking, type JobLine, type Notice, newJobLine, type Outcome } from "./job-line.ts";

/**
 * The lines of a run's jobs, and how they come and go. `underWay` holds only those that are moving, so that a frame
 * costs what it shows.
 */
export class LineTable {
	readonly leaves: ReadonlyMap<string, LeafJob>;
	/** Groups, loops and calls. */
	readonly containers: ReadonlyMap<string, JobPlan>;
	readonly lines = new Map<string, JobLine>();
	/** Lines with an attempt under way or waiting to be tried again, in the order in which they started. */
	readonly underWay = new Map<string, JobLine>();
	/** Whole jobs, without rollbacks and hooks. */
	readonly counts = { succeeded: 0, failed: 0, skipped: 0, cancelled: 0 };
	/** Attempts under way now. */
	running = 0;
	/** Instances that wait for people. */
	asking = 0;
	/** Jobs that take part in the run. */
	selected: number;

	constructor(plan: Plan) {
		const { leaves, containers } = indexJobs(plan);
		this.leaves = leaves;
		this.containers = containers;
		this.selected = [...leaves.values()].filter(({ follows }) => follows === undefined).length;
	}

	/** The line of a job or instance, made when it is first asked for; undefined for what shows as none. */
	line(path: string): JobLine | undefined {
		const key = jobKey(path);
		const known = this.lines.get(key);
		if (known !== undefined) return known;
		const leaf = this.leaves.get(key);
		if (leaf === undefined) return undefined;
		const line = newJobLine(leaf);
		this.lines.set(key, line);
		return line;
	}

	*below(container: string): Generator<JobLine> {
		for (const key of this.leaves.keys()) {
			const line = isBelow(key, container) ? this.line(key) : undefined;
			if (line !== undefined) yield line;
		}
	}

	/** Counts the instances of a `for` in, on the line of the job or on those of the jobs in it. */
	size(job: string, instances: number): void {
		const key = jobKey(job);
		const own = this.leaves.get(key);
		for (const leaf of own === undefined ? this.leaves.values() : [own]) {
			if (leaf.sizedBy !== key || leaf.uncounted) continue;
			const line = this.line(leaf.key);
			if (line !== undefined) line.total += instances;
		}
	}

	/** An attempt starts; UTC ms. */
	start(line: JobLine, instance: string, attempt: number, at: number): void {
		line.started ??= at;
		line.retrying.delete(instance);
		this.#move(line, at);
		if (!line.active.has(instance)) this.running++;
		line.active.set(instance, { attempt, started: at, progress: undefined, metric: undefined });
		line.newest = instance;
	}

	/** An instance waits for people; UTC ms. */
	ask(line: JobLine, instance: string, approval: Asking["approval"], at: number): void {
		line.started ??= at;
		this.#move(line, at);
		line.asking.set(instance, { approval, since: at, given: 0 });
		line.newest = instance;
		this.asking++;
	}

	/** Another attempt follows, at `due`; UTC ms. */
	retry(line: JobLine, instance: string, attempt: number, due: number, at: number): void {
		this.#move(line, at);
		line.retrying.set(instance, { attempt, due });
	}

	/** An attempt or a question is over. */
	stop(line: JobLine, instance: string, at: number): void {
		if (line.asking.delete(instance)) this.asking--;
		if (line.active.delete(instance)) this.running--;
		this.#settle(line, at);
	}

	/** An instance ended. A plain job ends with it; of many instances the last one ends the job, unless more may begin. */
	complete(line: JobLine, at: number): readonly Notice[] {
		const { leaf, succeeded, failed, skipped } = line;
		if (leaf.endsWith !== undefined || leaf.sizedBy === leaf.key) return [];
		return succeeded + failed + skipped < line.total ? [] : this.endAsCounted(line, at);
	}

	/** Ends what may begin again in a loop or `for`, with that. */
	endRepeated(container: string, at: number): readonly Notice[] {
		const notices: Notice[] = [];
		for (const line of this.below(container)) {
			if (line.leaf.endsWith === container) notices.push(...this.endAsCounted(line, at));
		}
		return notices;
	}

	/** Ends a job, or every job below a container that was skipped or cancelled as a whole. */
	endBelow(job: string, outcome: "skipped" | "cancelled", at: number, cause?: SkipCause): readonly Notice[] {
		const notices: Notice[] = [];
		const own = this.line(job);
		for (const line of own === undefined ? [...this.below(jobKey(job))] : [own]) {
			const isOther = own === undefined && line.leaf.follows !== undefined;
			if (line.outcome !== undefined || isOther) continue;
			if (job.includes("[")) {
				line.skipped++;
				notices.push(...this.complete(line, at));
				continue;
			}
			line.skip = cause;
			if (cause === "not_selected") {
				line.outcome = outcome;
				this.selected--;
				continue;
			}
			notices.push(...this.end(line, outcome, at));
		}
		return notices;
	}

	endAsCounted(line: JobLine, at: number): readonly Notice[] {
		return this.end(line, line.failed > 0 ? "failed" : line.succeeded > 0 ? "succeeded" : "skipped", at);
	}

	end(line: JobLine, outcome: Outcome, at: number): readonly Notice[] {
		if (line.outcome !== undefined) return [];
		line.outcome = outcome;
		line.ended = at;
		line.retrying.clear();
		if (line.leaf.follows === undefined) this.counts[outcome]++;
		this.#settle(line, at);
		return [{ type: "job", job: line.leaf.key, outcome, line, at }];
	}

	/** What a fork takes over is no news: the lines of the job, and of all jobs in it, end as it had ended. */
	reuse({ job, end, instances, at }: Extract<RunEvent, { type: "job.reused" }>): void {
		const own = this.line(job);
		for (const line of own === undefined ? this.below(job) : [own]) {
			if (line.outcome !== undefined || line.leaf.follows !== undefined) continue;
			line.total = instances?.length ?? line.total;
			for (const instance of instances ?? []) {
				if (instance.end.status === "succeeded") line.succeeded++;
				else if (instance.end.status === "failed") line.failed++;
				else line.skipped++;
			}
			this.end(line, end.status, at);
		}
	}

	/** What is to run again counts as not begun: a whole job, all jobs in it, or one instance of them. */
	reset(path: string): void {
		const own = this.lines.get(jobKey(path));
		for (const line of own === undefined ? this.below(jobKey(path)) : [own]) {
			if (line.outcome !== undefined && line.leaf.follows === undefined) this.counts[line.outcome]--;
			line.outcome = line.ended = line.error = line.skip = undefined;
			if (!path.includes("[")) {
				line.total = newJobLine(line.leaf).total;
				line.succeeded = line.failed = line.skipped = 0;
			} else if (line.failed > 0) line.failed--;
			else if (line.skipped > 0) line.skipped--;
			else if (line.succeeded > 0) line.succeeded--;
		}
	}

	#move(line: JobLine, at: number): void {
		line.busySince ??= at;
		this.underWay.set(line.leaf.key, line);
	}

	/** Where nothing of a line moves it goes from the screen, unless it will soon move again. */
	#settle(line: JobLine, at: number): void {
		if (line.active.size > 0 || line.retrying.size > 0 || line.asking.size > 0) return;
		if (line.busySince !== undefined) line.busy += at - line.busySince;
		line.busySince = undefined;
		const several = line.leaf.fanOut || line.leaf.endsWith !== undefined;
		if (line.outcome !== undefined || !several || line.started === undefined) this.underWay.delete(line.leaf.key);
	}
}
