import { expect, test } from "vitest";
import { findNodes, nearestName } from "./find.ts";

const nodes = ["sweep", "tune", "tune.sweep_again", "deploy", "undeploy"].map((id) => ({
	id,
	name: id.split(".").at(-1) ?? id,
}));

test("finds by a part of the path, the whole name first", () => {
	expect(findNodes(nodes, "SWEEP").map((node) => node.id)).toEqual(["sweep", "tune.sweep_again"]);
	expect(findNodes(nodes, "deploy").map((node) => node.id)).toEqual(["deploy", "undeploy"]);
	expect(findNodes(nodes, "  ")).toEqual([]);
});

test("offers the nearest name, if one is near", () => {
	expect(["swep", "tnue", "xylophone"].map((text) => nearestName(nodes, text))).toEqual(["sweep", "tune", undefined]);
});
