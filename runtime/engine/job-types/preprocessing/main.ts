/** The process of a `preprocessing` job: writes the transformed table to `$DAG_ARTIFACTS`. */
import { basename } from "node:path";
import { artifactPath, pathOf, runProgram, say, variable } from "../program.ts";
import { type Preprocessing, preprocess } from "./preprocess.ts";

interface Config extends Omit<Preprocessing, "input" | "work" | "output"> {
	readonly input: string | { readonly path: string };
}

await runProgram<Config>(async (config) => {
	const { path, read, rows, columns, target } = await preprocess({
		...config,
		input: pathOf(config.input),
		work: variable("DAG_WORK"),
		output: (format) => artifactPath(`data.${format}`),
	});
	say(`${read} rows read, ${rows} written, ${columns.length} columns: ${columns.join(", ")}`);
	say(target === undefined ? "no target column" : `target column: ${target}`);
	return { data: basename(path), rows, columns };
});
