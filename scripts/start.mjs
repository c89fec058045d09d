/** `npm start`: makes the checkout ready and runs the main example with live progress. */
import { spawn } from "node:child_process";
import { build, install, node24, root } from "./ready.mjs";

install();
build();
const dag = spawn(node24(), ["runtime/cli/bin/dag.mjs", "run", "examples/iris/iris.dag", ...process.argv.slice(2)], {
	cwd: root,
	stdio: "inherit",
});
// Ctrl-C reaches both processes; the run decides what it means, and this one waits for it.
process.on("SIGINT", () => undefined);
dag.on("exit", (code, signal) => {
	process.exitCode = code ?? (signal === "SIGINT" ? 130 : 1);
});
