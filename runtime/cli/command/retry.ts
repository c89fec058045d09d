import { accept } from "@dagwright/core";
import { findProject, retryRun } from "@dagwright/engine";
import { SilentExit } from "../failure.ts";
import { readBegun } from "../run/begun-run.ts";
import { driveRun } from "../run/drive-run.ts";
import { engineOptions } from "../run/engine-options.ts";
import { findRun } from "../run/find-run.ts";
import { whenItsTurn } from "../run/overlap-options.ts";
import { userName } from "../run/user-name.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Jobs that are named. */
const NAMED = 8;

/** `dag retry`: goes on with a finished run, with what failed or what is named. */
export async function retry(
	terminal: Terminal,
	name: string,
	path: string | undefined,
	options: { readonly json?: true },
): Promise<void> {
	const { root, run } = findRun(terminal, name);
	const { plan, state, origins } = readBegun(root, run);
	const by = userName("dag retry");
	const named = path === undefined ? {} : { path };
	const answer = accept(plan, state, { type: "retry", by, ...named }, Date.now());
	const again = (answer.ok ? answer.value : []).flatMap((fact) =>
		fact.type === "job.reset" ? fact.job : fact.type === "instance.reset" ? fact.instance : [],
	);
	// Refused here too if it can't be, and under the run's lock.
	const project = await findProject(root);
	const active = await whenItsTurn(terminal, options, (overlap) =>
		retryRun({ root, run, by, ...named }, engineOptions(project, overlap)),
	);
	if (options.json !== true) {
		const names = again.toReversed().slice(0, NAMED).join(", ") + (again.length > NAMED ? ", …" : "");
		terminal.out.write(terminal.out.style.dim(`Run ${run} goes on; again run: ${names}\n`));
	}
	const code = await driveRun(terminal, active, {
		resumed: true,
		...(options.json === undefined ? {} : { json: { origins } }),
	});
	if (code !== 0) throw new SilentExit(code);
}
