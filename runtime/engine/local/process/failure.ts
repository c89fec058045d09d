import type { JobError } from "@dagwright/core";
import { formatDuration } from "@dagwright/core/expression";
import type { ProcessEnd } from "./attempt.ts";
import type { ToldError } from "./attempt-events.ts";

/**
 * Why an attempt failed, in a sentence.
 * @param timeout of the job, in ms
 * @param kind of the error when the process itself says that it failed
 * @param told what the job said itself
 */
export function failureOf(
	end: ProcessEnd,
	timeout: number | undefined,
	kind: JobError["kind"],
	told: ToldError | undefined,
): JobError {
	switch (end.how) {
		case "stopped":
			return {
				kind: "timeout",
				message:
					timeout === undefined
						? "took longer than its timeout"
						: `took longer than its timeout of ${formatDuration(timeout)}`,
			};
		case "not_started":
			// An error found before the start has its own kind; what spawn says is about the program.
			return { kind: kind === "exit" || kind === "http" ? "spawn" : kind, message: startProblem(end.message) };
		case "signalled":
			return { kind, message: told?.message ?? `was ended by ${end.signal}${hintAt(end.signal)}`, signal: end.signal };
		case "exited":
			return {
				kind: told?.refused === true ? "refused" : kind,
				message: told?.message ?? `exited with code ${end.code}`,
				exit_code: end.code,
			};
		case "killed":
			return { kind: "lost", message: "was ended with its engine" };
	}
}

/** The engine did not send it, so it came from elsewhere. */
function hintAt(signal: string): string {
	return signal === "SIGKILL" ? " (as by the system when memory runs out)" : "";
}

function startProblem(message: string): string {
	const missing = /^spawn (.+) ENOENT$/.exec(message);
	if (missing !== null) return `there is no program \`${missing[1]}\`${missing[1]?.includes("/") ? "" : " in PATH"}`;
	if (/\bE2BIG\b/.test(message)) {
		return "its arguments and environment are too large for the system: pass large values through a file or $DAG_INPUT";
	}
	return message.startsWith("spawn ") ? `could not start: ${message}` : message;
}
