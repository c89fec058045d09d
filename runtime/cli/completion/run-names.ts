import { closeSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "@dagwright/core";
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

/** The names of a run's checkpoints, read off its journal as text: also dropped ones are no harm here. */
export function checkpointNames(cwd: string, run: string): readonly string[] {
	const text = readIn(cwd, run, "journal");
	const names = [...text.matchAll(/"type":"checkpoint\.created","name":"([^"]+)"/g)].map((match) => match[1] ?? "");
	const dropped = new Set(
		[...text.matchAll(/"type":"checkpoint\.dropped","name":"([^"]+)"/g)].map((match) => match[1]),
	);
	return names.filter((name) => !dropped.has(name));
}

/** The project's baselines, by the names of their folders. */
export function baselineNames(cwd: string): readonly string[] {
	try {
		return readdirSync(join(currentRoot(cwd), ".dag", "baselines")).sort();
	} catch {
		return []; // Completion never complains.
	}
}

/** The jobs of a run's workflow. */
export function jobNames(cwd: string, run: string): readonly string[] {
	try {
		const plan = JSON.parse(readIn(cwd, run, "plan.json")) as Plan;
		return (plan.workflows[plan.main]?.body.nodes ?? []).flatMap(({ kind, name }) => (kind === "let" ? [] : name));
	} catch {
		return []; // Completion never complains.
	}
}

function readIn(cwd: string, run: string, file: string): string {
	const number = run === "last" ? runNumbers(cwd)[0] : Number(run);
	try {
		return readFileSync(join(runsFolder(cwd), String(number), file), "utf8");
	} catch {
		return ""; // Completion never complains.
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
