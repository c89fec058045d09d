/** A client of Slack's incoming webhooks and of what is compatible with them (Mattermost, Rocket.Chat, Discord's `/slack`). */
import { type Delivery, type Post, type PostOptions, post } from "./post.ts";

/** A message for people. All of it is shown as written: nothing in it mentions anybody or becomes a link. */
export interface SlackMessage {
	readonly text: string;
	/** Overrides the channel of the webhook, where the workspace allows that. */
	readonly channel?: string;
	/** Lines below the text, each a name and a value. */
	readonly fields?: readonly { readonly name: string; readonly value: string }[];
	/** A value that is shown below as indented JSON. */
	readonly details?: unknown;
}

/** Characters that Slack takes in one block, with room for what it adds. */
const LONGEST_BLOCK = 2900;

/**
 * Posts a message; the URL of the webhook is its secret. Slack has no idempotency: a message whose answer was lost on
 * the way may appear twice.
 */
export function sendToSlack(
	url: string,
	message: SlackMessage,
	options: PostOptions = {},
	signal?: AbortSignal,
): Promise<Delivery> {
	return post(slackPost(url, message), options, signal);
}

/** The request that carries a message: `text` for notifications and old clients, `blocks` for the rest. */
export function slackPost(url: string, { text, channel, fields = [], details }: SlackMessage): Post {
	const shown = escapeSlack(text);
	const lines = fields.map(({ name, value }) => `*${escapeSlack(name)}:* ${escapeSlack(value)}`);
	const json = details === undefined ? undefined : escapeSlack(JSON.stringify(details, undefined, 2));
	return {
		url,
		body: JSON.stringify({
			text: shown,
			...(channel !== undefined && { channel }),
			...((lines.length > 0 || json !== undefined) && {
				blocks: [
					block(shown),
					...(lines.length > 0 ? [block(lines.join("\n"))] : []),
					...(json === undefined ? [] : [block(`\`\`\`${cut(json, LONGEST_BLOCK - 6)}\`\`\``)]),
				],
			}),
		}),
	};
}

/** Text as Slack shows it: the three characters that mean something to it are written out. */
export function escapeSlack(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function block(text: string) {
	return { type: "section", text: { type: "mrkdwn", text: cut(text, LONGEST_BLOCK) } };
}

function cut(text: string, length: number): string {
	return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
