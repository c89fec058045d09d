import type { InstanceView, NodeStatus } from "@dagwright/core";
import { expect, test } from "vitest";
import { isBetweenInstances } from "./between-instances.ts";

const instances = (...statuses: readonly NodeStatus[]): readonly InstanceView[] =>
	statuses.map((status, index) => ({ path: `fit[${index}]`, bindings: {}, status }));

test.each<[string, NodeStatus, readonly NodeStatus[], boolean]>([
	["some are over and others have not begun", "running", ["succeeded", "pending", "ready"], true],
	["one of them runs", "running", ["succeeded", "running"], false],
	["one of them waits for its next attempt", "running", ["failed", "retrying"], false],
	["the job is over", "succeeded", ["succeeded", "succeeded"], false],
	["the job has no instances", "running", [], false],
])("a job where %s", (_, status, states, between) => {
	expect(isBetweenInstances({ status, instances: instances(...states) })).toBe(between);
});
