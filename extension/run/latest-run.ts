import type { RunListing } from "@dagwright/protocol";

/** Of which workflow a run is wanted: of any workflow of the file without a name. */
export interface WantedRun {
	/** Project-relative. */
	readonly file: string;
	readonly workflow: string | undefined;
}

/** The latest run of a workflow, of the runs as `dag runs` lists them, the newest first. */
export function latestRun(
	runs: readonly RunListing[],
	{ file, workflow }: WantedRun,
): { readonly run: string; readonly workflow: string } | undefined {
	for (const listing of runs) {
		if ("problem" in listing || listing.file !== file) continue;
		if (workflow === undefined || listing.workflow === workflow)
			return { run: listing.run, workflow: listing.workflow };
	}
	return undefined;
}
