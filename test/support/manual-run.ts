import {
	accept,
	apply,
	type Capacity,
	type Command,
	createRun,
	decide,
	due,
	emptyState,
	type JobError,
	type Json,
	type ParamValues,
	type Plan,
	type Rejection,
	type Report,
	type Result,
	type RunEvent,
	type RunFact,
	type RunOptions,
	type RunState,
	stampFact,
} from "@dagwright/core";

type Start = Extract<Command, { type: "start" }>;

/** A run that a test drives by hand: its clock, its capacity and the reports are the test's. */
export class ManualRun {
	readonly plan: Plan;
	readonly events: RunEvent[] = [];
	state: RunState;
	now = 1_000_000;
	capacity: Capacity = { slots: 100 };

	constructor(plan: Plan, options: Partial<RunOptions> = {}, params: ParamValues = {}) {
		this.plan = plan;
		this.state = emptyState(plan);
		const created = createRun(plan, {
			run: "r1",
			params,
			options: { durability: "default", ...options },
			version: "0",
		});
		if (!created.ok) throw new Error(created.problem.message);
		this.append(created.value);
		this.settle();
	}

	/** A run that begins with facts that somebody else made: a fork. */
	static from(plan: Plan, first: readonly RunFact[]): ManualRun {
		const run = new ManualRun(plan);
		run.events.length = 0;
		run.state = emptyState(plan);
		run.append(first);
		run.settle();
		return run;
	}

	/** Numbers, stamps, keeps and folds facts. */
	append(facts: readonly RunFact[]): void {
		for (const fact of facts) {
			const event = stampFact(fact, this.events.length + 1, this.now);
			this.events.push(event);
			this.state = apply(this.plan, this.state, event);
		}
	}

	/** Decides to the fixpoint. */
	settle(): void {
		for (let facts = decide(this.plan, this.state, this.now); facts.length > 0; ) {
			this.append(facts);
			facts = decide(this.plan, this.state, this.now);
		}
	}

	/** Reports, and decides what follows if the report was believed. */
	report(report: Report): Result<readonly RunFact[], Rejection> {
		const answer = accept(this.plan, this.state, report, this.now);
		if (answer.ok) this.append(answer.value);
		this.settle();
		return answer;
	}

	/** The commands that are due, without doing anything about them. */
	due(): readonly Command[] {
		return due(this.plan, this.state, this.now, this.capacity).commands;
	}

	wakeAt(): number | undefined {
		return due(this.plan, this.state, this.now, this.capacity).wakeAt;
	}

	/** Starts all that is due, in order; gives the instances. */
	start(): readonly string[] {
		return this.startCommands().map(({ instance }) => instance);
	}

	startCommands(): readonly Start[] {
		const starts = this.due().filter((command): command is Start => command.type === "start");
		for (const { instance, attempt } of starts) this.report({ type: "starting", instance, attempt });
		return starts;
	}

	succeed(instance: string, outputs: Json = {}, attempt = 1): void {
		this.#must({ type: "succeeded", instance, attempt, outputs });
	}

	fail(instance: string, attempt = 1, error: Partial<JobError> = {}): void {
		this.#must({
			type: "failed",
			instance,
			attempt,
			error: { kind: "exit", message: "exit code 1", exit_code: 1, ...error },
		});
	}

	/** Starts and ends whatever is due until nothing is, each with the outputs that `outputs` gives. */
	finish(outputs: (command: Start) => Json = () => ({})): void {
		for (let starts = this.startCommands(); starts.length > 0; starts = this.startCommands()) {
			for (const command of starts) this.succeed(command.instance, outputs(command), command.attempt);
		}
	}

	advance(milliseconds: number): void {
		this.now += milliseconds;
		this.settle();
	}

	/** The facts about a job or instance, without numbers and times. */
	facts(path: string): readonly RunFact[] {
		return this.events
			.filter((event) => ("job" in event && event.job === path) || ("instance" in event && event.instance === path))
			.map(({ seq: _seq, at: _at, ...fact }) => fact);
	}

	/** The types of the facts about a job or instance. */
	types(path: string): readonly string[] {
		return this.facts(path).map(({ type }) => type);
	}

	#must(report: Report): void {
		const answer = this.report(report);
		if (!answer.ok) throw new Error(answer.problem.message);
	}
}
