import { z } from "zod";
import { defineJobType } from "../define-job-type.ts";
import { json } from "../schema.ts";

export const fanIn = defineJobType({
	name: "fan_in",
	documentation:
		"Makes one value of the instances of a `for` job.\n\nIts own value depends on the strategy: the chosen instance (`best_metric`, `worst_metric`), all of them (`collect_all`), averages, the most frequent value, or your own expression.",
	icon: "filter",
	runs: "core",
	config: z.object({
		from: json.describe("The `for` job, or a list.").meta({ example: "sweep" }),
		strategy: z
			.enum(["collect_all", "best_metric", "worst_metric", "average_metrics", "majority_vote", "custom"])
			.describe("How the instances become one value."),
		metric: z
			.string()
			.optional()
			.describe("The metric that `best_metric` and `worst_metric` compare, by its name in `metrics`.")
			.meta({ example: '"accuracy"' }),
		field: z.string().optional().describe("The output that `majority_vote` counts.").meta({ example: '"label"' }),
		value: json
			.optional()
			.describe("The expression of `custom`.")
			.meta({ example: "sweep.map(r => r.metrics.loss).mean()" }),
	}),
	outputs: z.object({}),
	rules: [],
});

export const approval = defineJobType({
	name: "approval",
	documentation:
		"Waits durably until people approve or reject, without a process and without a slot.\n\nPeople answer with `dag approve RUN JOB`, from the editor, or while no engine is alive. One rejection fails the job, whatever the policy, and is not retried. Its `timeout` counts from the request; a pause puts it off.",
	icon: "person",
	runs: "people",
	config: z.object({
		approvers: z
			.array(z.string())
			.min(1)
			.describe("Users, or roles of `dagwright.json` as `role:NAME`, which stand for their members.")
			.meta({ example: '["role:ml-lead", "mira"]' }),
		policy: z
			.enum(["any", "all", "quorum"])
			.default("any")
			.describe("How many of them have to approve: one, everybody, or as many as `quorum` says."),
		quorum: z.int().min(1).optional().describe("How many approvals `policy = quorum` takes."),
		show: z
			.record(z.string(), json)
			.default({})
			.describe("What the approvers see.")
			.meta({ example: "{ accuracy: best.metrics.accuracy }" }),
		form: z
			.record(z.string(), json)
			.default({})
			.describe("Fields to fill in when approving, with their first values, which give them their types.")
			.meta({ example: '{ share: 0.1, reason: "" }' }),
		channels: z
			.array(z.string())
			.default([])
			.describe("Channels of `dagwright.json` that are told of the request and of how it ended.")
			.meta({ example: '["ops"]' }),
		on_timeout: z
			.enum(["fail", "reject", "approve"])
			.default("fail")
			.describe(
				"What it means that nobody answered within the `timeout`: a failure that `retry` asks again after, a rejection, or an approval.",
			),
	}),
	outputs: z.object({
		approved: z.boolean().describe("True: a rejection fails the job."),
		approvers: z.array(z.string()).describe("Who approved, in order."),
		comment: z.string().optional().describe("The last approver's comment."),
		form: json.describe("The form as filled in; typed as the fields' first values are."),
	}),
	rules: [
		{
			require: "policy != quorum || quorum != null",
			message: "`policy = quorum` needs `quorum`, how many have to approve.",
		},
		{
			require: "policy == quorum || quorum == null",
			message: "`quorum` counts only with `policy = quorum`.",
		},
	],
});
