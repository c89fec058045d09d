import type { JobPlan, JobPolicies, NodePlan, TaskPlan, TypedExpression } from "@dagwright/core";
import type { Dice } from "../support/dice.ts";
import { binary, fanInOf, forOf, groupOf, job, letOf, outputOf, ref, value } from "../support/plan-of.ts";
import { able } from "./able.ts";

/** Where a block stands. */
export interface BlockContext {
	/** Nodes to make. */
	readonly size: number;
	/** How many blocks enclose it. */
	readonly depth: number;
	/** Keys of the workflows that may be called. */
	readonly callable: readonly string[];
	/** Names of whole numbers that hold here: params, bindings, carries. */
	readonly locals: readonly string[];
	/** Whether jobs have rollbacks. */
	readonly undoes: boolean;
}

/** Nodes whose names begin with the prefix; each may wait for those before it. */
export function randomBlock(dice: Dice, prefix: string, context: BlockContext): NodePlan[] {
	const nodes: NodePlan[] = [];
	for (let at = 0; at < context.size; at++) {
		nodes.push(randomNode(dice, `${prefix}${"abcdefghij"[at] ?? "z"}`, nodes, context));
	}
	return nodes;
}

interface Shared {
	readonly data: readonly string[];
	readonly after: readonly string[];
	readonly when?: TypedExpression;
	readonly for?: NonNullable<TaskPlan["for"]>;
}

function randomNode(dice: Dice, name: string, before: readonly NodePlan[], context: BlockContext): NodePlan {
	const sources = before.filter(() => dice.chance(0.35));
	const data = sources.filter(() => dice.chance(0.5)).map((node) => `${node.name}${dice.chance(0.4) ? "?" : ""}`);
	const after = sources
		.filter((node) => !data.some((text) => text.startsWith(node.name)) && node.kind !== "let")
		.map((node) => `${node.name}${dice.pick(["", "", " done", " failed", " skipped"])}`);
	const roll = dice.below(14);
	const fan = before.find((node) => node.kind === "task" && node.for !== undefined);
	if (roll === 0) {
		const [first] = data;
		return letOf(name, first === undefined ? value(dice.below(5)) : ref(first.replace("?", "")), { data });
	}
	if (roll === 1 && fan !== undefined) {
		return fanInOf(name, fan.name, dice.pick(["collect_all", "best_metric", "average_metrics", "majority_vote"]), {
			metric: "n",
		});
	}
	const withFor = dice.chance(0.3);
	const shared: Shared = {
		data,
		after,
		...randomWhen(dice, before, data, context),
		...(withFor && { for: forOf({ i: [...Array(dice.below(5)).keys()] }) }),
	};
	const inside: BlockContext = {
		...context,
		size: 1 + dice.below(3),
		depth: context.depth + 1,
		locals: withFor ? [...context.locals, "i"] : context.locals,
	};
	if (roll <= 3 && context.depth < 2) return randomGroup(dice, name, shared, inside);
	if (roll <= 5 && context.depth < 2 && able.has("loop")) return randomLoop(dice, name, shared, inside);
	if (roll === 6 && context.callable.length > 0) return randomCall(dice, name, shared, inside);
	if (roll === 7 && able.has("approval") && dice.chance(0.6)) return randomApproval(dice, name, shared, inside);
	return randomTask(dice, name, shared, inside);
}

function randomApproval(dice: Dice, name: string, shared: Shared, inside: BlockContext): TaskPlan {
	const policy = dice.pick(["any", "all", "quorum"]);
	const config = {
		approvers: value(["ann", "ben", "cid"].slice(0, 2 + dice.below(2))),
		policy: value(policy),
		...(policy === "quorum" && { quorum: value(2) }),
		...(dice.chance(0.3) && { on_timeout: value(dice.pick(["approve", "reject"])) }),
	};
	const retry = dice.chance(0.3) ? { retry: { max: 1, backoff: { from: 100, to: 200 } } } : {};
	const timeout = dice.chance(0.4) ? { timeout: 100 + dice.below(1000) } : {};
	const recovery = { ...(dice.chance(0.2) && { fallback: job(name) }), ...rollbackOf(dice, name, inside) };
	return job(name, {
		...shared,
		type: "approval",
		config,
		outputs: { kind: "json" },
		policies: { ...fanPolicies(dice), ...retry, ...timeout, ...(dice.chance(0.1) && { critical: true }) },
		...recovery,
	});
}

/** A condition over something that is known here. */
function randomWhen(
	dice: Dice,
	before: readonly NodePlan[],
	data: readonly string[],
	{ locals }: BlockContext,
): Pick<Shared, "when"> {
	if (!dice.chance(0.2)) return {};
	const task = before.find(
		(node) => node.kind === "task" && node.type === "shell" && node.for === undefined && data.includes(node.name),
	);
	const left = task !== undefined && dice.chance(0.7) ? ref(`${task.name}.n`) : ref(dice.pick([...locals]));
	return { when: binary(left, ">", value(dice.below(task === undefined ? 3 : 6))) };
}

