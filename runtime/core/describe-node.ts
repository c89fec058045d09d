import { printShort } from "./expression/print.ts";
import type { GraphNode, NodeKind } from "./graph-view.ts";
import type { JobPlan, NodePlan } from "./plan.ts";
import { assertNever } from "./result.ts";

/** What the graph says of a node before it runs. */
export function describeNode(
	plan: NodePlan,
	id: string,
): Pick<GraphNode, "id" | "name" | "kind" | "type" | "detail" | "max_rounds"> {
	const type = plan.kind === "let" ? undefined : typeOf(plan);
	const detail = detailOf(plan);
	return {
		id,
		name: plan.name,
		kind: kindOf(plan),
		...(type !== undefined && { type }),
		...(detail !== "" && { detail }),
		...(plan.kind === "loop" && { max_rounds: plan.max }),
	};
}

function kindOf(plan: NodePlan): NodeKind {
	switch (plan.kind) {
		case "task":
			if (plan.type === "approval") return "approval";
			return plan.for === undefined ? "job" : "fan_out";
		case "let":
		case "fan_in":
		case "group":
		case "loop":
		case "call":
			return plan.kind;
		default:
			return assertNever(plan);
	}
}

function typeOf(plan: JobPlan): string | undefined {
	switch (plan.kind) {
		case "task":
			return plan.type;
		case "call":
			return plan.workflow.slice(plan.workflow.lastIndexOf("#") + 1);
		case "fan_in":
			return "fan_in";
		case "group":
		case "loop":
			return undefined;
		default:
			return assertNever(plan);
	}
}

function detailOf(plan: NodePlan): string {
	if (plan.kind === "let") return printShort(plan.value);
	const parts: string[] = [];
	if (plan.kind === "fan_in") parts.push(plan.metric === undefined ? plan.strategy : `${plan.strategy} ${plan.metric}`);
	if (plan.kind === "loop") {
		parts.push(`max ${plan.max}`);
		if (plan.until !== undefined) parts.push(`until ${printShort(plan.until)}`);
	}
	if (plan.for !== undefined) {
		const { variables, where } = plan.for;
		parts.push(`for ${variables.map(({ name, list }) => `${name} in ${printShort(list, 30)}`).join(", ")}`);
		if (where !== undefined) parts.push(`where ${printShort(where)}`);
	}
	if (plan.when !== undefined) parts.push(`when ${printShort(plan.when)}`);
	return parts.join(" ");
}
