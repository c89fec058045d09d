/** The process of a `slack` job: posts a message to the webhook at `$DAG_SLACK_URL`. */
import { sendToSlack } from "../../channels/slack.ts";
import { PassingProblem, Problem, runProgram, say, variable } from "../program.ts";

interface Config {
	readonly channel: string;
	readonly text: string;
	readonly details?: unknown;
}

await runProgram<Config>(async ({ channel, text, details }) => {
	if (text.trim() === "") throw new Problem("`text` is empty, so there is nothing to post");
	const override = process.env.DAG_SLACK_CHANNEL;
	const delivery = await sendToSlack(variable("DAG_SLACK_URL"), {
		text,
		...(override !== undefined && { channel: override }),
		...(details !== undefined && details !== null && { details }),
	});
	if (!delivery.ok) {
		const tries = delivery.attempts > 1 ? `, after ${delivery.attempts} tries` : "";
		throw new PassingProblem(`the message to ${channel} was not taken: ${delivery.message}${tries}`);
	}
	say(`posted to ${channel}`);
	return { delivered: true };
});