function randomTask(dice: Dice, name: string, shared: Shared, inside: BlockContext): TaskPlan {
	const config = dice.chance(0.1) ? { config: { x: binary(value(1), "/", value(dice.below(2))) } } : {};
	return job(name, {
		...shared,
		...config,
		...(dice.chance(0.2) && { outputs: { kind: "record", fields: { n: { kind: "int" } } } }),
		policies: { ...fanPolicies(dice), ...taskPolicies(dice) },
		...(able.has("fallback") && dice.chance(0.15) && { fallback: job(name, { policies: standInPolicies(dice) }) }),
		...rollbackOf(dice, name, inside),
	});
}

function rollbackOf(dice: Dice, name: string, { undoes }: BlockContext): { readonly rollback?: TaskPlan } {
	if (!able.has("rollback") || !undoes || !dice.chance(0.25)) return {};
	return { rollback: job(name, { policies: dice.chance(0.5) ? { retry: { max: 1 } } : {} }) };
}

function randomGroup(dice: Dice, name: string, shared: Shared, inside: BlockContext): NodePlan {
	const nodes = randomBlock(dice, name, inside);
	const results = Object.fromEntries(nodes.filter(() => dice.chance(0.5)).map((node) => [node.name, node.name]));
	const policies = { ...fanPolicies(dice), ...compositePolicies(dice) };
	return {
		...groupOf(name, nodes, results, { ...shared, policies }),
		...compositeRecovery(dice, name, inside),
	} as JobPlan;
}

/** Its last node gives the carry of the next round. */
function randomLoop(dice: Dice, name: string, shared: Shared, inside: BlockContext): NodePlan {
	const carry = `${name}m`;
	const nodes = randomBlock(dice, name, { ...inside, locals: [...inside.locals, carry] });
	const last = job(`${name}x`, {
		after: nodes.filter(({ kind }) => kind !== "let").map((node) => `${node.name} done`),
	});
	return {
		...compositeBase(dice, name, shared),
		...compositeRecovery(dice, name, inside),
		kind: "loop",
		carries: [{ name: carry, type: { kind: "int" }, initial: value(dice.below(4)) }],
		max: 1 + dice.below(4),
		...(dice.chance(0.8) && {
			until: binary(dice.chance(0.5) ? ref(carry) : ref(`${last.name}.n`), ">", value(dice.below(10))),
		}),
		body: { nodes: [...nodes, last] },
		next: [{ ...outputOf(carry, `${last.name}.n`), type: { kind: "int" } }],
	};
}

function randomCall(dice: Dice, name: string, shared: Shared, inside: BlockContext): NodePlan {
	const { callable, locals } = inside;
	return {
		...compositeBase(dice, name, shared),
		...compositeRecovery(dice, name, inside),
		kind: "call",
		workflow: dice.pick(callable),
		params: dice.chance(0.5) ? { p: ref(dice.pick([...locals])) } : {},
	};
}

/** What a loop or a call has in common with a group: all but its block. */
function compositeBase(dice: Dice, name: string, shared: Shared) {
	const policies = { ...fanPolicies(dice), ...compositePolicies(dice) };
	const { body: _body, results: _results, ...base } = groupOf(name, [], {}, { ...shared, policies });
	return base;
}

function compositeRecovery(dice: Dice, name: string, inside: BlockContext): Pick<JobPlan, "fallback" | "rollback"> {
	return {
		...(able.has("fallback") && able.has("groupRetry") && dice.chance(0.1) && { fallback: job(name) }),
		...(able.has("groupRetry") && rollbackOf(dice, name, inside)),
	};
}

function compositePolicies(dice: Dice): JobPolicies {
	return {
		...(able.has("groupRetry") && dice.chance(0.2) && { retry: { max: 1, backoff: { from: 100, to: 300 } } }),
		...(able.has("groupTimeout") && dice.chance(0.1) && { timeout: 300 + dice.below(2000) }),
		...(dice.chance(0.15) && { critical: true }),
	};
}

function fanPolicies(dice: Dice): JobPolicies {
	return {
		...(dice.chance(0.3) && { limit: 1 + dice.below(2) }),
		...(dice.chance(0.3) && { succeed: dice.pick([0, 0.5, 0.75]) }),
		...(dice.chance(0.15) && { allow_failure: true }),
	};
}

function taskPolicies(dice: Dice): JobPolicies {
	return {
		...(dice.chance(0.4) && { retry: randomRetry(dice) }),
		...(dice.chance(0.2) && { timeout: 200 + dice.below(500) }),
		...(dice.chance(0.3) && { needs: randomNeeds(dice) }),
		...(dice.chance(0.1) && { critical: true }),
	};
}

function standInPolicies(dice: Dice): JobPolicies {
	return { ...(dice.chance(0.5) && { retry: { max: 1 } }), ...(dice.chance(0.2) && { timeout: 300 }) };
}

function randomRetry(dice: Dice): NonNullable<JobPolicies["retry"]> {
	return {
		max: 1 + dice.below(2),
		...(dice.chance(0.8) && { backoff: { from: 100, to: dice.pick([150, 1000]) } }),
		...(dice.chance(0.2) && { when: binary(ref("error.exit_code"), "==", value(75)) }),
	};
}

function randomNeeds(dice: Dice): NonNullable<JobPolicies["needs"]> {
	return {
		cpu: 1 + dice.below(3),
		...(dice.chance(0.3) && { gpu: 1 }),
		...(dice.chance(0.2) && { memory: 1 + dice.below(6) }),
		...(dice.chance(0.1) && { labels: ["big"] }),
	};
}
