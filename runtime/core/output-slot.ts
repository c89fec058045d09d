import { describeType } from "./expression/describe-type.ts";
import { nearestName } from "./expression/nearest-name.ts";
import type { Type } from "./expression/type.ts";
import type { Json } from "./json.ts";
import type { Plan } from "./plan.ts";
import { indexPlan } from "./plan-index.ts";
import { ok, type Result, refused } from "./result.ts";

/** A place in the outputs of a job of the workflow, or of one instance of it. */
export interface OutputSlot {
	readonly job: string;
	/** The instance, counted from 0; undefined for a job without `for`. */
	readonly index?: number;
	/** From the outputs inwards; never empty. */
	readonly path: readonly string[];
	readonly type: Type;
	readonly value?: Json;
}

/** The place that `job.output`, `job[3].output` or `job.output.field` names; else what is wrong, in a sentence. */
export function outputSlot(plan: Plan, text: string): Result<OutputSlot, string> {
	const [, job = "", digits, rest = ""] =
		/^([A-Za-z_]\w*)(?:\[(0|[1-9]\d{0,8})\])?((?:\.[A-Za-z_]\w*)*)$/.exec(text) ?? [];
	if (job === "") return refused(`${text} names no output: write job.output, or job[0].output for one instance.`);
	const { nodes, position } = indexPlan(plan).body;
	const node = nodes[position.get(job) ?? -1];
	if (node === undefined) {
		const names = nodes.flatMap(({ kind, name }) => (kind === "let" ? [] : name));
		const near = nearestName(job, names);
		return refused(
			`The workflow has no job ${job}; ${near === undefined ? `it has: ${names.slice(0, 12).join(", ")}` : `did you mean ${near}?`}`,
		);
	}
	if (node.kind === "let")
		return refused(`${job} is a let, whose value follows from others: set the outputs of a job that it reads.`);
	if (node.for !== undefined && digits === undefined) {
		return refused(`${job} has an instance for each value of its \`for\`: write ${job}[0]${rest}, counted from 0.`);
	}
	if (node.for === undefined && digits !== undefined)
		return refused(`${job} has no \`for\`, so no instances: write ${job}${rest}.`);
	const path = rest.split(".").slice(1);
	if (path.length === 0) {
		return refused(
			`${text} is the whole job: name one of its outputs: ${fieldsOf(node.outputs).join(", ") || "it has none"}.`,
		);
	}
	let type: Type = node.outputs;
	for (const [depth, step] of path.entries()) {
		const inner = typeIn(type, step);
		if (inner === undefined) {
			const whole = [job, ...path.slice(0, depth)].join(".");
			const known = fieldsOf(type);
			const none = type.kind === "record" ? "it declares none" : `it is ${describeType(type)}`;
			const has = known.length === 0 ? none : `it has: ${known.join(", ")}`;
			return refused(`${whole} has no output ${step}; ${has}.`);
		}
		type = inner;
	}
	return ok({ job, ...(digits !== undefined && { index: Number(digits) }), path, type });
}

function typeIn(type: Type, step: string): Type | undefined {
	switch (type.kind) {
		case "optional":
			return typeIn(type.of, step);
		case "record":
			return Object.hasOwn(type.fields, step) ? type.fields[step] : undefined;
		case "map":
			return type.value;
		case "json":
		case "unknown":
			return { kind: "json" };
		default:
			return undefined;
	}
}

function fieldsOf(type: Type): readonly string[] {
	if (type.kind === "optional") return fieldsOf(type.of);
	return type.kind === "record" ? Object.keys(type.fields) : [];
}
