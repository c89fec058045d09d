import { type GraphNode, type GraphView, type Plan, type RunEvent, roundCount, type SkipCause } from "@dagwright/core";
import { nearestName } from "@dagwright/core/expression";
import { CommandFailure } from "../failure.ts";
import { indexJobs, isBelow, type JobIndex } from "../progress/job-index.ts";
import { errorSentence, skipReason } from "../progress/notice-lines.ts";
import { count } from "../terminal/quantity.ts";
import { shellWord } from "../terminal/shell-word.ts";
import { printable } from "../terminal/width.ts";
import { isMeant, type PathPart, parsePath, pathText } from "./log-path.ts";

/** A run in which a log is looked for. */
export interface LogSource {
	readonly run: string;
	readonly plan: Plan;
	readonly view: GraphView;
	readonly events: readonly RunEvent[];
	/** The run has ended. */
	readonly over: boolean;
}

/**
 * Takes the path of a job or instance apart.
 * @throws CommandFailure `unknown-job` where the run has none of that name, `unknown-instance` where it has fewer of them
 */
export function findInRun(source: LogSource, path: string): readonly PathPart[] {
	const index = indexJobs(source.plan);
	const parts = parsePath(path);
	const last = parts?.at(-1);
	if (parts === undefined || last === undefined || !isKnown(source, index, last.key))
		throw unknownJob(source, index, path);
	const nodes = new Map(source.view.nodes.map((node) => [node.id, node]));
	for (const [at, { key, indices }] of parts.entries()) {
		const node = nodes.get(key);
		const there = (node?.instances ?? []).map((instance) => parsePath(instance.path) ?? []);
		for (const nth of indices.keys()) {
			const before = cut(parts, at, nth);
			const siblings = new Set(there.flatMap((each) => (isMeant(before, each) ? (each[at]?.indices[nth] ?? []) : [])));
			if (siblings.has(indices[nth] ?? 0)) continue;
			const problem = whyNoIndex(source, index, node, { path, parts, at, nth, there: siblings.size });
			// A loop that was tried again may have had more rounds before.
			if (problem !== undefined && !hasStarted(source.events, parts)) throw problem;
			return parts;
		}
	}
	return parts;
}

function cut(parts: readonly PathPart[], at: number, indices: number): readonly PathPart[] {
	return parts
		.slice(0, at + 1)
		.map((part, nth) => (nth === at ? { ...part, indices: part.indices.slice(0, indices) } : part));
}

function hasStarted(events: readonly RunEvent[], parts: readonly PathPart[]): boolean {
	return events.some((event) => event.type === "attempt.started" && isMeant(parts, parsePath(event.instance) ?? []));
}

/** The index of a path that there is none of. */
interface IndexPlace {
	readonly path: string;
	readonly parts: readonly PathPart[];
	/** Which part of it, and which index of that part. */
	readonly at: number;
	readonly nth: number;
	/** How many there are. */
	readonly there: number;
}

/** Why a job has no such instance or round; undefined where it may still come, or never came to have any. */
function whyNoIndex(
	{ run, over }: LogSource,
	{ containers, leaves }: JobIndex,
	node: GraphNode | undefined,
	{ path, parts, at, nth, there }: IndexPlace,
): CommandFailure | undefined {
	const key = parts[at]?.key ?? "";
	const plan = containers.get(key) ?? leaves.get(key)?.plan;
	const name = pathText(parts, at, nth);
	const levels = [...(plan?.for === undefined ? [] : ["instance"]), ...(plan?.kind === "loop" ? ["round"] : [])];
	const level = levels[nth];
	const rest = path.slice(pathText(parts, at, nth + 1).length);
	const failure = (message: string, next: string) => new CommandFailure("input", "unknown-instance", message, { next });
	if (level === undefined) {
		if (plan === undefined) return undefined;
		return failure(`${name} has no instances: it has no \`for\``, `dag logs ${run} ${shellWord(name)} shows its log`);
	}
	if (there === 0) return undefined;
	const ended = over || level === "instance" || node?.ended !== undefined;
	const many = level === "round" ? `ended after ${roundCount(there)}` : `has ${count(there, level)}`;
	if (!ended) return undefined;
	return failure(
		`${name} ${many} in run ${run}, counted from 0`,
		`dag logs ${run} ${shellWord(`${name}[${there - 1}]${rest.includes("[") ? "" : rest}`)} shows the last`,
	);
}

