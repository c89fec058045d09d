/** The process of a `deployment` job with `provider = folder`: puts the model where it serves. */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Problem, pathOf, runProgram, say, variable } from "../program.ts";
import { deployToFolder } from "./deploy-folder.ts";

interface Config {
	readonly model: string | { readonly path: string };
	readonly target: string;
	readonly path?: string | null;
	readonly url?: string | null;
	readonly replicas?: number | null;
}

await runProgram<Config>(async (config) => {
	const { path, url, replicas } = config;
	if (typeof path !== "string" || path === "") throw new Problem("a deployment to a folder needs its `path`");
	if ((replicas ?? 1) > 1) throw new Problem("a folder has no replicas; leave out `replicas`");
	const { version, previous, folder } = await deployToFolder(
		pathOf(config.model),
		resolve(path),
		`${variable("DAG_RUN")} ${variable("DAG_INSTANCE")}`,
	);
	const before =
		previous === undefined ? "the first" : previous === version ? "as it was before" : `before it ${previous}`;
	say(`${version} is current for ${config.target} in ${path}, ${before}`);
	return { url: url ?? pathToFileURL(folder).href, version, previous: previous ?? null };
});
