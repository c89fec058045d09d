import { expect, test } from "vitest";
import { EndedNodes } from "./ended-nodes.ts";
import { Placeholder } from "./expression/placeholder.ts";
import type { Json } from "./json.ts";
import type { EndedState } from "./live-run.ts";

const states: readonly EndedState[] = [
	{ status: "succeeded", attempt: 2, value: { n: 1 }, started: 1.7e12, ended: 1.7e12 + 5 },
	{ status: "succeeded", attempt: 0, value: null, started: 3, ended: 3 },
	{ status: "succeeded", attempt: 1, value: {}, started: 3, ended: 4 },
	{ status: "succeeded", attempt: 1, value: [], started: 3, ended: 4 },
	{ status: "failed", attempt: 1, error: { kind: "exit", message: "exit code 1" }, started: 4, ended: 5 },
	{ status: "skipped", cause: "upstream", ended: 6 },
	{ status: "cancelled", attempt: 0, ended: 7 },
];

test("gives back every end as it was set, and nothing for a node that has not ended", () => {
	const nodes = new EndedNodes(states.length + 1);
	for (const [at, state] of states.entries()) nodes.set(at, state);
	expect(states.map((_, at) => nodes.get(at))).toEqual(states);
	expect([nodes.has(0), nodes.has(3), nodes.has(states.length)]).toEqual([true, true, false]);
	expect(nodes.get(states.length)).toBeUndefined();
});

test("keeps a placeholder apart from outputs without fields", () => {
	const nodes = new EndedNodes(1);
	// Only a test can hold one, and it goes where a value goes.
	const value = new Placeholder("score.loss") as unknown as Json;
	nodes.succeed(0, 1, value, 2, 3);
	expect(nodes.get(0)).toMatchObject({ value: expect.any(Placeholder) });
});
