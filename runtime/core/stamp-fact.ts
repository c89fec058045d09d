import type { RunEvent, RunFact } from "./event.ts";

/**
 * A fact with its number and its time (UTC ms): the event as the log holds it. The facts of which a run has most are
 * written out, because spreading one costs several times as much.
 */
export function stampFact(fact: RunFact, seq: number, at: number): RunEvent {
	switch (fact.type) {
		case "job.ready":
			if (fact.instances !== undefined || fact.errors !== undefined) break;
			return { seq, at, type: fact.type, job: fact.job };
		case "attempt.started":
			return { seq, at, type: fact.type, instance: fact.instance, attempt: fact.attempt };
		case "attempt.running":
			return { seq, at, type: fact.type, instance: fact.instance, attempt: fact.attempt, process: fact.process };
		case "attempt.succeeded": {
			if (fact.warnings !== undefined) break;
			const { type, instance, attempt, outputs, usage } = fact;
			if (usage === undefined) return { seq, at, type, instance, attempt, outputs };
			return { seq, at, type, instance, attempt, outputs, usage };
		}
		case "round.started":
			return { seq, at, type: fact.type, instance: fact.instance, round: fact.round, carries: fact.carries };
		default:
	}
	return { seq, at, ...fact };
}
