/** How `dag` ends, in one table: help prints it, the commands use it. Never renumber one. */
export const exitCodes = {
	ok: { code: 0, meaning: "done; a run succeeded, also with warnings" },
	failed: {
		code: 1,
		meaning: "the run failed, a test failed, or the files have errors (check, fmt --check, plan, graph)",
	},
	usage: { code: 2, meaning: "the command was called wrongly: unknown flag, missing or mistyped value" },
	input: { code: 3, meaning: "a file, run or job could not be found or read" },
	refused: { code: 4, meaning: "refused before anything started: not supported yet, or needs more than there is" },
	held: { code: 5, meaning: "another engine holds the run" },
	host: { code: 6, meaning: "the machine failed: disk full, read-only journal, damaged journal" },
	waiting: { code: 7, meaning: "--no-wait: only people are waited for (dag approve answers, dag resume goes on)" },
	bug: { code: 70, meaning: "a mistake in dag itself; DAG_DEBUG=1 shows where" },
	interrupted: { code: 130, meaning: "cancelled, or paused by Ctrl-C (dag resume goes on)" },
} as const satisfies Record<string, { readonly code: number; readonly meaning: string }>;

/** The name of a way to end. */
export type ExitName = keyof typeof exitCodes;
