import type { NodeStatus } from "@dagwright/core";

/** Every status that a node can have, in the order of its life. */
export const STATUSES: readonly NodeStatus[] = [
	"pending",
	"ready",
	"held",
	"running",
	"waiting",
	"retrying",
	"succeeded",
	"cached",
	"skipped",
	"failed",
	"cancelled",
	"rolled_back",
];
