import { decodeRunListings } from "@dagwright/protocol";
import * as vscode from "vscode";
import type { askDag } from "./run-process.ts";

/** Lets the user choose one of the runs that can go on, from what `dag runs --json` printed. */
export async function chooseRun({
	code,
	output,
	errors,
}: Awaited<ReturnType<typeof askDag>>): Promise<string | undefined> {
	const decoded = decodeRunListings(output);
	if (code !== 0 || !decoded.ok) {
		await vscode.window.showWarningMessage(`The runs could not be listed: ${errors.trim() || `exit code ${code}`}`);
		return undefined;
	}
	const items = decoded.value.flatMap((listing) =>
		"problem" in listing || !listing.resumable
			? []
			: [
					{
						label: `${listing.workflow}, run ${listing.run}`,
						description: `${listing.status}, started ${new Date(listing.started).toLocaleString()}`,
						run: listing.run,
					},
				],
	);
	if (items.length === 0) {
		// An engine that has recorded the pause still has to let go of the run.
		const pausing = decoded.value.find(
			(listing) => !("problem" in listing) && (listing.status === "pausing" || listing.status === "paused"),
		);
		await vscode.window.showInformationMessage(
			pausing && !("problem" in pausing)
				? `${pausing.workflow}, run ${pausing.run}, is still pausing: the jobs that have begun come to their end first.`
				: "No run of this project waits to go on.",
		);
		return undefined;
	}
	return (await vscode.window.showQuickPick(items, { title: "Resume a run" }))?.run;
}
