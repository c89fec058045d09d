import type { Dice } from "../support/dice.ts";
import type { OpenClaims } from "./open-claims.ts";
import type { SimulatedProcesses } from "./simulated-processes.ts";
import type { SimulatedRun } from "./simulated-run.ts";
import type { Trouble } from "./trouble.ts";

/** What of a simulated host its trouble plays upon. */
export interface Victim {
	readonly run: SimulatedRun;
	readonly processes: SimulatedProcesses;
	readonly claims: OpenClaims;
	readonly dice: Dice;
	readonly trouble: Trouble;
}

const by = "sim";

/** Reports that come twice, late, or were never true; pauses, checkpoints by hand, and a cancel. */
export function makeMischief(victim: Victim): void {
	const { run, processes, dice, trouble } = victim;
	if (dice.chance(trouble.duplicate) && run.past.length > 0) run.mustRefuse(dice.pick(run.past));
	if (dice.chance(trouble.duplicate)) claimWhatIsNotTrue(victim);
	if (dice.chance(trouble.late)) {
		const ghost = processes.takeGhost(dice);
		if (ghost !== undefined) run.mustRefuse(processes.endOf(ghost));
	}
	if (dice.chance(trouble.pause)) pauseOrResume(victim);
	if (dice.chance(trouble.pause)) askForCheckpoint(victim);
	if (dice.chance(trouble.cancel)) {
		if (!run.report({ type: "cancel", by, rollback: dice.chance(0.5) })) return;
		run.mustRefuse({ type: "cancel", by, rollback: false });
		run.mustRefuse({ type: "pause", by });
	}
}

function pauseOrResume({ run, dice }: Victim): void {
	const { status } = run.state;
	if (status === "paused" || status === "pausing") {
		run.mustRefuse({ type: "pause", by });
		if (dice.chance(0.5)) run.report({ type: "resume", by });
	} else {
		run.mustRefuse({ type: "resume", by });
		run.report({ type: "pause", by });
	}
}

function askForCheckpoint({ run, dice }: Victim): void {
	if (dice.chance(0.5)) {
		run.report({ type: "checkpoint", by });
		return;
	}
	const name = `mine-${dice.below(4)}`;
	const isTaken = run.events.some((event) => event.type === "checkpoint.created" && event.name === name);
	if (isTaken) run.mustRefuse({ type: "checkpoint", by, name });
	else if (!run.report({ type: "checkpoint", by, name })) throw new Error(`no checkpoint could be made as ${name}`);
	run.mustRefuse({ type: "checkpoint", by, name: "-not a name" });
}

function claimWhatIsNotTrue({ run, processes, claims, dice }: Victim): void {
	const instances = claims.instances();
	const nobody = dice.pick(["nobody", "a[99]", "a.b.c", "a[0].b", "[0]", "", "a/b", "on_failure.x", "a.rollback"]);
	const instance = instances.length === 0 || dice.chance(0.1) ? nobody : dice.pick(instances);
	const attempt = dice.below(5);
	const mayStart = claims.mayStart(instance, attempt, run.now) && run.state.status === "running";
	if (!mayStart) run.mustRefuse({ type: "starting", instance, attempt });
	const runs = processes.inFlight.some((job) => job.instance === instance && job.attempt === attempt);
	if (!runs) run.mustRefuse(processes.endOf({ instance, attempt }));
	if (run.state.status !== "finished") run.mustRefuse({ type: "retry", by });
}