/** Why there is no log of a job or instance that a run has. */
export function whyNoLog(source: LogSource, path: string): string {
	const { run, view, events, over } = source;
	const parts = parsePath(path) ?? [];
	const nodes = new Map(view.nodes.map((node) => [node.id, node]));
	const node = nodes.get(parts.at(-1)?.key ?? "");
	if (over && node?.kind === "rollback") return `${path} did not run: run ${run} undid nothing of that.`;
	if (over && node?.kind === "hook") return `${path} did not run in run ${run}: its hook is for another end.`;
	for (const [at, { key }] of parts.entries()) {
		const shown = pathText(parts, at, parts[at]?.indices.length ?? 0);
		const around = nodes.get(key);
		const cause =
			skipCause(events, parts.slice(0, at + 1)) ?? (around?.instances === undefined ? around?.skip : undefined);
		const skipped = around?.status === "skipped" || cause !== undefined;
		if (!skipped) continue;
		const whose = shown === path ? path : `${path} did not run: ${shown}`;
		return `${whose} was skipped in run ${run}${cause === undefined ? "" : `: ${skipReason(cause)}`}.`;
	}
	switch (node?.kind) {
		case "fan_in":
			return `${path} is a fan-in: it runs nothing, so it has no log.`;
		case "approval":
			return `${path} is an approval: it asks people and runs nothing, so it has no log.`;
		default:
	}
	const error = node?.instances?.find((instance) => instance.path === path)?.error ?? node?.error;
	if (error !== undefined) return `${path} failed before it could start: ${printable(errorSentence(error))}`;
	if (node?.status === "succeeded" && node.kind === "fan_out")
		return `${path} ran nothing in run ${run}: it had no instances.`;
	const loop = parts
		.map(({ key }) => nodes.get(key))
		.find((around) => around?.kind === "loop" && around.status === "running");
	if (loop !== undefined && path.includes("[")) {
		const rounds = (loop.instances ?? []).map((round) => round.path);
		return `${path} has not started in run ${run}: the newest round of ${loop.id} is ${rounds.at(-1)}.`;
	}
	return over ? `${path} had not started when run ${run} ended.` : `${path} has not started in run ${run}.`;
}

/** Why a path, or the last of those that it stands for, was skipped; the graph says it only outside of loops and calls. */
function skipCause(events: readonly RunEvent[], asked: readonly PathPart[]): SkipCause | undefined {
	const isIt = (path: string) => {
		const parts = parsePath(path);
		return parts?.length === asked.length && isMeant(asked, parts);
	};
	const end = events.findLast(
		(event) =>
			(event.type === "job.skipped" && isIt(event.job)) || (event.type === "instance.skipped" && isIt(event.instance)),
	);
	return end?.type === "job.skipped" || end?.type === "instance.skipped" ? end.cause : undefined;
}

function isKnown({ events }: LogSource, { leaves, containers }: JobIndex, key: string): boolean {
	if (leaves.has(key) || containers.has(key)) return true;
	// Of hooks there is only what is in them: `ship/on_success`.
	for (const known of leaves.keys()) if (isBelow(known, key)) return true;
	// Calls can double each other, and then the index ends before the jobs do.
	return events.some((event) => event.type === "attempt.started" && parsePath(event.instance)?.at(-1)?.key === key);
}

function unknownJob({ run, plan }: LogSource, { leaves, containers }: JobIndex, path: string): CommandFailure {
	const keys = [...containers.keys(), ...leaves.keys()];
	const key = path.replace(/\[\d*\]?/g, "");
	const inside = keys.filter((known) => /[./]([^./]+)$/.exec(known)?.[1] === key);
	const near = inside.length > 0 ? inside.slice(0, 3).join(" or ") : nearestName(key, keys);
	const main = plan.workflows[plan.main]?.body.nodes ?? [];
	const jobs = main.flatMap(({ kind, name }) => (kind === "let" ? [] : name));
	const more = jobs.length > 12 ? `, …; dag status ${run} lists all` : "";
	return new CommandFailure("input", "unknown-job", `run ${run} has no job ${shellWord(path)}`, {
		next: near === undefined ? `it has: ${jobs.slice(0, 12).join(", ")}${more}` : `did you mean ${near}?`,
	});
}
