import type { Capacity, JobPlan, JobPolicies, Json, Plan, RunEvent, RunOptions, WorkflowPlan } from "@dagwright/core";
import { CheckpointBook } from "./checkpoint-book.ts";
import { evaluateAnew, type Known, unknown } from "./evaluate.ts";
import { locate, type Place, withoutRound } from "./locate.ts";
import type { Asking, Ended, RunningOne, Tries, Undoing } from "./seen.ts";

export type Mode = "running" | "paused" | "cancelling" | "timed_out" | "finished";

/** All that the log has said up to an event; knows the plan and nothing of the core's state. */
export class Witness {
	readonly plan: Plan;
	readonly capacity: Capacity;
	options: RunOptions = { durability: "default" };
	params: Readonly<Record<string, Json>> = {};
	/** UTC ms of its first event, and of when its time began to count. */
	created = 0;
	began = 0;
	at = 0;
	seq = 0;
	mode: Mode = "running";
	/** The time of the run was over. */
	timedOut = false;
	/** What a cancel asked for while the run's own jobs ran. */
	cancel: "plain" | "rollback" | undefined;
	/** When each instance that can be undone succeeded last, in the order of events. */
	readonly armed = new Map<string, number>();
	/** By frame: what is undone, in this order, and how much of it is over. */
	readonly rollbacks = new Map<string, Undoing>();
	/** What could not be undone, and was not undone later. */
	readonly failedRollbacks = new Set<string>();
	/** Workflows, by the prefix of their paths, whose end has begun with hooks of calls that ended before. */
	readonly followed = new Set<string>();
	/** When each call that had begun ended last. */
	readonly callEnds = new Map<string, number>();
	/** By frame: the hooks that began. */
	readonly hooks = new Map<string, string[]>();
	/** By frame: the calls that ended as the run came to its end, before their hooks, which follow later. */
	readonly left = new Map<string, string[]>();
	/** By path of the job. */
	readonly ends = new Map<string, Ended>();
	/** By path of the instance, of `for` jobs. */
	readonly instanceEnds = new Map<string, Ended>();
	readonly ready = new Map<string, Extract<RunEvent, { type: "job.ready" }>>();
	readonly running = new Map<string, RunningOne>();
	/** The highest attempt number ever used of an instance. */
	readonly numbers = new Map<string, number>();
	readonly tries = new Map<string, Tries>();
	/** Composite instances that ran out of time. */
	readonly expired = new Set<string>();
	readonly asking = new Map<string, Asking>();
	/** How many rounds of each loop began. */
	readonly rounds = new Map<string, number>();
	/** When a composite was opened anew, and when each job got ready. */
	readonly openedAt = new Map<string, number>();
	readonly readyAt = new Map<string, number>();
	pausedAt = 0;
	readonly checkpoints = new CheckpointBook();
	/** What was reset since the end of the run, and how that had ended, if it had. */
	readonly resets = new Map<string, Ended | undefined>();
	/** What people asked for since then. */
	readonly askedAgain = new Set<string | undefined>();
	/** What a retry reset that broke off before it reopened the run. */
	readonly brokenOff = new Set<string>();
	/** Jobs of a fork that it took over. */
	readonly reused = new Set<string>();
	/** Frames of workflows whose outputs could not be evaluated. */
	readonly badOutputs = new Set<string>();
	/** The event that reopened it last. */
	reopened = 0;
	readonly #places = new Map<string, Place>();

	constructor(plan: Plan, capacity: Capacity) {
		this.plan = plan;
		this.capacity = capacity;
	}

	place(path: string): Place {
		let place = this.#places.get(path);
		if (place === undefined) {
			place = locate(this.plan, path);
			this.#places.set(path, place);
		}
		return place;
	}

	/** As `place`; undefined if the plan has no such thing. */
	find(path: string): Place | undefined {
		try {
			return this.place(path);
		} catch {
			return undefined;
		}
	}

	/** The plan of a job. */
	job(path: string): JobPlan {
		const { plan } = this.place(path);
		if (plan.kind === "let") throw new Error(`${path} is a let`);
		return plan;
	}

	/** What holds for the attempts of an instance now: the policies of its job, or of the fallback once that runs. */
	policiesOf(path: string): JobPolicies {
		const { policies, fallback } = this.job(path);
		return this.tries.get(path)?.fallbackAfter === undefined ? policies : (fallback?.policies ?? {});
	}

