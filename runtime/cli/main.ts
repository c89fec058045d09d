/** The command line's entry. Nothing is loaded before it is known what is asked: `dag --version` loads almost nothing. */
import { version } from "./version.ts";

const [first, ...rest] = process.argv.slice(2);

if ((first === "--version" || first === "-V") && rest.length === 0) {
	process.stdout.write(`${version}\n`);
} else {
	const { main } = await import("./dag.ts");
	process.exitCode = await main(process.argv.slice(2));
}
