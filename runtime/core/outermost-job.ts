/** The job of the main workflow that a path lies in, or is: `ship` of `ship[0]/push.rollback`. */
export function outermostJob(path: string): string {
	return /^[^.[/]*/.exec(path)?.[0] ?? path;
}
