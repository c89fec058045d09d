import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
	accept,
	apply,
	createRun,
	decide,
	due,
	emptyState,
	fold,
	forkRun,
	type Plan,
	type Report,
	type RunEvent,
	type RunFact,
	type RunState,
	stampFact,
	undoneJobs,
} from "@dagwright/core";
import {
	type ConformanceHost,
	type ConformanceResult,
	type ConformanceRun,
	type ForkChanges,
	makeFolders,
	RequestQueue,
	type RestingRequest,
	type TimedRequest,
} from "./host.ts";
import { attempt, type StopReason, type Workplace } from "./memory-attempt.ts";

/**
 * The least that a host can be: a loop over the core with a log in memory, for `shell` jobs only. It shows that the
 * meaning lies in the core, and how little a new host has to bring.
 */
export const memoryHost: ConformanceHost = {
	name: "a loop in memory",
	async run(request) {
		const root = mkdtempSync(join(tmpdir(), "dagwright-memory-"));
		try {
			makeFolders(request.plan, root);
			return await new MemoryRuns(request, root).toTheirEnd();
		} finally {
			rmSync(root, { recursive: true, force: true });
		}
	},
};

class MemoryRuns {
	readonly #request: ConformanceRun;
	readonly #root: string;
	readonly #runs: MemoryRun[] = [];
	readonly #refused: RestingRequest[] = [];

	constructor(request: ConformanceRun, root: string) {
		this.#request = request;
		this.#root = root;
	}

