import { isDeepStrictEqual } from "node:util";
import type { ForkRequest, Json, NodePlan, ReusedEnd, RunEvent, RunFact } from "@dagwright/core";
import { evaluateAnew, type Known, unknown } from "./evaluate.ts";
import { withoutRound } from "./locate.ts";
import type { Ended } from "./seen.ts";
import type { Witness } from "./witness.ts";

type Reused = Extract<RunFact, { type: "job.reused" }>;

/** What a fork takes over stands at the beginning of its log, and runs no more. */
export function checkReuse(witness: Witness, event: RunEvent): void {
	if (event.type !== "job.reused") return;
	if (witness.seq !== 1 + witness.reused.size) throw new Error(`${event.job} is reused in the midst of the run`);
	if (witness.reused.has(event.job)) throw new Error(`${event.job} is reused twice`);
}

/** Whether a fork was rightly refused; `parent` knows the run up to where it begins. */
export function checkForkRefused(parent: Witness, request: ForkRequest, whole: Witness): void {
	const { from } = request;
	const again = runsAgain(parent, request, whole);
	const neverRan = from !== undefined && (endsAs(parent, from, "skipped") || !hasBegun(parent, from));
	const cancelled = from !== undefined && endsAs(parent, from, "cancelled");
	const hasNoOutput = Object.keys(request.set ?? {}).some((path) => {
		const [instance = "", job = ""] = /^(\w+)(?:\[\d+\])?/.exec(path) ?? [];
		const end = parent.endOf(instance);
		return again.has(job) || end?.how !== "succeeded" || !hasFields(end.value);
	});
	if (!neverRan && !cancelled && !hasNoOutput) throw new Error("a fork was refused that can be made");
}

function hasFields(value: Known): boolean {
	return value === unknown || (typeof value === "object" && !Array.isArray(value));
}

/** The first facts of a fork against what its parent had come to there, and in the end (`whole`). */
export function checkFork(parent: Witness, request: ForkRequest, whole: Witness, facts: readonly RunFact[]): void {
	const [created, ...rest] = facts;
	if (created?.type !== "run.created") throw new Error("a fork does not begin with its creation");
	if (!isDeepStrictEqual(created.forked_from, { run: "sim", seq: parent.seq }))
		throw new Error("a fork does not know what it goes on from");
	if (created.root !== request.root || created.run !== request.run)
		throw new Error("a fork does not bear the name that it was given");
	if (!isDeepStrictEqual(created.options, parent.options)) throw new Error("a fork has other options");
	if (!isDeepStrictEqual(created.params, paramsOf(parent, request)))
		throw new Error(`a fork has the params ${JSON.stringify(created.params)}`);
	const again = runsAgain(parent, request, whole);
	const expected = jobsOf(parent).filter(({ name }) => !again.has(name));
	const reused = new Map(rest.map((fact) => [jobOf(fact), fact]));
	for (const { name } of expected) if (!reused.has(name)) throw new Error(`a fork does not reuse ${name}`);
	for (const [job, fact] of reused) {
		if (again.has(job)) throw new Error(`a fork reuses ${job}, which has to run again`);
		checkTaken(parent, request, fact);
	}
}

function jobOf(fact: RunFact): string {
	if (fact.type !== "job.reused") throw new Error(`${fact.type} at the beginning of a fork`);
	return fact.job;
}

function checkTaken(parent: Witness, { set = {} }: ForkRequest, fact: RunFact): void {
	const { job, end, instances } = fact as Reused;
	const paths = parent.ready.get(job)?.instances === undefined ? undefined : parent.instancesOf(job);
	if (instances?.length !== paths?.length)
		throw new Error(`a fork has ${instances?.length} instances of ${job}, not ${paths?.length}`);
	for (const [index, path] of (paths ?? []).entries()) {
		const instance = instances?.[index];
		if (instance === undefined || !isDeepStrictEqual(instance.bindings, parent.ready.get(job)?.instances?.[index]))
			throw new Error(`a fork has other bindings of ${path}`);
		checkSame(path, instance.end, parent.instanceEnds.get(path), set);
	}
	if ((fact as Reused).warnings !== true && isWarned(parent, job))
		throw new Error(`a fork hides the warnings of ${job}`);
	const whole = parent.ends.get(job);
	if (paths === undefined) checkSame(job, end, whole, set);
	else if (whole?.how !== end.status) throw new Error(`a fork reuses ${job} as ${end.status}, not ${whole?.how}`);
}

