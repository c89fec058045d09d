import type { JobPolicies, NodePlan, Plan } from "@dagwright/core";
import type { Dice } from "../support/dice.ts";
import { binary, fanInOf, forOf, groupOf, job, letOf, outputOf, planOf, ref, value } from "../support/plan-of.ts";

/** A small plan with a bit of everything that the core runs. */
export function randomPlan(dice: Dice): Plan {
	const nodes = randomBlock(dice, "", 2 + dice.below(7), 0);
	const jobs = nodes.filter(({ kind }) => kind !== "let");
	return planOf(nodes, {
		outputs: nodes.filter(() => dice.chance(0.4)).map(({ name }) => outputOf(name, name)),
		policies: {
			...(dice.chance(0.2) && { limit: 1 + dice.below(3) }),
			...(jobs.length > 0 && dice.chance(0.05) && { timeout: 1 + dice.below(4000) }),
		},
	});
}

function randomBlock(dice: Dice, prefix: string, count: number, depth: number): NodePlan[] {
	const nodes: NodePlan[] = [];
	for (let at = 0; at < count; at++) nodes.push(randomNode(dice, `${prefix}${"abcdefghij"[at] ?? "z"}`, nodes, depth));
	return nodes;
}

function randomNode(dice: Dice, name: string, before: readonly NodePlan[], depth: number): NodePlan {
	const sources = before.filter(() => dice.chance(0.35));
	const data = sources.filter(() => dice.chance(0.5)).map((node) => `${node.name}${dice.chance(0.4) ? "?" : ""}`);
	const after = sources
		.filter((node) => !data.some((text) => text.startsWith(node.name)) && node.kind !== "let")
		.map((node) => `${node.name}${dice.pick(["", "", " done", " failed", " skipped"])}`);
	const roll = dice.below(12);
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
	const shared = {
		data,
		after,
		...(dice.chance(0.15) && { when: binary(value(dice.below(3)), ">", value(0)) }),
		...(dice.chance(0.3) && { for: forOf({ i: [...Array(dice.below(5)).keys()] }) }),
	};
	if (roll <= 3 && depth < 2) {
		const inner = randomBlock(dice, `${name}`, 1 + dice.below(3), depth + 1);
		const results = Object.fromEntries(inner.filter(() => dice.chance(0.5)).map((node) => [node.name, node.name]));
		return groupOf(name, inner, results, { ...shared, policies: fanPolicies(dice) });
	}
	const config = dice.chance(0.1) ? { config: { x: binary(value(1), "/", value(dice.below(2))) } } : {};
	return job(name, { ...shared, ...config, policies: { ...fanPolicies(dice), ...taskPolicies(dice) } });
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
		...(dice.chance(0.4) && { retry: { max: 1 + dice.below(2), backoff: { from: 100, to: 1000 } } }),
		...(dice.chance(0.2) && { timeout: 200 + dice.below(500) }),
		...(dice.chance(0.3) && { needs: { cpu: 1 + dice.below(3), ...(dice.chance(0.3) && { gpu: 1 }) } }),
		...(dice.chance(0.1) && { critical: true }),
	};
}