	async toTheirEnd(): Promise<ConformanceResult> {
		const { plan, params, options } = this.#request;
		const created = createRun(plan, { run: "1", params, options, version: "0.0.0" });
		if (!created.ok) throw new Error(created.problem.message);
		await this.#drive(this.#new(created.value));
		return { runs: this.#runs.map(({ events }) => events), refused: this.#refused };
	}

	#new(facts: readonly RunFact[]): MemoryRun {
		const { secrets } = this.#request;
		const name = String(this.#runs.length + 1);
		const queue = new RequestQueue(this.#request.requests, this.#runs.length + 1);
		const place = { run: name, root: this.#root, artifacts: join(this.#root, "artifacts"), secrets };
		const run = new MemoryRun(this.#request, queue, place, facts);
		this.#runs.push(run);
		return run;
	}

	async #drive(run: MemoryRun): Promise<void> {
		run.attach();
		while (true) {
			await run.toItsRest();
			for (let asked = run.queue.takeResting(); asked !== undefined; asked = run.queue.takeResting()) {
				if ("retry" in asked) {
					if (run.retry(asked.retry)) break;
					this.#refused.push(asked);
				} else if ("fork" in asked) await this.#fork(run, asked, asked.fork);
				else if (!run.isAt(asked.resume_from)) {
					await this.#fork(run, asked, {}, asked.resume_from);
					return;
				} else break;
			}
			if (run.state.status === "finished") return;
			run.takeUp();
		}
	}

	/** A fork of a run as it stands, or as it stood at a checkpoint. */
	async #fork(run: MemoryRun, asked: RestingRequest, changes: ForkChanges, checkpoint?: string): Promise<void> {
		const name = String(this.#runs.length + 1);
		const { plan } = this.#request;
		const undone = undoneJobs(run.state);
		const request = { run: name, root: name, version: "0.0.0", undone, ...changes };
		const made = forkRun(plan, run.stateAt(checkpoint), request);
		if (made.ok) await this.#drive(this.#new(made.value));
		else this.#refused.push(asked);
	}
}

/** One attempt that is under way. */
interface Running {
	readonly instance: string;
	readonly attempt: number;
	readonly stop: AbortController;
	readonly ended: Promise<Report>;
}

class MemoryRun {
	readonly events: RunEvent[] = [];
	readonly queue: RequestQueue;
	readonly #request: ConformanceRun;
	readonly #plan: Plan;
	readonly #place: Workplace;
	readonly #asked: Exclude<TimedRequest["request"], RestingRequest>[] = [];
	readonly #running = new Map<string, Running>();
	#state: RunState;
	#now = Date.now();

	constructor(request: ConformanceRun, queue: RequestQueue, place: Workplace, facts: readonly RunFact[]) {
		this.#request = request;
		this.#plan = request.plan;
		this.#place = place;
		this.queue = queue;
		this.#state = emptyState(request.plan);
		this.#append(facts);
	}

	get state(): RunState {
		return this.#state;
	}

	/** As it stands, or as it stood at a checkpoint. */
	stateAt(checkpoint: string | undefined): RunState {
		const found = this.#state.checkpoints.find(({ name }) => name === checkpoint);
		if (found === undefined && checkpoint !== undefined) throw new Error(`there is no checkpoint ${checkpoint}`);
		return found === undefined ? this.#state : fold(this.#plan, this.events.slice(0, found.seq));
	}

	/** Whether it has not finished, and nothing has started or ended since the checkpoint. */
	isAt(checkpoint: string): boolean {
		const { seq } = this.stateAt(checkpoint);
		const kept = new Set(["checkpoint.created", "checkpoint.dropped", "run.attached", "run.paused", "run.resumed"]);
		return this.#state.status !== "finished" && this.events.slice(seq).every(({ type }) => kept.has(type));
	}

	attach(): void {
		const { roles } = this.#request;
		this.#claim({ type: "attached", engine: { pid: 1, started: "1", host: "memory" }, roles });
	}

	/** Drives it until it has finished, stands still in a pause or was killed. */
	async toItsRest(): Promise<void> {
		while (true) {
			this.#decide();
			const wakeAt = this.#doWhatIsDue();
			const asked = this.#asked.shift();
			if (asked !== undefined) {
				if (this.#obey(asked)) return;
				continue;
			}
			if (this.#state.status === "finished") return;
			// What was just started may have a deadline.
			if (wakeAt === "again") continue;
			const ends = [...this.#running.values()].map(({ ended }) => ended);
			if (this.#state.status === "paused" && ends.length === 0) return;
			if (ends.length === 0 && wakeAt === undefined) throw new Error("nothing runs, and nothing will");
			const report = await firstOf(ends, wakeAt);
			if (report !== undefined) this.#hear(report);
		}
	}

	/** Goes on after a pause or a kill. */
	takeUp(): void {
		this.attach();
		if (this.#state.status === "paused") this.#claim({ type: "resume", by: "somebody" });
	}

	/** Tries the finished run again; whether that may be. */
	retry(path: string): boolean {
		const accepted = this.#claim({ type: "retry", by: "somebody", ...(path !== "" && { path }) });
		if (accepted) this.attach();
		return accepted;
	}

	#append(facts: readonly RunFact[]): void {
		for (const fact of facts) {
			const event = stampFact(fact, this.events.length + 1, this.#now);
			this.events.push(event);
			this.#state = apply(this.#plan, this.#state, event);
			this.#asked.push(...this.queue.take(event));
		}
	}

	#claim(report: Report): boolean {
		this.#now = Date.now();
		const facts = accept(this.#plan, this.#state, report, this.#now);
		if (facts.ok) this.#append(facts.value);
		return facts.ok;
	}

	#decide(): void {
		this.#now = Date.now();
		for (let facts = decide(this.#plan, this.#state, this.#now); facts.length > 0; ) {
			this.#append(facts);
			facts = decide(this.#plan, this.#state, this.#now);
		}
	}

	/** Does one thing that was asked for; whether the engine has ended with that. */
	#obey(asked: Exclude<TimedRequest["request"], RestingRequest>): boolean {
		const by = "somebody";
		if (asked === "kill") return this.#die();
		if (asked === "pause") this.#claim({ type: "pause", by });
		else if (asked === "cancel" || asked === "rollback")
			this.#claim({ type: "cancel", by, rollback: asked === "rollback" });
		else if (!("checkpoint" in asked)) this.#claim({ type: "answer", ...asked });
		else if (asked.checkpoint === "") this.#claim({ type: "checkpoint", by });
		else this.#claim({ type: "checkpoint", by, name: asked.checkpoint });
		return false;
	}

	#die(): true {
		for (const { instance, attempt, stop } of this.#running.values()) {
			stop.abort("lost" satisfies StopReason);
			this.#claim({ type: "lost", instance, attempt });
		}
		this.#running.clear();
		return true;
	}

	/** When to look again: at once if something began. */
	#doWhatIsDue(): number | "again" | undefined {
		const { commands, wakeAt } = due(this.#plan, this.#state, Date.now(), this.#request.capacity);
		let began = false;
		for (const command of commands) {
			const { id, instance, attempt: number } = command;
			if (command.type === "stop") this.#running.get(id)?.stop.abort(command.reason satisfies StopReason);
			else if (this.#claim({ type: "starting", instance, attempt: number })) {
				began = true;
				const stop = new AbortController();
				const ended = attempt(command, stop.signal, this.#place);
				this.#running.set(id, { instance, attempt: number, stop, ended });
				const process = { pid: this.events.length, started: "1", host: "memory" };
				this.#claim({ type: "running", instance, attempt: number, process });
			}
		}
		return began ? "again" : wakeAt;
	}

	#hear(report: Report): void {
		if (!("attempt" in report)) return;
		this.#claim(report);
		for (const [id, { instance, attempt: number }] of this.#running) {
			if (instance === report.instance && number === report.attempt) this.#running.delete(id);
		}
	}
}

/** The first report, or undefined once it is time to look again. */
async function firstOf(reports: readonly Promise<Report>[], wakeAt: number | undefined): Promise<Report | undefined> {
	if (wakeAt === undefined) return Promise.race(reports);
	let timer: NodeJS.Timeout | undefined;
	const time = new Promise<undefined>((resolve) => {
		timer = setTimeout(() => resolve(undefined), Math.max(0, wakeAt - Date.now()));
	});
	return Promise.race([...reports, time]).finally(() => clearTimeout(timer));
}
