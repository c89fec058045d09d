import { apply, type Capacity, createRun, emptyState, type Plan, type RunEvent, stampFact } from "@dagwright/core";
import { expect, test } from "vitest";
import { job, planOf } from "../../test/support/plan-of.ts";
import { Host } from "./host.ts";
import type { Clock, EngineContext, ExecutorListener, StoredRun } from "./ports.ts";

test("the run loop sleeps until the next thing falls due, does it then, and leaves no timer behind", async () => {
	const clock = new ManualClock();
	const executor = new ObedientExecutor();
	const host = new Host(new RunInMemory(planOf([job("a", { policies: { timeout: 1000 } })]), clock), {
		clock,
		capacity,
		inbox: silentInbox,
		strict: false,
		executor: (listener) => executor.tell(listener),
		notifier: () => ({ send: () => undefined, [Symbol.asyncDispose]: () => Promise.resolve() }),
		leavesPeople: false,
	});
	host.report({ type: "attached", engine: { pid: 1, started: "1", host: "here" } });
	await executor.started;
	expect(clock.timers).toEqual([clock.now() + 1000]);
	clock.advance(1000);
	expect(await host.ended).toMatchObject({
		status: "finished",
		result: "failed",
		error: { kind: "timeout", job: "a" },
	});
	expect(clock.timers).toEqual([]);
});

const capacity: Capacity = { slots: 1 };
/** Nobody asks, and nothing wakes the loop but what it sleeps for. */
const silentInbox: EngineContext["inbox"] = {
	take: () => [],
	settle: () => undefined,
	watch: () => undefined,
	[Symbol.dispose]: () => undefined,
};

class ManualClock implements Clock {
	#now = 1_000_000;
	readonly #waiting = new Map<() => void, number>();

	now(): number {
		return this.#now;
	}

	wakeAt(at: number, wake: () => void): () => void {
		const call = () => wake();
		this.#waiting.set(call, at);
		return () => this.#waiting.delete(call);
	}

	/** UTC ms of all that is waited for. */
	get timers(): readonly number[] {
		return [...this.#waiting.values()];
	}

	advance(ms: number): void {
		this.#now += ms;
		for (const [wake, at] of this.#waiting) {
			if (at > this.#now) continue;
			this.#waiting.delete(wake);
			wake();
		}
	}
}

/** Its attempts run until they are stopped, and then end at once. */
class ObedientExecutor {
	#begin: () => void = () => undefined;
	readonly started = new Promise<void>((resolve) => {
		this.#begin = resolve;
	});

	tell(listener: ExecutorListener): ReturnType<EngineContext["executor"]> {
		return {
			start: () => this.#begin(),
			stop: ({ instance, attempt }) => listener.report({ type: "cancelled", instance, attempt }),
			kill: () => undefined,
			[Symbol.asyncDispose]: () => Promise.resolve(),
		};
	}
}

/** A run that is kept nowhere. */
class RunInMemory implements StoredRun {
	readonly run = "r1";
	readonly plan: Plan;
	readonly #clock: Clock;
	state: StoredRun["state"];
	#seq = 0;

	constructor(plan: Plan, clock: Clock) {
		this.plan = plan;
		this.#clock = clock;
		this.state = emptyState(plan);
		const created = createRun(plan, {
			run: this.run,
			params: {},
			options: { durability: "default" },
			version: "0",
		});
		if (!created.ok) throw new Error(created.problem.message);
		const { value } = created;
		this.transact((transaction) => transaction.append(value));
	}

	transact(work: Parameters<StoredRun["transact"]>[0]): readonly RunEvent[] {
		const events: RunEvent[] = [];
		const stored = this;
		const now = this.#clock.now();
		work({
			now,
			get state() {
				return stored.state;
			},
			append(facts) {
				for (const fact of facts) {
					const event = stampFact(fact, ++stored.#seq, now);
					stored.state = apply(stored.plan, stored.state, event);
					events.push(event);
				}
			},
		});
		return events;
	}

	durable(): Promise<void> {
		return Promise.resolve();
	}

	[Symbol.asyncDispose](): Promise<void> {
		return Promise.resolve();
	}
}
