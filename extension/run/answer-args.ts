import type { Answer } from "@dagwright/protocol";

/** The arguments of `dag` that answer what waits for people; what they typed is always a value, never an option. */
export function answerArgs(
	run: string,
	{ instance, decision, comment, form }: Omit<Answer, "type">,
): readonly string[] {
	return [
		"approve",
		run,
		instance,
		// Of an unknown outcome to approve means to run it again.
		...(decision === "rejected" || decision === "failed" ? ["--reject"] : []),
		...(decision === "succeeded" ? ["--succeeded"] : []),
		...(comment === undefined ? [] : [`--comment=${comment}`]),
		...Object.entries(form).map(([name, text]) => `--set=${name}=${text}`),
	];
}
