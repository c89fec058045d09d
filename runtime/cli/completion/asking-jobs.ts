import { currentRoot } from "../project/project.ts";
import type { Candidate } from "./candidate.ts";

/** What a run asks people, with whom. Opens the journal, as nothing less tells what is pending. */
export async function askingJobs(cwd: string, run: string): Promise<readonly Candidate[]> {
	try {
		const [{ pendingQuestions }, { newestRun, readHeardRun }, { whoIsAsked }] = await Promise.all([
			import("@dagwright/core"),
			import("@dagwright/engine"),
			import("../progress/question-text.ts"),
		]);
		const root = currentRoot(cwd);
		const name = run === "last" ? newestRun(root) : run.replace(/^#/, "");
		if (name === undefined) return [];
		return pendingQuestions(readHeardRun(root, name).state).map(({ instance, approval }) => ({
			value: instance,
			description: `asks ${whoIsAsked(approval)}`,
		}));
	} catch {
		return []; // Completion never complains.
	}
}
