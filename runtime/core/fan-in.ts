import type { Scope } from "./expression/evaluate.ts";
import { Placeholder, PlaceholderRead, placeholder } from "./expression/placeholder.ts";
import type { JobError } from "./job-error.ts";
import type { Json, JsonObject } from "./json.ts";
import type { FanInPlan } from "./plan.ts";
import { assertNever, ok, type Result, refused } from "./result.ts";
import { evaluateForJob, evaluateValue } from "./scope.ts";

/**
 * The value of a fan_in: all elements (`collect_all`), the one with the highest or lowest metric, the mean of each
 * metric, the most frequent vote (the earliest among equals), or the value of an expression.
 */
export function fanIn(plan: FanInPlan, scope: Scope): Result<Json, JobError> {
	if (plan.strategy === "custom") {
		return plan.value === undefined
			? failure("The fan_in has no `value` to compute.")
			: evaluateValue(plan.value, scope);
	}
	const from = evaluateForJob(plan.from, scope);
	if (!from.ok) return from;
	const elements = isList(from.value) ? from.value : from.value === null ? [] : [from.value];
	switch (plan.strategy) {
		case "collect_all":
			return ok(elements);
		case "best_metric":
			return extreme(elements, plan.metric ?? "", 1);
		case "worst_metric":
			return extreme(elements, plan.metric ?? "", -1);
		case "average_metrics":
			return averages(elements);
		case "majority_vote":
			return majority(plan, elements, scope);
		default:
			return assertNever(plan.strategy);
	}
}

function extreme(elements: readonly Json[], metric: string, sign: 1 | -1): Result<Json, JobError> {
	let chosen: Json | undefined;
	let highest = 0;
	for (const element of elements) {
		const value = metricOf(element, metric);
		if (value === undefined) return failure(`An element has no metric ${metric}.`);
		if (chosen === undefined || sign * value > sign * highest) {
			chosen = element;
			highest = value;
		}
	}
	return chosen === undefined ? failure("There is nothing to choose from: the list is empty.") : ok(chosen);
}

function averages(elements: readonly Json[]): Result<Json, JobError> {
	const totals = new Map<string, { sum: number; count: number }>();
	const unknown: [string, Json][] = [];
	for (const element of elements) {
		for (const [name, value] of Object.entries(metricsOf(element))) {
			if (value instanceof Placeholder) unknown.push([name, placeholder(value.of)]);
			if (typeof value !== "number") continue;
			const total = totals.get(name) ?? { sum: 0, count: 0 };
			totals.set(name, { sum: total.sum + value, count: total.count + 1 });
		}
	}
	if (elements.length === 0) return failure("There is nothing to average: the list is empty.");
	const means = [...totals].map(([name, { sum, count }]): [string, Json] => [name, sum / count]);
	return ok(Object.fromEntries([...means, ...unknown]));
}

function majority(plan: FanInPlan, elements: readonly Json[], scope: Scope): Result<Json, JobError> {
	const votes = votesOf(plan, elements, scope);
	if (!votes.ok) return votes;
	const counts = new Map<string, { readonly vote: Json; count: number }>();
	let winner: { readonly vote: Json; count: number } | undefined;
	for (const vote of votes.value) {
		const key = JSON.stringify(vote);
		const tally = counts.get(key) ?? { vote, count: 0 };
		tally.count++;
		counts.set(key, tally);
	}
	for (const tally of counts.values()) if (winner === undefined || tally.count > winner.count) winner = tally;
	return winner === undefined ? failure("There is nothing to vote on: the list is empty.") : ok(winner.vote);
}

/** `value` names the output that is voted on, or is a function of the element, or the list of votes itself. */
function votesOf(plan: FanInPlan, elements: readonly Json[], scope: Scope): Result<readonly Json[], JobError> {
	const { value } = plan;
	if (value === undefined) return ok(elements);
	if (value.op === "literal" && typeof value.value === "string") {
		const field = value.value;
		return ok(elements.map((element) => memberAt(element, field) ?? null));
	}
	const votes = evaluateForJob(
		value.op === "lambda" ? { op: "call", function: "map", arguments: [plan.from, value] } : value,
		scope,
	);
	if (!votes.ok) return votes;
	return isList(votes.value) ? ok(votes.value) : failure("`value` gives no list of votes.");
}

function metricOf(element: Json, metric: string): number | undefined {
	const value = memberAt(metricsOf(element), metric) ?? memberAt(element, metric);
	if (value instanceof Placeholder) throw new PlaceholderRead(value.of, `metric = "${metric}"`);
	return typeof value === "number" ? value : undefined;
}

/** The `metrics` of an element, or the element itself if it has none. */
function metricsOf(element: Json): JsonObject {
	if (!isRecord(element)) return {};
	const metrics = Object.hasOwn(element, "metrics") ? element["metrics"] : undefined;
	return metrics !== undefined && isRecord(metrics) ? metrics : element;
}

function memberAt(value: Json, path: string): Json | undefined {
	let at: Json | undefined = value;
	for (const name of path.split(".")) {
		at = at !== undefined && isRecord(at) && Object.hasOwn(at, name) ? at[name] : undefined;
	}
	return at;
}

function isRecord(value: Json): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isList(value: Json): value is readonly Json[] {
	return Array.isArray(value);
}

function failure(message: string): Result<never, JobError> {
	return refused({ kind: "expression", message });
}
