import type { ApprovalView } from "@dagwright/core";
import { formatDuration } from "../format.ts";

/** Whether this user is among those whose answer is waited for. */
export function isFor(approval: ApprovalView, user: string | undefined): boolean {
	if (approval.about === "outcome") return true;
	return user !== undefined && approval.people.includes(user) && !approval.given.some((answer) => answer.by === user);
}

/** Who is waited for: `you`, `mira`, `role:ml-lead`, `mira and 2 more`. */
export function whoIsAsked(approval: ApprovalView, user: string | undefined): string {
	if (isFor(approval, user)) return "you";
	const answered = new Set(approval.given.map(({ by }) => by));
	// As long as nobody has answered, a role says more than its members.
	const names = answered.size === 0 ? approval.approvers : approval.people.filter((name) => !answered.has(name));
	const [first = "somebody", ...more] = names;
	if (more.length === 0) return first;
	return more.length === 1 ? `${first} or ${more[0]}` : `${first} or ${more.length} more`;
}

/** How many have approved, where it takes more than one: `1 of 2`. */
export function approvalCount({ given, needed }: ApprovalView): string | undefined {
	return needed > 1 ? `${given.length} of ${needed}` : undefined;
}

/** The time until its deadline, at `now` (UTC ms): `22h left`. */
export function timeLeft({ deadline }: ApprovalView, now: number): string | undefined {
	if (deadline === undefined) return undefined;
	if (deadline <= now) return "time is over";
	const hours = Math.floor((deadline - now) / 3_600_000);
	return `${hours >= 3 && hours < 48 ? `${hours}h` : formatDuration(deadline - now)} left`;
}

/** What the deadline means. */
export function afterDeadline({ on_timeout }: ApprovalView): string {
	if (on_timeout === "approve") return "then it counts as approved";
	return on_timeout === "reject" ? "then it counts as rejected" : "then it fails";
}
