/** The command line's entry. Nothing is loaded before it is known what is asked: `dag --version` loads almost nothing. */
import { version } from "./version.ts";

const [first, ...rest] = process.argv.slice(2);

if ((first === "--version" || first === "-V") && rest.length === 0) {
	process.stdout.write(`${version}\n`);
} else {
	quietOnClosedPipe();
	// Now, and not once the engine is there: what the loading of all that touches, every job's fork copies.
	if (first === "run" || first === "resume") (await import("@dagwright/engine/small-heap")).keepHeapSmall();
	const { main } = await import("./dag.ts");
	process.exitCode = await main(process.argv.slice(2));
}

/** `dag logs | head` closes the pipe: that is no error. */
function quietOnClosedPipe(): void {
	for (const stream of [process.stdout, process.stderr])
		stream.on("error", (error: NodeJS.ErrnoException) => {
			if (error.code === "EPIPE") process.exit(0);
			throw error;
		});
}
