import type { Json, NodePlan, ParamValues, Plan, RunOptions } from "@dagwright/core";
import type { Dice } from "../support/dice.ts";

/** What people want of a run from its start to after its end. No trouble changes it. */
export interface Story {
	readonly options: RunOptions;
	readonly params?: ParamValues;
	/** They ask one after the other, each once the run has finished again; undefined: whatever failed is to run again. */
	readonly retries: readonly (string | undefined)[];
	readonly fork: ForkWish | undefined;
}

/** A run that is to go on from this one. */
export interface ForkWish {
	/** How much of the log counts, 0 to 1. */
	readonly share: number;
	/** From the last checkpoint before that. */
	readonly fromCheckpoint: boolean;
	/** This job is to run again. */
	readonly from: string | undefined;
	readonly set: Readonly<Record<string, Json>>;
	readonly params: ParamValues;
	readonly retries: readonly (string | undefined)[];
}

/** A story for the runs of a plan. */
export function randomStory(dice: Dice, plan: Plan): Story {
	const nodes = plan.workflows[plan.main]?.body.nodes ?? [];
	const options = {
		durability: "default",
		...(dice.chance(0.1) && { fail_fast: true }),
		...(dice.chance(0.1) && { only: ["c"] }),
	} as const;
	const retries = dice.chance(0.4) ? randomRetries(dice, plan, nodes) : [];
	return { options, retries, fork: dice.chance(0.3) ? randomFork(dice, plan, nodes) : undefined };
}

function randomRetries(dice: Dice, plan: Plan, nodes: readonly NodePlan[]): readonly (string | undefined)[] {
	return Array.from({ length: 1 + dice.below(3) }, () =>
		dice.chance(0.5) ? undefined : randomPath(dice, plan, nodes),
	);
}

function randomFork(dice: Dice, plan: Plan, nodes: readonly NodePlan[]): ForkWish {
	const jobs = nodes.filter(({ kind }) => kind !== "let").map(({ name }) => name);
	return {
		share: dice.chance(0.5) ? 1 : dice.next(),
		fromCheckpoint: dice.chance(0.3),
		from: jobs.length > 0 && dice.chance(0.4) ? dice.pick(jobs) : undefined,
		set: dice.chance(0.4) ? randomOutputs(dice, nodes) : {},
		params: dice.chance(0.3) ? { q: 1 + dice.below(3), ...(dice.chance(0.3) && { r: dice.below(4) }) } : {},
		retries: dice.chance(0.3) ? randomRetries(dice, plan, nodes) : [],
	};
}

function randomOutputs(dice: Dice, nodes: readonly NodePlan[]): Readonly<Record<string, Json>> {
	const jobs = nodes.filter((node) => node.kind !== "let" && hasField(node));
	if (jobs.length === 0) return {};
	const node = dice.pick(jobs);
	return { [`${withIndex(dice, node)}.n`]: dice.below(10) };
}

/** Whether a field can be put into its outputs: they are declared with one, or may have any. */
function hasField(node: NodePlan): boolean {
	if (node.kind === "let") return false;
	return node.outputs.kind === "json" || (node.outputs.kind === "record" && Object.hasOwn(node.outputs.fields, "n"));
}

/** Of a job, an instance, a round, or something in a group, a loop or a called workflow; now and then of what there is not. */
function randomPath(dice: Dice, plan: Plan, nodes: readonly NodePlan[]): string {
	const node = dice.pick(nodes);
	if (node.kind === "let") return node.name;
	const path = node.for !== undefined && dice.chance(0.6) ? withIndex(dice, node) : node.name;
	if (dice.chance(0.5)) return path;
	switch (node.kind) {
		case "group":
			return `${withIndex(dice, node)}.${randomPath(dice, plan, node.body.nodes)}`;
		case "loop": {
			const round = `${withIndex(dice, node)}[${dice.below(3)}]`;
			return dice.chance(0.3) ? round : `${round}.${randomPath(dice, plan, node.body.nodes)}`;
		}
		case "call":
			return `${withIndex(dice, node)}/${randomPath(dice, plan, plan.workflows[node.workflow]?.body.nodes ?? [])}`;
		default:
			return path;
	}
}

function withIndex(dice: Dice, { name, ...node }: NodePlan): string {
	return "for" in node && node.for !== undefined ? `${name}[${dice.below(4)}]` : name;
}