	/** The workflow whose paths begin so: the run's own for "", else the one that is called. */
	workflowAt(frame: string): WorkflowPlan {
		const { plan } = this;
		const called = frame === "" ? undefined : this.place(frame.slice(0, -1)).plan;
		if (called !== undefined && called.kind !== "call") throw new Error(`"${frame}" is no workflow's`);
		const workflow = plan.workflows[called?.workflow ?? plan.main];
		if (workflow === undefined) throw new Error(`there is no workflow at "${frame}"`);
		return workflow;
	}

	/** ms that a group, loop or call may take: by its own policy, or by that of the workflow that it calls. */
	timeoutOf(path: string): number | undefined {
		const { timeout } = this.policiesOf(path);
		const { plan } = this.place(path);
		const called = plan.kind === "call" ? this.plan.workflows[plan.workflow]?.policies.timeout : undefined;
		return timeout === undefined || called === undefined ? (timeout ?? called) : Math.min(timeout, called);
	}

	triesOf(path: string): Tries {
		let tries = this.tries.get(path);
		if (tries === undefined) {
			tries = { failures: 0, losses: 0, fallbackAfter: undefined, last: undefined, scheduled: undefined };
			this.tries.set(path, tries);
		}
		return tries;
	}

	/** How a job or an instance ended, if it has. */
	endOf(path: string): Ended | undefined {
		return this.place(path).index === undefined ? this.ends.get(path) : this.instanceEnds.get(path);
	}

	/** Notes an end; there is one only. */
	end(path: string, ended: Ended): void {
		if (this.endOf(path) !== undefined) throw new Error(`${path} ended twice`);
		if (this.running.has(path)) throw new Error(`${path} ended while an attempt of it runs`);
		this.asking.delete(path);
		const { index, plan, role, prefix, workflowPrefix } = this.place(path);
		if (plan.kind === "call" && role === "job" && this.#isInBlock(path) && this.#isDraining())
			this.left.set(workflowPrefix, [...(this.left.get(workflowPrefix) ?? []), `${path}/`]);
		const outOfTime = this.isOutOfTime(this.place(path));
		(index === undefined ? this.ends : this.instanceEnds).set(path, { ...ended, outOfTime });
		if (role === "rollback") this.#endRollback(path.slice(0, -".rollback".length), ended);
		if (plan.kind === "call" && this.calls.has(path)) this.callEnds.set(path, ended.seq);
		if (plan.kind === "let" || role !== "job") return;
		if (index === undefined && prefix === "" && (ended.how === "succeeded" || ended.how === "failed")) {
			const { completed } = this.checkpoints;
			completed.set(path, (completed.get(path) ?? 0) + 1);
		}
		if (ended.how !== "succeeded" || plan.rollback === undefined) return;
		if (plan.for === undefined || index !== undefined) this.armed.set(path, ended.seq);
	}

	/** Whether a call has begun, and neither waits for its next try nor has a fallback that stands in for it. */
	#isInBlock(path: string): boolean {
		const { scheduled, fallbackAfter } = this.triesOf(path);
		return this.calls.has(path) && scheduled === undefined && fallbackAfter === undefined;
	}

