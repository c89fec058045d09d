/**
 * Makes a checkout ready to run, on any Node from 20 up: installs what is missing and builds what is stale. Prints
 * nothing when there is nothing to do. The Node that runs the code afterwards is 24, from the dev dependencies.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");

const rooms = ["dsl", "language-server", "webview", "extension", "runtime"];
const installStamp = join(root, "node_modules", ".dagwright-installed");
const buildStamp = join(root, "node_modules", ".dagwright-built");

/** Installs the dependencies when the lock file has changed since the last time, or they are missing. */
export function install() {
	const lock = createHash("sha256")
		.update(readFileSync(join(root, "package-lock.json")))
		.digest("hex");
	if (existsSync(installStamp) && readFileSync(installStamp, "utf8") === lock) return;
	console.error("Installing dependencies (once, about a minute)…");
	// Development packages are part of it also where NODE_ENV says production.
	run("npm", ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"], {
		shell: process.platform === "win32",
	});
	writeFileSync(installStamp, lock);
}

/** Builds the bundles when a source is newer than the last build. */
export function build() {
	const newest = Math.max(...rooms.map((room) => newestIn(join(root, room))), newestIn(join(root, "scripts")));
	const built = existsSync(buildStamp) ? Number(readFileSync(buildStamp, "utf8")) : 0;
	if (built >= newest && existsSync(join(root, "runtime/cli/dist/dag.mjs"))) return;
	console.error("Building…");
	runNode(["scripts/build.mjs"]);
	mkdirSync(dirname(buildStamp), { recursive: true });
	writeFileSync(buildStamp, String(newest));
}

/** Runs a script of the project on Node 24; throws when it fails. */
export function runNode(args, options = {}) {
	run(node24(), args, options);
}

/** The Node 24 that npm installed for this platform, or the running one where it is new enough. */
export function node24() {
	const binary = join(root, "node_modules", ".bin", process.platform === "win32" ? "node.exe" : "node");
	if (existsSync(binary)) return binary;
	if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
	fail(
		`There is no packaged Node 24 for ${process.platform} ${process.arch}. Install Node 24 or newer and run this again.`,
	);
}

function run(command, args, options) {
	const env = { ...process.env, PATH: `${join(root, "node_modules", ".bin")}${delimiter}${process.env.PATH ?? ""}` };
	const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit", env, ...options });
	if (error) fail(`${command} could not start: ${error.message}`);
	if (status !== 0) process.exit(status ?? 1);
}

function newestIn(folder) {
	let newest = 0;
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		if (["node_modules", "dist", "coverage"].includes(entry.name)) continue;
		const path = join(folder, entry.name);
		newest = Math.max(newest, entry.isDirectory() ? newestIn(path) : statSync(path).mtimeMs);
	}
	return newest;
}

function fail(message) {
	console.error(message);
	process.exit(1);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
	install();
	build();
}
