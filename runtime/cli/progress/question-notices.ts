import type { JobPlan, Json, OutcomeDecision, RunEvent, Type } from "@dagwright/core";
import { formatValue, isFile } from "./format-value.ts";
import type { Asking, Notice } from "./job-line.ts";
import { timeLeft, whoIsAsked, withUnit } from "./question-text.ts";

/** What an approval asks, as a line of a job knows it. */
export function asApproval({ request }: Extract<RunEvent, { type: "approval.requested" }>): Asking["approval"] {
	return { about: "approval", ...request };
}

/** What people are asked about a lost attempt of a `critical` job. */
export const aboutOutcome: Asking["approval"] = { about: "outcome", people: [], policy: "any", needed: 1 };

/** People are asked: who, how long, what they see, and which fields they may fill in. `plan` is the job's. */
export function askedNotice(
	run: string,
	event: Extract<RunEvent, { type: "approval.requested" }>,
	plan: JobPlan | undefined,
): Notice {
	const { instance, request, at } = event;
	const approval = asApproval(event);
	const types = formTypes(plan);
	const fields = Object.entries(request.form).map(([name, value]) => {
		const type = types[name];
		return `--set ${name}=${(type && withUnit(value, type)) ?? JSON.stringify(value)}`;
	});
	const entries = Object.entries(request.show);
	const text = ([name, value]: readonly [string, Json]) => `${name} = ${formatValue(value, (path) => path)}`;
	const shown = entries.filter(([, value]) => !isFile(value)).map(text);
	const files = entries.filter(([, value]) => isFile(value)).map(text);
	const lines = [`asks ${whoIsAsked(approval)}`, timeLeft(approval, at), ...shown, ...fields];
	const told = lines.filter((line) => line !== "");
	return { type: "asked", run, path: instance, lines: told, ...(files.length > 0 && { files }) };
}

function formTypes(plan: JobPlan | undefined): Readonly<Record<string, Type>> {
	const form = plan?.outputs.kind === "record" ? plan.outputs.fields["form"] : undefined;
	return form?.kind === "record" ? form.fields : {};
}

/** People are asked what became of a lost attempt. */
export function outcomeNotice(run: string, path: string): Notice {
	const lines = ["lost its attempt, and nobody knows how that went: do it again?"];
	return { type: "asked", run, path, lines };
}

/** One of those who are asked approved. */
export function approvedNotice(
	{ instance, by, comment }: Extract<RunEvent, { type: "approval.answered" }>,
	{ given, approval }: Asking,
): Notice {
	const many = approval.needed > 1 ? ` (${given} of ${approval.needed})` : "";
	const why = comment === undefined ? "" : `: ${comment}`;
	return { type: "answered", path: instance, text: `approved by ${by}${many}${why}` };
}

/** Somebody said what became of a lost attempt. */
export function outcomeAnswered(instance: string, decision: OutcomeDecision, by: string): Notice {
	const text = decision === "repeat" ? `is done again, as ${by} said` : `${decision}, as ${by} said`;
	return { type: "answered", path: instance, text };
}
