import { basename } from "node:path";
import { canonicalJson, type ReusedEnd, type RunError, type RunEvent, type RunFact } from "@dagwright/core";
import type { ConformanceResult } from "./host.ts";

/** A run, then its forks, each from the line that says what it goes on from, then what was refused. */
export function outlineOf({ runs, refused }: ConformanceResult): string {
	return runs.map(outline).join("") + refused.map((request) => `${canonicalJson({ refused: request })}\n`).join("");
}

/**
 * A run as lines that every host must produce: each fact without what may differ from run to run (times, process ids,
 * log texts), one JSON object a line. Facts of different jobs may interleave in any order, so they are grouped by
 * instance, in the order of their first fact in the plan's terms; within an instance their order counts.
 */
export function outline(events: readonly RunEvent[]): string {
	const groups = new Map<string, string[]>();
	for (const event of events) {
		const fact = comparable(event);
		if (fact === undefined) continue;
		const subject = subjectOf(event);
		const lines = groups.get(subject) ?? [];
		lines.push(canonicalJson(withoutPlaces(fact)));
		groups.set(subject, lines);
	}
	const sorted = [...groups].sort(([left], [right]) => order(left) - order(right) || compareText(left, right));
	return `${sorted.flatMap(([, lines]) => lines).join("\n")}\n`;
}

/** A fork's origin comes first. The run's own facts come last: its end is what everything else leads to. */
function order(subject: string): number {
	return subject === ORIGIN ? 0 : subject === "" ? 2 : 1;
}

function compareText(left: string, right: string): number {
	return left < right ? -1 : left > right ? 1 : 0;
}

/** The subject of a fork's first fact. */
const ORIGIN = " ";

function subjectOf(event: RunEvent): string {
	if (event.type === "run.created") return ORIGIN;
	if ("instance" in event) return event.instance;
	if ("job" in event) return event.job;
	return "";
}

/** The fact without what differs from run to run; undefined for facts that say nothing about the meaning. */
function comparable(event: RunEvent): object | undefined {
	const { seq: _seq, at, ...fact } = event;
	switch (fact.type) {
		case "run.created":
			if (fact.forked_from === undefined) return undefined;
			// How much had happened before a checkpoint differs where jobs ran side by side.
			return { type: fact.type, forked_from: fact.forked_from.run, params: fact.params };
		case "run.attached":
		case "attempt.running":
		// Whether a message is taken depends on the world.
		case "notification.sent":
		case "notification.failed":
			return undefined;
		case "approval.requested": {
			const { deadline, ...request } = fact.request;
			return { ...fact, request: { ...request, ...(deadline !== undefined && { waits: deadline - at }) } };
		}
		case "job.ready":
			if (fact.errors === undefined) return fact;
			return { ...fact, errors: fact.errors.map(({ index, error }) => ({ index, error: comparableError(error) })) };
		case "retry.scheduled": {
			// The delay depends on nothing but run, instance and attempt.
			const { due, error, ...rest } = fact;
			return { ...rest, delay: due - at, ...(error && { error: comparableError(error) }) };
		}
		case "run.paused":
		case "run.resumed":
		case "run.cancel_requested":
		case "run.reopened":
		case "checkpoint.created": {
			const { by: _by, ...rest } = fact;
			return rest;
		}
		case "attempt.succeeded": {
			const { usage: _usage, warnings, ...rest } = fact;
			return warnings === undefined ? rest : { ...rest, warnings: warnings.length };
		}
		case "attempt.cancelled": {
			const { usage: _usage, ...rest } = fact;
			return rest;
		}
		case "attempt.failed": {
			const { usage: _usage, ...rest } = fact;
			return { ...rest, error: comparableError(rest.error) };
		}
		case "job.reused":
			return {
				...fact,
				end: comparableEnd(fact.end),
				...(fact.instances && { instances: fact.instances.map((each) => ({ ...each, end: comparableEnd(each.end) })) }),
			};
		case "job.failed":
		case "instance.failed":
		case "fallback.started":
			return { ...fact, error: comparableError(fact.error) };
		case "hooks.started":
			return fact.error === undefined ? fact : { ...fact, error: comparableRunError(fact.error) };
		case "run.finished":
			return {
				...fact,
				...(fact.error && { error: comparableRunError(fact.error) }),
				...(fact.rollback_failures && { rollback_failures: fact.rollback_failures.map(comparableRunError) }),
			};
		default:
			return fact;
	}
}

function comparableEnd(end: ReusedEnd): object {
	return end.status === "failed" ? { ...end, error: comparableError(end.error) } : end;
}

function comparableRunError(error: RunError): object {
	return { job: error.job, ...comparableError(error) };
}

/** Messages may improve; kind and code are the contract. */
function comparableError(error: Extract<RunFact, { type: "instance.failed" }>["error"]): object {
	return { kind: error.kind, ...(error.exit_code === undefined ? {} : { exit_code: error.exit_code }) };
}

/** A sealed file lies where its host keeps it; its name, content and size are the same everywhere. */
function withoutPlaces(value: unknown): unknown {
	if (value === null || typeof value !== "object") return value;
	if (Array.isArray(value)) return value.map(withoutPlaces);
	const copy = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutPlaces(item)]));
	return typeof copy["path"] === "string" && "sha256" in copy ? { ...copy, path: basename(copy["path"]) } : copy;
}
