import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StartCommand } from "../ports.ts";
import { cannotStart, type JobTypeImplementation, type Launch, type LaunchPlace } from "./launch.ts";

/** Bytes above which a script goes through a file: Linux bounds one argument at 128 KB. */
const LONGEST_ARGUMENT = 100_000;

/** `shell`: the script stops at its first failing command; interpolated values are in `DAG_VALUE_<n>`. */
export const shell: JobTypeImplementation = (command, place) => {
	const script = command.task.scripts?.run?.text ?? command.config.run;
	if (typeof script !== "string") return cannotStart("the job has no script to run");
	const program = command.config.shell === "bash" ? "bash" : "sh";
	return launchScript(program, script, command, place);
};

function launchScript(program: string, script: string, command: StartCommand, place: LaunchPlace): Launch {
	if (Buffer.byteLength(script) <= LONGEST_ARGUMENT) return { file: program, args: ["-e", "-c", script] };
	const file = join(place.attempt.base, `script-${command.attempt}.sh`);
	writeFileSync(file, script);
	return { file: program, args: ["-e", file] };
}
