import { expect, test } from "vitest";
import { endedNodes } from "./ended-nodes.ts";
import { Placeholder } from "./expression/placeholder.ts";
import type { Json } from "./json.ts";
import type { EndedState } from "./node-state.ts";

const states: readonly EndedState[] = [
	{ status: "succeeded", attempt: 2, value: { n: 1 }, started: 1.7e12, ended: 1.7e12 + 5 },
	{ status: "succeeded", attempt: 0, value: null, started: 3, ended: 3 },
	{ status: "succeeded", attempt: 1, value: {}, started: 3, ended: 4 },
	{ status: "succeeded", attempt: 1, value: [], started: 3, ended: 4 },
	{ status: "failed", attempt: 1, error: { kind: "exit", message: "exit code 1" }, started: 4, ended: 5 },
	{ status: "skipped", cause: "upstream", ended: 6 },
	{ status: "cancelled", attempt: 0, ended: 7 },
];

// A small block keeps them as objects, a large one in columns.
test.each([states.length + 1, 1000])(
	"of %i nodes gives back every end as it was set, and nothing for others",
	(count) => {
		const nodes = endedNodes(count);
		for (const [at, state] of states.entries()) nodes.set(at, state);
		expect(states.map((_, at) => nodes.get(at))).toEqual(states);
		expect([nodes.has(0), nodes.has(3), nodes.has(states.length)]).toEqual([true, true, false]);
		expect(nodes.get(states.length)).toBeUndefined();
		nodes.succeed(4, 3, { n: 2 }, 5, 6);
		nodes.clear(0);
		expect(nodes.get(4)).toEqual({ status: "succeeded", attempt: 3, value: { n: 2 }, started: 5, ended: 6 });
		expect([nodes.has(0), nodes.get(0)]).toEqual([false, undefined]);
	},
);

test("keeps a placeholder apart from outputs without fields", () => {
	const nodes = endedNodes(1000);
	// Only a test can hold one, and it goes where a value goes.
	const value = new Placeholder("score.loss") as unknown as Json;
	nodes.succeed(0, 1, value, 2, 3);
	expect(nodes.get(0)).toMatchObject({ value: expect.any(Placeholder) });
});
