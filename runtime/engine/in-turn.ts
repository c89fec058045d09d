import type { Plan, WorkflowPolicies } from "@dagwright/core";
import type { ActiveRun } from "./active-run.ts";
import { awaitTurn, type TurnHolder, takeTurn } from "./local/turn.ts";
import { UserError } from "./user-error.ts";

/** What happens when a run of the same workflow is under way on this machine. */
export interface OverlapOptions {
	/** Instead of what the workflow says. */
	readonly mode?: NonNullable<WorkflowPolicies["overlap"]>;
	/** Hears for whom it waits, with `queue`. */
	readonly waiting?: (holder: TurnHolder) => void;
	/** Stops waiting. */
	readonly signal?: AbortSignal;
}

/**
 * Drives a run once it is the turn of its workflow, and keeps the turn as long as this process drives it. A workflow that
 * says nothing of overlap lets runs that people start go side by side. `otherwise` tells people what to do where it is
 * refused: a sentence, without a capital.
 * @throws UserError `engine/overlap`, with `skip`; the signal's reason, with `queue`
 */
export async function inTurn(
	root: string,
	plan: Plan,
	options: OverlapOptions | undefined,
	otherwise: string,
	drive: () => Promise<ActiveRun>,
): Promise<ActiveRun> {
	const workflow = plan.workflows[plan.main];
	const mode = options?.mode ?? workflow?.policies.overlap ?? "allow";
	if (mode === "allow") return drive();
	const waiting = options?.waiting ?? (() => undefined);
	const turn = mode === "skip" ? takeTurn(root, plan.main) : await awaitTurn(root, plan.main, waiting, options?.signal);
	if ("engine" in turn) {
		const { run, engine } = turn;
		const who = run === undefined ? `process ${engine.pid}` : `run ${run}, process ${engine.pid}`;
		throw new UserError(
			"engine/overlap",
			`${workflow?.name} is under way already (${who}), and its \`overlap skip\` lets no second run start`,
			{
				remedy: `${run === undefined ? "" : `\`dag status ${run} --watch\` follows it; `}${otherwise}`,
			},
		);
	}
	try {
		const active = await drive();
		const release = () => turn[Symbol.dispose]();
		active.ended.then(release, release);
		return active;
	} catch (error) {
		turn[Symbol.dispose]();
		throw error;
	}
}
