import type { DagwrightJson } from "../config/dagwright-json.ts";
import type { Secrets } from "../ports.ts";

/** A channel of `dagwright.json`, with its URL and key looked up. These are secrets: for the wire, never for a log. */
export type Channel =
	| { readonly type: "console" }
	| { readonly type: "slack"; readonly url: string; readonly channel?: string }
	| { readonly type: "webhook"; readonly url: string; readonly key: string };

/**
 * The channel of this name (with or without a `#` before it), ready for use; or one sentence, without a full stop and without secrets, that says what is
 * missing.
 * @throws UserError `engine/secrets-…` if the file with secrets can't be used
 */
export function findChannel(
	channels: DagwrightJson["channels"],
	name: string,
	secrets: Secrets,
): Channel | { readonly problem: string } {
	const own = [name, name.replace(/^#/, "")].find((each) => channels !== undefined && Object.hasOwn(channels, each));
	const stated = own === undefined ? undefined : channels?.[own];
	if (stated === undefined) {
		const known = Object.keys(channels ?? {});
		const there = known.length === 0 ? "it has no `channels`" : `it has ${known.join(", ")}`;
		return { problem: `there is no channel ${name} in dagwright.json; ${there}` };
	}
	if (stated.type === "console") return { type: "console" };
	const url = stated.url ?? (stated.secret === undefined ? undefined : secrets.get(stated.secret));
	if (url === undefined) {
		return {
			problem:
				stated.secret === undefined
					? `the channel ${name} has neither \`secret\` nor \`url\` in dagwright.json`
					: `the secret ${stated.secret}, with the URL of the channel ${name}, is not set; looked in ${secrets.places}`,
		};
	}
	if (stated.type === "slack") {
		return { type: "slack", url, ...(stated.channel !== undefined && { channel: stated.channel }) };
	}
	const key = secrets.get(stated.key);
	if (key !== undefined) return { type: "webhook", url, key };
	return {
		problem: `the secret ${stated.key}, with which the channel ${name} signs, is not set; looked in ${secrets.places}`,
	};
}
