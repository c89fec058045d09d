import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { failuresOf } from "../../../test/support/simulate-dag.ts";
import type { Roles } from "./index.ts";

const page = readFileSync(new URL("../../../dsl/README.md", import.meta.url), "utf8");
const tested = [...page.matchAll(/^```dag\n([\s\S]*?)^```$/gm)]
	.map(([, text = ""]) => text)
	.filter((text) => /^test /m.test(text));

/** The project's roles, as the page shows them where it tells of approvals. */
const { roles } = JSON.parse(/\{"roles": .*?\}\}/.exec(page)?.[0] ?? "{}") as { roles: Roles };

test.each(tested)("the tests that the language reference shows pass: %#", (text) => {
	const failures = failuresOf(text, {}, roles);
	expect(Object.keys(failures)).not.toEqual([]);
	for (const [title, messages] of Object.entries(failures)) expect([title, messages]).toEqual([title, []]);
});
