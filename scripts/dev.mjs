/** `npm run dev`: rebuilds every bundle, and checks the types, as the sources change. */
import { spawn } from "node:child_process";
import { node24, root } from "./ready.mjs";

const children = [
	spawn(node24(), ["scripts/build.mjs", "--watch"], { cwd: root, stdio: "inherit" }),
	spawn(node24(), ["node_modules/typescript/bin/tsc", "-p", ".", "--watch", "--preserveWatchOutput"], {
		cwd: root,
		stdio: "inherit",
	}),
];
for (const child of children) {
	child.on("exit", (code) => {
		for (const other of children) other.kill();
		process.exitCode = code ?? 0;
	});
}
