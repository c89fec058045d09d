import { type Plan, type RunEvent, roundCount } from "@dagwright/core";
import type { Notice as EngineNotice, Sample } from "@dagwright/engine";
import { count, formatClock, formatDuration } from "../terminal/quantity.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { oneLine, printable } from "../terminal/width.ts";
import { FailureCounter } from "./failure-counter.ts";
import type { Notice } from "./job-line.ts";
import {
	approveCommand,
	errorSentence,
	formatBindings,
	logTail,
	phaseText,
	retryDelay,
	skipReason,
} from "./notice-lines.ts";
import { ProgressModel } from "./progress-model.ts";
import type { EndedJobs, RunView } from "./run-view.ts";

/** ms that lines wait for the next ones: each write wakes whoever reads, which takes time from small jobs. */
const FLUSH = 40;

/** One line per event with its time, for logs and pipes: no cursor, no redrawing. */
export class PlainView implements RunView {
	readonly #terminal: Terminal;
	readonly #model: ProgressModel;
	readonly #failures = new FailureCounter();
	readonly #started = new Map<string, number>();
	/** Lines that were not written yet. */
	#pending = "";
	#flushing: NodeJS.Timeout | undefined;
	/** What is lost from now on was killed from here. */
	#killing = false;
	/** What the engine that drives the run started: if it loses that, it ended with it. */
	readonly #ownStarts = new Set<string>();

	constructor(terminal: Terminal, plan: Plan) {
		this.#terminal = terminal;
		this.#model = new ProgressModel(plan);
	}

	event(event: RunEvent): void {
		const notices = this.#apply(event);
		const text = this.#describe(event) ?? this.#question(notices);
		if (text !== undefined) this.#line(event.at, text);
		if (event.type === "attempt.failed" && !this.#failures.isOneOfMany(event.instance))
			for (const line of logTail(event.error, 10)) this.#print(`          ${this.#terminal.symbols.gutter} ${line}\n`);
	}

	/** What people are asked and what they answered, as on a screen. */
	#question(notices: readonly Notice[]): string | undefined {
		const { symbols } = this.#terminal;
		const { style } = this.#terminal.out;
		for (const notice of notices) {
			if (notice.type === "answered")
				return `${style.people(symbols.waiting)} ${oneLine(`${notice.path} ${notice.text}`)}`;
			if (notice.type !== "asked") continue;
			const [head = "", ...rest] = notice.lines;
			const lines = [...[...rest, ...(notice.files ?? [])].map(printable), approveCommand(notice.run, notice.path)];
			return [
				`${style.people(symbols.waiting)} ${printable(`${notice.path} ${head}`)}`,
				...lines.map((line) => `            ${line}`),
			].join("\n");
		}
		return undefined;
	}

	past(event: RunEvent): void {
		this.#apply(event);
	}

