import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Origins, Plan } from "@dagwright/core";
import type { PlanTexts } from "../active-run.ts";
import { asNeverBegun, fileError, systemCode, UserError } from "../user-error.ts";

/** The folder of all that Dagwright keeps in a project. */
export function stateFolder(root: string): string {
	return join(root, ".dag");
}

function runsFolder(root: string): string {
	return join(stateFolder(root), "runs");
}

/** The folder of one run: `plan.json origins.json journal begun lock/ logs/ work/ artifacts/ inbox/`. */
export function runFolder(root: string, run: string): string {
	return join(runsFolder(root), run);
}

export function journalPath(folder: string): string {
	return join(folder, "journal");
}

/**
 * Makes the folder of a new run, numbered one above the highest; two engines at once get two numbers. The run exists
 * once its journal does.
 */
export function makeRunFolder(root: string): { readonly run: string; readonly folder: string } {
	const runs = runsFolder(root);
	try {
		// One by one: making them recursively, Node says of a read-only disk that the folder does not exist.
		made(stateFolder(root));
		made(runs);
		const ignore = join(stateFolder(root), ".gitignore");
		if (!existsSync(ignore)) writeFileSync(ignore, "*\n");
		for (let number = highest(runs) + 1; ; number++) {
			const folder = join(runs, String(number));
			if (!made(folder)) continue;
			makeParts(folder);
			return { run: String(number), folder };
		}
	} catch (error) {
		throw asNeverBegun(fileError("make the run's folder", runs, error));
	}
}

function makeParts(folder: string): void {
	try {
		for (const part of ["logs", "artifacts", "inbox"]) mkdirSync(join(folder, part));
	} catch (error) {
		discardRunFolder(folder);
		throw error;
	}
}

/** Removes the folder of a run that could not be made, as far as the disk lets it: without a journal it is none. */
export function discardRunFolder(folder: string): void {
	for (const path of [journalPath(folder), folder]) {
		try {
			rmSync(path, { recursive: true, force: true });
		} catch (error) {
			if (systemCode(error) === undefined) throw error;
		}
	}
}

/** Keeps numbers from being used again, for they are in idempotency keys and in people's heads. */
function highest(runs: string): number {
	const numbers = readdirSync(runs).map(runNumber);
	return Math.max(0, ...numbers.filter((number) => number !== undefined), lastRemoved(runs));
}

function lastRemoved(runs: string): number {
	const path = join(runs, ".last");
	return existsSync(path) ? Number(readFileSync(path, "utf8")) || 0 : 0;
}

function runNumber(name: string): number | undefined {
	return /^[1-9]\d*$/.test(name) ? Number(name) : undefined;
}

function made(folder: string): boolean {
	try {
		mkdirSync(folder);
		return true;
	} catch (error) {
		if (systemCode(error) === "EEXIST") return false;
		throw error;
	}
}

/** The names of all runs that have a journal, oldest first. */
export function runNames(root: string): readonly string[] {
	return numbered(root).filter((run) => mayHaveJournal(runFolder(root, run)));
}

/** The name of the last run that has a journal; undefined if there is none. */
export function newestRun(root: string): string | undefined {
	return numbered(root).findLast((run) => mayHaveJournal(runFolder(root, run)));
}

/** The names of all runs, oldest first. */
function numbered(root: string): readonly string[] {
	const runs = runsFolder(root);
	try {
		return readdirSync(runs)
			.map(runNumber)
			.filter((number) => number !== undefined)
			.sort((a, b) => a - b)
			.map(String);
	} catch (error) {
		if (systemCode(error) === "ENOENT") return [];
		throw fileError("list the runs", runs, error);
	}
}

/** Also where it can't be told: a run that can't be read is listed with its problem, not as if it had never been. */
function mayHaveJournal(folder: string): boolean {
	try {
		statSync(journalPath(folder));
		return true;
	} catch (error) {
		const code = systemCode(error);
		return code !== "ENOENT" && code !== "ENOTDIR";
	}
}

/**
 * The folder of a run that exists.
 * @throws UserError `engine/unknown-run`
 */
export function existingRunFolder(root: string, run: string): string {
	const folder = runFolder(root, run);
	if (runNumber(run) === undefined || !mayHaveJournal(folder)) {
		throw new UserError("engine/unknown-run", `there is no run ${run}`, {
			where: runsFolder(root),
			remedy: "`dag runs` lists the runs of this project.",
		});
	}
	return folder;
}

/** Removes a run's folder with all in it. */
export function removeRunFolder(root: string, run: string): void {
	const runs = runsFolder(root);
	try {
		const last = join(runs, ".last");
		writeFileSync(`${last}.new`, String(highest(runs)));
		renameSync(`${last}.new`, last);
		rmSync(join(runs, run), { recursive: true, force: true });
	} catch (error) {
		throw fileError("remove the run", join(runs, run), error);
	}
}

/** What is kept beside the journal. */
export interface RunDocuments {
	readonly plan: Plan;
	readonly origins: Origins;
	/** The project-relative sources with their SHA-256, as they were when the run was made. */
	readonly sources: Readonly<Record<string, string>>;
}

/** Writes the plan and its origins. */
export function writeDocuments(folder: string, { plan, origins }: PlanTexts, sources: RunDocuments["sources"]): void {
	try {
		writeFileSync(join(folder, "plan.json"), plan);
		writeFileSync(join(folder, "origins.json"), `{"origins":${origins},"sources":${JSON.stringify(sources)}}`);
	} catch (error) {
		throw fileError("keep the plan", folder, error);
	}
}

/**
 * Reads the plan and its origins.
 * @throws UserError `engine/plan-damaged`, or that of the file system
 */
export function readDocuments(folder: string): RunDocuments {
	const plan = readJson(join(folder, "plan.json")) as Plan;
	const { origins, sources } = readJson(join(folder, "origins.json")) as Omit<RunDocuments, "plan">;
	return { plan, origins, sources };
}

function readJson(path: string): unknown {
	try {
		return JSON.parse(readFileSync(path, "utf8"));
	} catch (error) {
		if (error instanceof SyntaxError) {
			throw new UserError("engine/plan-damaged", `${path} is damaged: ${error.message}`, {
				where: path,
				remedy: "Restore it from a backup, or start a new run.",
			});
		}
		throw fileError("read the run", path, error);
	}
}

/** Bytes of all files in a run's folder. */
export function folderSize(folder: string): number {
	let bytes = 0;
	for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
		if (entry.isFile()) bytes += statSync(join(entry.parentPath, entry.name)).size;
	}
	return bytes;
}
