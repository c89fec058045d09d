// A machine needs no newer Node than 20 for a checkout: npm installed one in it, and `dag` goes on with that.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Runs this very command on the checkout's own Node, as if it were this process; without one calls `otherwise`. */
export function restartOnNewerNode(otherwise) {
	const name = process.platform === "win32" ? "node.exe" : "node";
	const node = fileURLToPath(new URL(`../../../node_modules/.bin/${name}`, import.meta.url));
	if (!existsSync(node)) {
		otherwise();
		return;
	}
	const launcher = fileURLToPath(new URL("dag.mjs", import.meta.url));
	const env = { ...process.env, DAGWRIGHT_RESTARTED: "1" };
	const dag = spawn(node, [launcher, ...process.argv.slice(2)], { stdio: "inherit", env });
	// Ctrl-C reaches both processes; what it means is decided there, and this one waits for it.
	process.on("SIGINT", () => undefined);
	for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => dag.kill(signal));
	dag.on("error", otherwise);
	dag.on("exit", (code, signal) => {
		if (signal === null) process.exitCode = code;
		else {
			process.removeAllListeners(signal);
			process.kill(process.pid, signal);
		}
	});
}
