import type { Json, Notification } from "@dagwright/core";
import { formatDuration } from "@dagwright/core/expression";
import type { SlackMessage } from "./slack.ts";

/** What happened, in one sentence without a full stop. */
export function sentenceOf({ about, workflow, run, instance, request, answer, given }: Notification): string {
	const where = `${workflow} (run ${run})`;
	const { people, needed, policy } = request;
	switch (about) {
		case "requested": {
			const who = people.length === 1 ? people.join() : `${policy === "all" ? "all" : needed} of ${people.join(", ")}`;
			return `${where}: ${instance} asks ${who} for approval`;
		}
		case "answered": {
			const count = needed > 1 && answer?.decision === "approved" ? ` (${given} of ${needed})` : "";
			return `${where}: ${answer?.by} ${answer?.decision} ${instance}${count}`;
		}
		case "expired":
			return `${where}: the deadline of ${instance} passed, ${given} of ${needed} had approved`;
		case "withdrawn":
			return `${where}: ${instance} asks nobody any more`;
	}
}

/** The message for Slack: what is shown to those who are asked, and how they answer. */
export function slackMessageOf(notification: Notification): SlackMessage {
	const { about, request, answer, run, instance, at } = notification;
	const asks = about === "requested";
	const { show, form, deadline } = request;
	const fields = [
		...(asks ? Object.entries(show).map(([name, value]) => ({ name, value: text(value) })) : []),
		...(asks && deadline !== undefined ? [{ name: "within", value: formatDuration(deadline - at) }] : []),
		...(answer?.comment === undefined ? [] : [{ name: "comment", value: answer.comment }]),
		...(asks ? [{ name: "answer", value: `dag approve ${run} ${instance}${formText(form)}` }] : []),
	];
	return { text: sentenceOf(notification), fields };
}

function formText(form: Readonly<Record<string, Json>>): string {
	return Object.keys(form)
		.map((name) => ` --set ${name}=…`)
		.join("");
}

function text(value: Json): string {
	return typeof value === "string" ? value : JSON.stringify(value);
}
