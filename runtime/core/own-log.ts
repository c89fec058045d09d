import type { JobError } from "./job-error.ts";

/** The last lines of a failed attempt's log without its message, where the job printed that too; empty if there is no more. */
export function ownLog({ message, log_tail = "" }: Pick<JobError, "message" | "log_tail">): string {
	const text = log_tail.trimEnd();
	if (text === message) return "";
	const ended = message !== "" && text.endsWith(`\n${message}`);
	return (ended ? text.slice(0, -message.length) : text).trimEnd();
}
