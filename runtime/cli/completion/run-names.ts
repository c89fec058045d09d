import { closeSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";
import { currentRoot } from "../project/project.ts";
import type { Candidate } from "./candidate.ts";

/** The newest runs and `last`, read off the names of their folders: completion opens no journal. */
export function recentRuns(cwd: string): readonly Candidate[] {
	const runs = runNumbers(cwd).slice(0, 50);
	if (runs.length === 0) return [];
	return [
		{ value: "last", description: `run ${runs[0]}` },
		...runs.map((run) => ({ value: String(run), description: workflowOf(cwd, run) })),
	];
}

/** The instances of a run that have a log. */
export function instanceNames(cwd: string, run: string): readonly string[] {
	const number = run === "last" ? runNumbers(cwd)[0] : Number(run);
	try {
		const logs = readdirSync(join(runsFolder(cwd), String(number), "logs"));
		const names = logs.flatMap((name) => {
			const match = /^(.+)\.\d+\.log$/.exec(name);
			return match?.[1] === undefined ? [] : [match[1].replaceAll("+", "/")];
		});
		const jobs = names.map((name) => name.replace(/\[\d+\]/g, ""));
		return [...new Set([...jobs, ...names])].sort();
	} catch {
		return []; // Completion never complains.
	}
}

function runNumbers(cwd: string): readonly number[] {
	try {
		return readdirSync(runsFolder(cwd))
			.filter((name) => /^[1-9]\d*$/.test(name))
			.map(Number)
			.sort((left, right) => right - left);
	} catch {
		return []; // Completion never complains.
	}
}

function workflowOf(cwd: string, run: number): string {
	try {
		const text = beginning(join(runsFolder(cwd), String(run), "plan.json"));
		return /"main":"[^"#]*#([^"]+)"/.exec(text)?.[1] ?? "";
	} catch {
		return ""; // Completion never complains.
	}
}

/** A plan may have megabytes, and its name stands at its beginning. */
function beginning(path: string): string {
	const file = openSync(path, "r");
	try {
		const bytes = Buffer.alloc(400);
		return bytes.toString("utf8", 0, readSync(file, bytes));
	} finally {
		closeSync(file);
	}
}

function runsFolder(cwd: string): string {
	return join(currentRoot(cwd), ".dag", "runs");
}
