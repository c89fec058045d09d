import { expect, test } from "vitest";
import { edge, node, view } from "../testing/views.ts";
import { callOf, levelOf } from "./levels.ts";

const whole = view(
	[
		node("a", "succeeded"),
		node("ship", "running", { kind: "call", type: "canary" }),
		node("ship/warm", "succeeded", { parent: "ship" }),
		node("ship/prep", "running", { kind: "group", parent: "ship" }),
		node("ship/prep.load", "running", { parent: "ship/prep" }),
		node("ship/again", "pending", { kind: "call", parent: "ship" }),
		node("ship/again/deep", "pending", { parent: "ship/again" }),
	],
	[edge("a", "ship"), edge("ship/warm", "ship/prep")],
);
const ids = (within?: string) => levelOf(whole, within).view.nodes.map(({ id }) => id);

test("a called workflow is one node with what it holds, and opened it is drawn alone", () => {
	expect(ids()).toEqual(["a", "ship"]);
	expect(levelOf(whole, undefined).inside).toEqual(new Map([["ship", { jobs: 4, done: 1 }]]));
	const level = levelOf(whole, "ship");
	expect(level.view.nodes.map(({ id, parent }) => `${id} in ${parent}`)).toEqual([
		"ship/warm in undefined",
		"ship/prep in undefined",
		"ship/prep.load in ship/prep",
		"ship/again in undefined",
	]);
	expect(level.view.edges.map(({ id }) => id)).toEqual(["ship/warm>ship/prep"]);
	expect(level.path.map(({ id }) => id)).toEqual(["ship"]);
	expect(levelOf(whole, "ship/again").path.map(({ id }) => id)).toEqual(["ship", "ship/again"]);
});

test("a call that is gone from the text leads back to the workflow itself", () => {
	expect(ids("gone")).toEqual(["a", "ship"]);
	expect(ids("a")).toEqual(["a", "ship"]);
});

test("a node is found on its level", () => {
	expect(["a", "ship", "ship/prep.load", "ship/again/deep", "gone"].map((id) => callOf(whole, id))).toEqual([
		undefined,
		undefined,
		"ship",
		"ship/again",
		undefined,
	]);
});