	#endRollback(path: string, { how }: Ended): void {
		if (how === "succeeded") this.failedRollbacks.delete(path);
		else this.failedRollbacks.add(path);
		for (const [frame, each] of this.rollbacks) {
			if (each.instances[each.over] !== path) continue;
			each.over++;
			// What a called workflow did not come to undo is left to the one that calls it.
			const seq = each.armed.get(path);
			if (frame !== "" && how !== "succeeded" && how !== "failed" && seq !== undefined) this.armed.set(path, seq);
		}
	}

	/** Somebody asked again, and was believed. */
	hearAgain(path: string | undefined): void {
		this.askedAgain.add(path);
		for (const reset of this.resets.keys()) this.brokenOff.add(reset);
	}

	/** Whether the rollback or the hooks of a workflow have begun, or those of a call that were left to it. */
	hasPhases(frame: string): boolean {
		return this.rollbacks.has(frame) || this.hooks.has(frame) || this.followed.has(frame);
	}

	/** The paths of the instances of a job that got ready. */
	instancesOf(job: string): readonly string[] {
		const instances = this.ready.get(job)?.instances;
		return instances?.map((_, index) => `${job}[${index}]`) ?? [];
	}

	/** Whether the run, or something that encloses the place, starts nothing more of its own. */
	isDraining(place: Place): boolean {
		return this.#isDraining() || (place.role === "job" && this.isOutOfTime(place));
	}

	#isDraining(): boolean {
		if (this.mode === "cancelling" || this.mode === "timed_out") return true;
		// A paused run fails fast once it goes on; what follows the run's jobs is not kept from it.
		const failsFast = this.options.fail_fast === true && this.mode !== "paused" && !this.hasPhases("");
		// Only a first failure ends it, not one of the time before it was reopened.
		return failsFast && this.firstFailure(this.reopened) !== undefined;
	}

	/** Whether the time of something that encloses the place is over. */
	isOutOfTime(place: Place): boolean {
		for (let { outer } = place; outer !== undefined; outer = outer.outer) {
			if (this.expired.has(outer.path) || this.expired.has(withoutRound(outer))) return true;
		}
		return false;
	}

	/** The first failure that nothing can absolve any more. */
	firstFailure(after = 0): { readonly path: string; readonly ended: Ended } | undefined {
		let first: { readonly path: string; readonly ended: Ended } | undefined;
		for (const [path, ended] of this.ends) {
			if (
				ended.how !== "failed" ||
				ended.outOfTime === true ||
				ended.seq <= after ||
				(first !== undefined && first.ended.seq < ended.seq)
			)
				continue;
			if (this.reachesTheRun(this.place(path))) first = { path, ended };
		}
		return first;
	}

	reachesTheRun(place: Place): boolean {
		if (place.role !== "job" || (place.plan.kind !== "let" && place.plan.policies.allow_failure === true)) return false;
		for (let { outer } = place; outer !== undefined; outer = outer.outer) {
			const { plan } = outer;
			if (plan.kind === "let" || plan.for !== undefined || plan.fallback !== undefined) return false;
			if (plan.policies.allow_failure === true || plan.policies.retry !== undefined) return false;
		}
		return true;
	}

	/** Whether the failure of a job, which nothing absolves, is that of the workflow whose paths begin with the frame. */
	failsItsWorkflow(path: string, frame: string): boolean {
		const place = this.place(path);
		const { plan } = place;
		return place.prefix === frame && (plan.kind === "let" || plan.policies.allow_failure !== true);
	}

	/** What a name means at a place. */
	valueOf(place: Place, name: string): Known {
		for (let at: Place | undefined = place; at !== undefined; at = at.outer) {
			if (at.index !== undefined) {
				const bindings = this.ready.get(at.job)?.instances?.[at.index];
				if (bindings !== undefined && Object.hasOwn(bindings, name)) return bindings[name] ?? null;
			}
			if (at.block.nodes.some((node) => node.name === name)) {
				const end = this.ends.get(at.prefix + name);
				return end === undefined ? unknown : end.how === "succeeded" ? end.value : null;
			}
			const inner = at.outer;
			if (inner?.plan.kind === "loop" && inner.plan.carries.some((carry) => carry.name === name)) {
				return this.carries.get(inner.path)?.[name] ?? unknown;
			}
			if (inner?.plan.kind === "call") return this.calls.get(inner.path)?.[name] ?? unknown;
		}
		return Object.hasOwn(this.params, name) ? (this.params[name] ?? null) : unknown;
	}

	/** Of rounds and calls, by path. */
	readonly carries = new Map<string, Readonly<Record<string, Json>>>();
	readonly calls = new Map<string, Readonly<Record<string, Json>>>();

	/** What the success of a whole job is worth. */
	worth(job: string, told: Json | undefined): Known {
		const place = this.place(job);
		if (place.plan.kind === "let" || place.plan.for === undefined) return told ?? null;
		const list: Json[] = [];
		for (const [index, path] of this.instancesOf(job).entries()) {
			const end = this.instanceEnds.get(path);
			if (end?.how !== "succeeded") continue;
			if (end.value === unknown) return unknown;
			const bindings = this.ready.get(job)?.instances?.[index] ?? {};
			const { value } = end;
			list.push(
				value === null || typeof value !== "object" || Array.isArray(value) ? value : { ...value, for: bindings },
			);
		}
		return list;
	}

	evaluate(place: Place, expression: Parameters<typeof evaluateAnew>[0]): Known {
		return evaluateAnew(expression, (name) => this.valueOf(place, name));
	}
}