/** Something failed in it that was absolved. */
function isWarned(parent: Witness, job: string): boolean {
	if (parent.ends.get(job)?.how !== "succeeded") return false;
	return [...parent.ends].some(([path, { how }]) => {
		if (how !== "failed" || !path.startsWith(job) || !/^[.[/]/.test(path.slice(job.length))) return false;
		const place = parent.place(path);
		for (let { outer } = place; outer !== undefined; outer = outer.outer) {
			if (parent.tries.get(withoutRound(outer))?.fallbackAfter !== undefined) return false;
		}
		return place.role === "hook" || (place.plan.kind !== "let" && place.plan.policies.allow_failure === true);
	});
}

function checkSame(path: string, end: ReusedEnd, ended: Ended | undefined, set: Readonly<Record<string, Json>>): void {
	if (ended?.how !== end.status) throw new Error(`a fork reuses ${path} as ${end.status}, not ${ended?.how}`);
	if (end.status !== "succeeded" || ended.value === unknown) return;
	const n = set[`${path}.n`];
	const value = n === undefined ? ended.value : { ...(ended.value as Readonly<Record<string, Json>>), n };
	if (!isDeepStrictEqual(end.value ?? null, value))
		throw new Error(`a fork has ${JSON.stringify(end.value)} of ${path}, not ${JSON.stringify(value)}`);
}

/** The jobs and lets of the run's own block that a fork cannot take over. */
function runsAgain(parent: Witness, request: ForkRequest, whole: Witness): Set<string> {
	const { from, set = {} } = request;
	const values = paramsOf(parent, request);
	const changed = Object.keys(values).filter((name) => !isDeepStrictEqual(values[name], parent.params[name]));
	const replaced = new Set(Object.keys(set).map((path) => path.replace(/[.[].*$/, "")));
	const again = new Set<string>();
	const undone = undoneJobs(whole);
	// Each waits for those before it only.
	for (const node of nodesOf(parent)) {
		const inherits = node.dependencies.some(({ on }) => again.has(on) || replaced.has(on));
		const own =
			node.name === from || changed.some((name) => reads(node, name)) || undone.has(node.name) || !isKept(parent, node);
		if (own || inherits) again.add(node.name);
	}
	return again;
}

/** What the run has begun to undo, by the jobs of its own block that it is part of. */
function undoneJobs({ rollbacks, ends, numbers }: Witness): ReadonlySet<string> {
	const { instances = [], over = 0 } = rollbacks.get("") ?? {};
	const begun = instances.slice(0, over + 1).filter((path) => {
		const rollback = `${path}.rollback`;
		return ends.get(rollback)?.how !== "cancelled" || numbers.has(rollback);
	});
	return new Set(begun.map((path) => path.replace(/[.[/].*$/, "")));
}

/** What was left to a default is so again, whatever that reads now. */
function paramsOf({ plan, params: before }: Witness, { params = {} }: ForkRequest): Readonly<Record<string, Json>> {
	const after: Record<string, Json> = {};
	for (const { name, default: expression } of plan.workflows[plan.main]?.params ?? []) {
		const among = (values: Readonly<Record<string, Json>>) =>
			expression === undefined ? unknown : evaluateAnew(expression, (each) => values[each] ?? unknown);
		const anew = among(before) === before[name] ? among(after) : unknown;
		after[name] = params[name] ?? (anew === unknown ? (before[name] ?? null) : anew);
	}
	return after;
}

function isKept(parent: Witness, node: NodePlan): boolean {
	if (node.kind === "let") return true;
	const end = parent.ends.get(node.name);
	if (end?.how === "failed") return node.policies.allow_failure === true;
	return end?.how === "succeeded" || end?.cause === "condition" || end?.cause === "upstream";
}

/** Expressions hold nothing else that looks like a name. */
function reads(node: NodePlan, name: string): boolean {
	return JSON.stringify(node).includes(`{"op":"name","name":"${name}"}`);
}

function nodesOf({ plan }: Witness): readonly NodePlan[] {
	return plan.workflows[plan.main]?.body.nodes ?? [];
}

function jobsOf(parent: Witness): readonly NodePlan[] {
	return nodesOf(parent).filter(({ kind }) => kind !== "let");
}

function endsAs({ ends }: Witness, job: string, how: Ended["how"]): boolean {
	return ends.get(job)?.how === how;
}

function hasBegun({ ends, ready }: Witness, job: string): boolean {
	return ends.has(job) || ready.has(job);
}