	#apply(event: RunEvent): readonly Notice[] {
		if (event.type === "run.attached") this.#ownStarts.clear();
		else if (event.type === "attempt.started") this.#ownStarts.add(event.instance);
		return this.#model.apply(event);
	}

	sample(_sample: Sample): void {}

	notice(notice: EngineNotice): void {
		this.#line(Date.now(), `${this.#terminal.symbols.warning} ${notice.message}`);
	}

	interrupted(stage: "pausing" | "killing"): void {
		this.#killing = stage === "killing";
		this.#line(
			Date.now(),
			stage === "pausing" ? "pausing: running jobs finish; interrupt again to kill them" : "killing every job",
		);
	}

	get counts(): EndedJobs {
		return this.#model.table.counts;
	}

	watching(): void {}

	[Symbol.dispose](): void {
		this.#flush();
	}

	#line(at: number, text: string): void {
		const { out } = this.#terminal;
		this.#print(`${out.style.dim(formatClock(at))}  ${text}\n`);
	}

	#print(text: string): void {
		this.#flushing ??= setTimeout(() => this.#flush(), FLUSH);
		this.#pending += text;
	}

	#flush(): void {
		clearTimeout(this.#flushing);
		this.#flushing = undefined;
		if (this.#pending === "") return;
		const text = this.#pending;
		this.#pending = "";
		this.#terminal.out.write(text);
	}

	#describe(event: RunEvent): string | undefined {
		const { symbols } = this.#terminal;
		const { style } = this.#terminal.out;
		switch (event.type) {
			case "attempt.started": {
				this.#started.set(event.instance, event.at);
				const bindings = this.#model.facts.bindingsOf(event.instance);
				const more = [
					...(bindings === undefined ? [] : [printable(formatBindings(bindings))]),
					...(event.attempt > 1 ? [this.#model.facts.attemptText(event.instance, event.attempt)] : []),
				];
				return `${style.run(symbols.arrow)} ${event.instance} started${more.length > 0 ? ` (${more.join("; ")})` : ""}`;
			}
			case "attempt.succeeded": {
				const lines = [
					`${style.ok(symbols.succeeded)} ${event.instance} succeeded in ${this.#took(event.instance, event.at)}`,
				];
				for (const warning of event.warnings ?? [])
					lines.push(`          ${style.warn(`${symbols.warning} ${printable(warning)}`)}`);
				return lines.join("\n");
			}
			case "attempt.failed":
				return `${this.#failed(event.instance)} after ${this.#took(event.instance, event.at)}: ${oneLine(errorSentence(event.error))}`;
			case "attempt.cancelled":
				return `${symbols.cancelled} ${event.instance} stopped`;
			case "attempt.lost":
				return event.unbegun === true
					? `${style.warn(symbols.warning)} ${event.instance} never began: its engine ended before`
					: `${style.warn(symbols.warning)} ${this.#lost(event.instance)}`;
			case "attempt.timed_out":
				return `${style.fail(symbols.failed)} ${event.instance} ran longer than its timeout and is told to stop`;
			case "retry.scheduled":
				return `${style.warn(symbols.retrying)} ${event.instance} ${this.#model.facts.attemptText(event.instance, event.attempt)} ${retryDelay(event.due - event.at)}`;
			case "fallback.started":
				return `${style.warn(symbols.retrying)} ${event.instance} falls back`;
			// What people answer has no attempt whose end would tell it, and a lost critical one waited for them.
			case "instance.failed":
				if (event.error.kind === "approval" || !(this.#isApproval(event.instance) || event.error.kind === "lost"))
					return undefined;
				return `${this.#failed(event.instance)}: ${oneLine(errorSentence(event.error))}`;
			case "instance.succeeded":
				return this.#isApproval(event.instance) || this.#model.facts.planOf(event.instance)?.kind === "loop"
					? `${style.ok(symbols.succeeded)} ${event.instance} succeeded${this.#rounds(event)}`
					: undefined;
			case "round.started":
				return `${style.run(symbols.arrow)} ${event.instance} ${this.#model.facts.roundText(`${event.instance}[${event.round}]`)}`;
			case "job.failed":
				return `${this.#failed(event.job)}: ${oneLine(errorSentence(event.error))}`;
			case "job.succeeded":
				return this.#isLine(event.job)
					? `${style.ok(symbols.succeeded)} ${event.job} succeeded${this.#counted(event)}`
					: undefined;
			case "job.skipped":
				return event.cause === "not_selected" || !this.#isLine(event.job)
					? undefined
					: `${symbols.skipped} ${event.job} skipped: ${skipReason(event.cause)}`;
			case "job.cancelled":
				return this.#isLine(event.job) ? `${symbols.cancelled} ${event.job} cancelled` : undefined;
			case "run.paused":
				return `${symbols.paused} paused by ${printable(event.by)}`;
			case "run.resumed":
				return `${symbols.arrow} resumed by ${printable(event.by)}`;
			case "run.cancel_requested":
				return `${symbols.cancelled} cancel asked for by ${printable(event.by)}`;
			case "rollback.started":
				return `${style.warn(symbols.arrow)} ${phaseText({ type: "phase", phase: "rollback", frame: event.frame, total: event.instances.length })}`;
			case "hooks.started":
				return `${style.run(symbols.arrow)} ${phaseText({ type: "phase", phase: event.event, frame: event.frame })}`;
			case "run.timed_out":
				return `${style.fail(symbols.failed)} the run reached its timeout`;
			default:
				return undefined;
		}
	}

	/** What is critical, or of a run that is being cancelled, does not start again by itself. */
	#lost(instance: string): string {
		const { facts, phase } = this.#model;
		const isLast = this.#isCritical(instance) || facts.isLostForGood(instance) || phase.state === "cancelling";
		if (this.#killing) return `${instance} was killed${isLast ? "" : "; dag resume starts it again"}`;
		// The next engine records what it found lost, and starts it; one that ends itself records that before.
		if (this.#ownStarts.has(instance))
			return `${instance} was ended with its engine${isLast ? "" : "; dag resume starts it again"}`;
		return `${instance} was lost with its engine${isLast ? "" : " and starts again"}`;
	}

	/** A failure that the job may have is no alarm. */
	#failed(path: string): string {
		const { symbols } = this.#terminal;
		const { style } = this.#terminal.out;
		return this.#model.facts.isAllowed(path)
			? `${style.warn(symbols.failed)} ${path} failed (allowed)`
			: `${style.fail(symbols.failed)} ${path} failed`;
	}

	/** What a job of many instances or rounds came to. */
	#counted(event: Extract<RunEvent, { type: "job.succeeded" }>): string {
		const fan = this.#model.fans.get(event.job);
		if (fan === undefined) return this.#rounds(event);
		const { total, succeeded } = fan;
		return succeeded < total ? `: ${succeeded}/${total}` : `: ${count(total, "instance")}`;
	}

	/** The rounds that a loop, or an instance of one, came to. */
	#rounds(event: Extract<RunEvent, { type: "job.succeeded" | "instance.succeeded" }>): string {
		const { value } = event;
		const unconverged = this.#model.facts.unconverged(event);
		if (unconverged !== undefined) return `: ${this.#terminal.out.style.warn(printable(unconverged.text))}`;
		if (typeof value !== "object" || value === null || !("rounds" in value)) return "";
		const path = event.type === "job.succeeded" ? event.job : event.instance;
		const isLoop = this.#model.facts.planOf(path)?.kind === "loop";
		return isLoop && typeof value.rounds === "number" ? `: ${roundCount(value.rounds)}` : "";
	}

	#isApproval(path: string): boolean {
		const plan = this.#model.facts.planOf(path);
		return plan?.kind === "task" && plan.type === "approval";
	}

	#isCritical(path: string): boolean {
		return this.#model.facts.planOf(path)?.policies.critical === true;
	}

	#isLine(job: string): boolean {
		// A group is only a frame; loops and calls end after many lines of others.
		const plan = this.#model.facts.planOf(job);
		return plan !== undefined && plan.kind !== "group";
	}

	#took(instance: string, at: number): string {
		const started = this.#started.get(instance);
		this.#started.delete(instance);
		return formatDuration(at - (started ?? at));
	}
}
