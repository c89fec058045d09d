import type { Capacity, Plan, RunEvent } from "@dagwright/core";
import { checkAttempts } from "./oracle/check-attempts.ts";
import { checkCheckpoints } from "./oracle/check-checkpoints.ts";
import { checkComposites } from "./oracle/check-composites.ts";
import { checkEnds } from "./oracle/check-ends.ts";
import { checkOrder } from "./oracle/check-order.ts";
import { checkQuestions } from "./oracle/check-questions.ts";
import { checkRecovery } from "./oracle/check-recovery.ts";
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
];

/**
 * Reads a log against its plan, knowing nothing of the core: each event must follow from those before it by what the
 * semantics say. Throws at the first that does not.
 */
export function checkHistory(plan: Plan, events: readonly RunEvent[], capacity: Capacity): void {
	const witness = new Witness(plan, capacity);
	events.forEach((event, index) => {
		try {
			if (event.seq !== index + 1) throw new Error(`a gap before event ${event.seq}`);
			if (event.at < witness.at) throw new Error("time goes back");
			if (witness.mode === "finished") throw new Error(`${event.type} after the end`);
			if ((event.type === "run.created") !== (index === 0)) throw new Error("a run is created once, and first");
			for (const check of checks) check(witness, event);
			note(witness, event);
		} catch (problem) {
			if (problem instanceof Error) problem.message += ` (at event ${event.seq})`;
			throw problem;
		}
	});
	if (witness.mode !== "finished") throw new Error("the run never finished");
}
