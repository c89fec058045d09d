import { accept, decide, type Plan, type Report } from "@dagwright/core";
import type { StartCommand, Transaction } from "./ports.ts";

/** Appends what a report means; false if the core refused it: late and duplicate claims are normal after a crash. */
export function acceptReport(plan: Plan, transaction: Transaction, report: Report): boolean {
	const facts = accept(plan, transaction.state, report, transaction.now);
	if (facts.ok) transaction.append(facts.value);
	return facts.ok;
}

/** Appends all decisions that follow, to the fixpoint. */
export function decideAll(plan: Plan, transaction: Transaction): void {
	while (true) {
		const facts = decide(plan, transaction.state, transaction.now);
		if (facts.length === 0) return;
		transaction.append(facts);
	}
}

/** The claim that an attempt is about to start. */
export function startingReport({ instance, attempt }: StartCommand): Report {
	return { type: "starting", instance, attempt };
}
