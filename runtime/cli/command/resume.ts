import { findProject, readRun, resumeRun } from "@dagwright/engine";
import { SilentExit } from "../failure.ts";
import { driveRun } from "../run/drive-run.ts";
import { engineOptions } from "../run/engine-options.ts";
import { findRun } from "../run/find-run.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** `dag resume`: goes on with a run that was paused or interrupted. */
export async function resume(terminal: Terminal, name: string, options: { readonly json?: true }): Promise<void> {
	const { root, run } = findRun(terminal, name);
	const { origins } = readRun(root, run);
	const active = await resumeRun({ root, run }, engineOptions(await findProject(root)));
	const code = await driveRun(terminal, active, { origins, resumed: true, ...options });
	if (code !== 0) throw new SilentExit(code);
}
