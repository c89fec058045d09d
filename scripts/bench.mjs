/** `npm run bench`: installs the peers on first use, then measures Dagwright beside them. */

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { build, install, node24, root } from "./ready.mjs";

install();
build();
const folder = join(root, "test", "bench");
if (!existsSync(join(folder, "node_modules"))) {
	console.error("Installing the peers (once)…");
	const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
		cwd: folder,
		stdio: "inherit",
	});
	if (status !== 0) process.exit(1);
}
const { status } = spawnSync(node24(), [join(folder, "main.ts"), ...process.argv.slice(2)], {
	cwd: root,
	stdio: "inherit",
});
process.exitCode = status ?? 1;
