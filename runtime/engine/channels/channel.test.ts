import { expect, test } from "vitest";
import { findChannel } from "./channel.ts";

const secrets = {
	get: (name: string) => ({ HOOK: "https://hooks.example/a", KEY: "k" })[name],
	places: "the environment",
};

test("addresses and keys come from secrets, and what is missing is named", () => {
	const channels = {
		here: { type: "console" },
		ops: { type: "slack", secret: "HOOK", channel: "#ops" },
		audit: { type: "webhook", url: "https://audit.example", key: "KEY" },
		lost: { type: "slack", secret: "NONE" },
		bare: { type: "slack" },
		unsigned: { type: "webhook", secret: "HOOK", key: "NO_KEY" },
	} as const;
	const names = [...Object.keys(channels), "toString"];
	expect(names.map((name) => findChannel(channels, name, secrets))).toEqual([
		{ type: "console" },
		{ type: "slack", url: "https://hooks.example/a", channel: "#ops" },
		{ type: "webhook", url: "https://audit.example", key: "k" },
		{ problem: "the secret NONE, with the URL of the channel lost, is not set; looked in the environment" },
		{ problem: "the channel bare has neither `secret` nor `url` in dagwright.json" },
		{ problem: "the secret NO_KEY, with which the channel unsigned signs, is not set; looked in the environment" },
		{
			problem: "there is no channel toString in dagwright.json; it has here, ops, audit, lost, bare, unsigned",
		},
	]);
	expect(findChannel(undefined, "ops", secrets)).toEqual({
		problem: "there is no channel ops in dagwright.json; it has no `channels`",
	});
});
