import { expect, test } from "vitest";
import { configWords } from "./config-words.ts";
import { dagwrightJson } from "./dagwright-json.ts";

test.each<[unknown, string]>([
	[{ channels: { ops: { type: "webhook", url: "http://x" } } }, "it is missing, and takes a string"],
	[
		{ channels: { ops: { type: "slak" } } },
		'it takes one of `console`, `slack`, `webhook`, not "slak"; did you mean `slack`?',
	],
	[{ channels: { ops: {} } }, "it is missing, and takes one of `console`, `slack`, `webhook`"],
	[{ channels: { ops: { type: "slack", url: "there" } } }, "it takes a URL, such as `https://example.org/hook`"],
	[{ capacity: { cpu: "many" } }, 'it takes a number, not "many"'],
	[{ capacity: { cpu: 0 } }, "it takes more than 0, not 0"],
	[{ capacity: { memory: "four" } }, 'it takes bytes, or text such as "16GB"'],
	[{ defaults: { grace: [] } }, 'it takes ms, or text such as "10s"'],
	[{ defaults: { durability: "strikt" } }, 'it takes one of `default`, `strict`, not "strikt"; did you mean `strict`?'],
	[{ roles: { lead: [null] } }, "it takes a string, not null"],
	[{ capacty: {} }, "there is no setting `capacty` here; did you mean `capacity`?"],
	[
		{ capacity: { memroy: "1GB", nonsense: 1 } },
		"there is no setting `memroy`, `nonsense` here; did you mean `memory`?",
	],
	[[], "it takes an object, not an array"],
])("of %j it is said: %s", (value, words) => {
	const { error } = dagwrightJson.safeParse(value, { error: configWords });
	expect(error?.issues.map(({ message }) => message)).toEqual([words]);
});
