import type { Channel } from "../channels/channel.ts";
import { UserError } from "../user-error.ts";
import { cannotStart, type JobTypeImplementation, type LaunchPlace, ownNode } from "./launch.ts";
import { programPath } from "./own-program.ts";

/** The program that posts the message. */
const program = programPath("slack", "slack/main.ts");

/**
 * `slack`: posts through the channel of `dagwright.json` that has this name, with or without its `#`. The webhook's URL
 * is a secret: it reaches the program by its environment alone, and is masked in what the program writes.
 */
export const slack: JobTypeImplementation = (_command, place) => {
	const { channel: name } = place.config;
	if (typeof name !== "string") return cannotStart("`channel` is not given");
	const channel = lookUp(name, place);
	if ("problem" in channel) return cannotStart(channel.problem, "secret");
	if (channel.type !== "slack") {
		return cannotStart(
			`the channel ${name} is of type ${channel.type} in dagwright.json; a slack job needs one of type slack`,
		);
	}
	const environment: Record<string, string> = { ...ownNode.environment };
	if (channel.channel !== undefined) environment.DAG_SLACK_CHANNEL = channel.channel;
	return { file: ownNode.file, args: [program], environment, secrets: { DAG_SLACK_URL: channel.url }, failure: "http" };
};

function lookUp(name: string, { channel }: LaunchPlace): Channel | { readonly problem: string } {
	try {
		return channel(name);
	} catch (error) {
		if (error instanceof UserError) return { problem: error.message };
		throw error;
	}
}
