import type { Block, CheckpointTrigger, Plan, WorkflowPlan } from "@dagwright/core";
import type { Dice } from "../support/dice.ts";
import { binary, job, outputOf, paramOf, planOf, ref, value } from "../support/plan-of.ts";
import { able } from "./able.ts";
import { type BlockContext, randomBlock } from "./random-block.ts";

const libraries = ["flows/lib/one.dag#one", "flows/lib/two.dag#two"];

/** A small plan with a bit of everything that the core runs; the lower workflows are called by those above. */
export function randomPlan(dice: Dice): Plan {
	const workflows: Record<string, WorkflowPlan> = {};
	// What has been undone is not tried again.
	const undoes = dice.chance(0.6);
	for (const key of able.has("call") && dice.chance(0.4) ? libraries : []) {
		const callable = Object.keys(workflows);
		const workflow = randomWorkflow(dice, { size: 1 + dice.below(3), depth: 1, callable, locals: ["p"], undoes }, key);
		workflows[key] = { ...workflow, params: [paramOf("p", { kind: "int" }, 2)], policies: calledPolicies(dice) };
	}
	const callable = Object.keys(workflows);
	const main = randomWorkflow(
		dice,
		{ size: 2 + dice.below(7), depth: 0, callable, locals: ["q", "r"], undoes },
		"flows/sample.dag#x",
	);
	const { body, name: _name, file: _file, ...more } = main;
	const plan = planOf(body.nodes, {
		...more,
		params: [
			paramOf("q", { kind: "int" }, 1 + dice.below(3)),
			{ name: "r", type: { kind: "int" }, default: binary(ref("q"), "+", value(dice.below(2))) },
		],
		policies: {
			...(dice.chance(0.2) && { limit: 1 + dice.below(3) }),
			...(dice.chance(0.05) && { timeout: 1 + dice.below(4000) }),
			...(dice.chance(0.2) && { checkpoint: randomCheckpoints(dice) }),
		},
	});
	return { ...plan, workflows: { ...plan.workflows, ...workflows } };
}

/** They hold in each call for itself. */
function calledPolicies(dice: Dice): WorkflowPlan["policies"] {
	return {
		...(dice.chance(0.4) && { limit: 1 + dice.below(2) }),
		...(dice.chance(0.1) && { timeout: 300 + dice.below(2000) }),
	};
}

function randomWorkflow(dice: Dice, context: BlockContext, key: string): WorkflowPlan {
	const [file = key, name = key] = key.split("#");
	const nodes = randomBlock(dice, "", context);
	return {
		name,
		file,
		params: [],
		secrets: [],
		body: { nodes },
		outputs: nodes.filter(() => dice.chance(0.4)).map((node) => outputOf(node.name, node.name)),
		policies: {},
		hooks: able.has("hooks") && dice.chance(0.25) ? randomHooks(dice) : {},
	};
}

function randomHooks(dice: Dice): WorkflowPlan["hooks"] {
	const events = (["failure", "success", "done"] as const).filter(() => dice.chance(0.6));
	return Object.fromEntries(events.map((event) => [event, randomHook(dice)]));
}

function randomHook(dice: Dice): Block {
	const first = job("h", { policies: dice.chance(0.3) ? { retry: { max: 1 } } : {} });
	const when = { when: binary(ref("h.n"), ">", value(dice.below(9))), data: ["h"] };
	return { nodes: dice.chance(0.6) ? [first] : [first, job("k", dice.chance(0.5) ? when : { after: ["h done"] })] };
}

function randomCheckpoints(dice: Dice): NonNullable<WorkflowPlan["policies"]["checkpoint"]> {
	const triggers: readonly CheckpointTrigger[] = [
		{ kind: "job_completed" },
		{ kind: "level_completed" },
		{ kind: "before_critical" },
		{ kind: "manual" },
		{ kind: "every", period: 100 + dice.below(400) },
	];
	return { on: triggers.filter(() => dice.chance(0.5)), ...(dice.chance(0.5) && { keep: 1 + dice.below(3) }) };
}
