import type { CheckpointTrigger, WorkflowPolicies } from "@dagwright/core";
import { nearestName } from "@dagwright/core/expression";
import type { AstNode } from "langium";
import type * as ast from "../generated/ast.ts";
import { constantText } from "../syntax/literals.ts";
import { cronProblem } from "./cron.ts";
import { type Findings, originOf } from "./findings.ts";
import type { WorkflowModel } from "./model.ts";
import { amount, type ReportPolicy, readPolicies } from "./policies.ts";
import { policyName } from "./read-body.ts";
import { wordOfWorkflowKey } from "./words.ts";

/** Reports what is wrong with the policies, schedule, checkpoints and settings of a workflow itself. */
export function checkWorkflowPolicies(workflow: WorkflowModel, findings: Findings): void {
	const { path } = workflow.file;
	readWorkflowPolicies(workflow, (node, message, suggestion) =>
		findings.report("dag/invalid-policy", originOf(path, node), { message }, { suggestion }),
	);
	for (const policy of workflow.policies) {
		if (policy.$type === "Timeout" || policy.$type === "Limit") continue;
		const name = policyName(policy);
		const message = `\`${name}\` is a policy of jobs: put it into \`defaults { ${name} … }\` to mean all of them.`;
		findings.report("dag/misplaced-policy", originOf(path, policy), { message });
	}
	for (const policy of workflow.defaults.policies) {
		if (policy.$type !== "Succeed" && policy.$type !== "AllowFailure" && policy.$type !== "Limit") continue;
		const message = `\`${policyName(policy)}\` belongs to one job and cannot be a default.`;
		findings.report("dag/misplaced-policy", originOf(path, policy), { message });
	}
	for (const setting of workflow.settings) {
		if (setting.key === "title") {
			if (titleOf(workflow) !== undefined) continue;
			findings.report("dag/text-interpolation", originOf(path, setting, "value"), { what: "The title" });
		} else {
			const at = originOf(path, setting, "key");
			const message = wordOfWorkflowKey(setting.key);
			if (message !== undefined) findings.report("dag/misplaced-policy", at, { message });
			else {
				const suggestion = setting.key === "name" ? "title" : nearestName(setting.key, ["title"]);
				findings.report("dag/unknown-config-key", at, { key: setting.key, owner: "A workflow" }, { suggestion });
			}
		}
	}
	if (workflow.schedule) checkSchedule(workflow.schedule, path, findings);
}

/** The text of `title = "…"`. */
export function titleOf(workflow: WorkflowModel): string | undefined {
	const value = workflow.settings.find((setting) => setting.key === "title")?.value;
	return value?.$type === "PlainText" ? constantText(value) : undefined;
}

/** Reads the policies of a workflow; what is wrong is told and left out. */
export function readWorkflowPolicies(workflow: WorkflowModel, report: ReportPolicy): WorkflowPolicies {
	const own = workflow.policies.filter((policy) => policy.$type === "Timeout" || policy.$type === "Limit");
	const { timeout, limit } = readPolicies({ policies: own, environment: [] }, report);
	const schedule = workflow.schedule && readSchedule(workflow.schedule, report);
	const checkpoint = workflow.checkpoint && readCheckpoint(workflow.checkpoint, report);
	const overlap = workflow.overlap?.mode;
	return {
		...(timeout !== undefined && { timeout }),
		...(limit !== undefined && { limit }),
		...(overlap !== undefined && { overlap }),
		...(schedule && { schedule }),
		...(checkpoint && { checkpoint }),
	};
}

function readSchedule(node: ast.Schedule, report: ReportPolicy): WorkflowPolicies["schedule"] {
	const cron = node.cron && constantText(node.cron);
	if (cron === undefined) return undefined;
	const max = node.backfill && amount(node.backfill, ["duration"], { least: 1 }, report);
	const zone = node.zone && constantText(node.zone);
	return { cron, zone: zone ?? "UTC", ...(max !== undefined && { backfill: { max } }) };
}

function readCheckpoint(node: ast.Checkpoint, report: ReportPolicy): WorkflowPolicies["checkpoint"] {
	const on = node.triggers.flatMap((trigger): CheckpointTrigger[] => {
		if (trigger.kind === "before") return [{ kind: "before_critical" }];
		if (trigger.kind !== "every") return trigger.kind === undefined ? [] : [{ kind: trigger.kind }];
		const period = amount(trigger.period, ["duration"], { least: 1 }, report);
		return period === undefined ? [] : [{ kind: "every", period }];
	});
	const keep = node.keep && amount(node.keep, ["int"], { least: 1 }, report);
	return { on, ...(keep !== undefined && { keep }) };
}

function checkSchedule(node: ast.Schedule, path: string, findings: Findings): void {
	const wrong = (part: AstNode | undefined, message: string) =>
		findings.report(
			"dag/invalid-schedule",
			originOf(path, part ?? node),
			{ message },
			{ missingFrom: part === undefined ? node : undefined },
		);
	const cron = node.cron && constantText(node.cron);
	if (node.cron !== undefined) {
		const problem = cron === undefined ? "takes no `${…}`" : cronProblem(cron);
		if (problem !== undefined) wrong(node.cron, `The schedule ${problem}.`);
	}
	if (node.zone === undefined) {
		wrong(undefined, 'A schedule names its time zone, as `tz "Europe/Berlin"`.');
		return;
	}
	const zone = constantText(node.zone);
	if (zone === undefined || !isZone(zone))
		wrong(node.zone, `There is no time zone \`${zone ?? "…"}\`; zones are named as \`Europe/Berlin\`.`);
}

/** Whether the platform knows the IANA zone. */
function isZone(name: string): boolean {
	try {
		new Intl.DateTimeFormat("en", { timeZone: name });
		return true;
	} catch (error) {
		if (error instanceof RangeError) return false;
		throw error;
	}
}
