/** The command line's entry. Nothing is loaded before it is known what is asked: `dag --version` loads almost nothing. */
import { enableCompileCache } from "node:module";
import { keepHeapSmall } from "@dagwright/engine/small-heap";
import { exitCodes } from "./exit-codes.ts";
import { version } from "./version.ts";

const [first, ...rest] = process.argv.slice(2);

if ((first === "--version" || first === "-V") && rest.length === 0) {
	process.stdout.write(`${version}\n`);
} else {
	const drives = first === "run" || first === "resume" || first === "fork" || first === "retry";
	outliveOutput(drives);
	// Now, and not once the engine is there: the loading of all that touches memory which is never given back.
	if (drives) keepHeapSmall();
	enableCompileCache();
	const { main } = await (drives ? import("./driving.ts") : import("./dag.ts"));
	process.exitCode = await main(process.argv.slice(2));
}

/**
 * `dag logs | head` closes the pipe: that is no error, and the end of most commands. A run goes on to its end all the
 * same, since its jobs would be left alone; `dag status` tells what nobody read.
 */
function outliveOutput(drives: boolean): void {
	let told = false;
	process.stderr.on("error", () => {
		told = true;
	});
	process.stdout.on("error", (error: NodeJS.ErrnoException) => {
		const closed = error.code === "EPIPE";
		if (closed && !drives) process.exit(0);
		if (!closed && !told) {
			told = true;
			const reason = error.code === "ENOSPC" ? "the disk is full" : error.message;
			process.stderr.write(`error: cannot write the output: ${reason}\n`);
			if (drives) process.stderr.write("  = help: the run goes on; dag status tells how it is doing\n");
		}
		if (!drives) process.exit(exitCodes.host.code);
	});
}
