import type { Capacity, Plan, RunEvent } from "@dagwright/core";
import { checkAttempts } from "./oracle/check-attempts.ts";
import { checkCheckpoints } from "./oracle/check-checkpoints.ts";
import { checkComposites } from "./oracle/check-composites.ts";
import { checkEnds } from "./oracle/check-ends.ts";
import { checkReuse } from "./oracle/check-fork.ts";
import { checkOrder } from "./oracle/check-order.ts";
import { checkQuestions } from "./oracle/check-questions.ts";
import { checkRecovery } from "./oracle/check-recovery.ts";
import { type AskedAgain, checkAsked, checkReopening } from "./oracle/check-reopening.ts";
import { checkRoom } from "./oracle/check-room.ts";
import { note } from "./oracle/note.ts";
import { Witness } from "./oracle/witness.ts";

const checks = [
	checkOrder,
	checkAttempts,
	checkRoom,
	checkEnds,
	checkCheckpoints,
	checkRecovery,
	checkQuestions,
	checkComposites,
	checkReopening,
	checkReuse,
];

/** Events that may follow the end of a run. */
const afterTheEnd: ReadonlySet<RunEvent["type"]> = new Set(["job.reset", "instance.reset", "run.reopened"]);

/**
 * Reads a log against its plan, knowing nothing of the core: each event must follow from those before it by what the
 * semantics say, and from what was asked of the run after its end. Throws at the first that does not.
 */
export function checkHistory(
	plan: Plan,
	events: readonly RunEvent[],
	capacity: Capacity,
	asked: readonly AskedAgain[] = [],
): void {
	const witness = new Witness(plan, capacity);
	const requests = [...asked];
	const hear = (): void => {
		for (let [next] = requests; next !== undefined && next.seq <= witness.seq; [next] = requests) {
			checkAsked(witness, next);
			if (next.believed) witness.hearAgain(next.path);
			requests.shift();
		}
	};
	events.forEach((event, index) => {
		try {
			hear();
			if (event.seq !== index + 1) throw new Error(`a gap before event ${event.seq}`);
			if (event.at < witness.at) throw new Error("time goes back");
			if (witness.mode === "finished" && !afterTheEnd.has(event.type)) throw new Error(`${event.type} after the end`);
			if ((event.type === "run.created") !== (index === 0)) throw new Error("a run is created once, and first");
			for (const check of checks) check(witness, event);
			note(witness, event);
		} catch (problem) {
			if (problem instanceof Error) problem.message += ` (at event ${event.seq})`;
			throw problem;
		}
	});
	hear();
	if (witness.mode !== "finished") throw new Error("the run never finished");
}

/** What a log has said up to an event, without a check. */
export function witnessOf(plan: Plan, events: readonly RunEvent[], capacity: Capacity): Witness {
	const witness = new Witness(plan, capacity);
	for (const event of events) note(witness, event);
	return witness;
}
