import type { Mutant } from "./mutant.ts";

const file = "runtime/core/gate.ts";
const suites = ["runtime/core/gate.test.ts", "simulation", "core", "memory"] as const;

/** The limits of called workflows. */
export const gateMutants: readonly Mutant[] = [
	{
		id: "gate-alone",
		file,
		from: "return { limit, outer, running: 0,",
		to: "return { limit, outer: undefined, running: 0,",
		breaks: "A called workflow with a limit of its own does not keep that of its caller.",
		suites,
		fencing: true,
	},
	{
		id: "gate-forgets-limit",
		file,
		from: "if (limit === undefined) return outer;",
		to: "if (limit === undefined) return undefined;",
		breaks: "A called workflow without a limit does not keep that of its caller.",
		suites,
		fencing: true,
	},
	{
		id: "gate-off-by-one",
		file,
		from: "if (gate.running + (more.get(gate) ?? 0) >= gate.limit) return false;",
		to: "if (gate.running + (more.get(gate) ?? 0) > gate.limit) return false;",
		breaks: "A retry starts beyond the limit of the called workflow that it is in.",
		suites,
		fencing: true,
	},
	{
		id: "gate-same-round-uncounted",
		file,
		from: "if (gate.running + (more.get(gate) ?? 0) >= gate.limit) return false;",
		to: "if (gate.running >= gate.limit) return false;",
		breaks: "Retries that are due at the same moment are offered together beyond the limit.",
		suites,
	},
	{
		id: "gate-of-retries-inside-only",
		file,
		from: "gate = gate.outer) {\n\t\tif (gate.running +",
		to: "gate = undefined) {\n\t\tif (gate.running +",
		breaks: "A retry passes the full gate of the call around its own.",
		suites,
		fencing: true,
	},
	{
		id: "gate-never-opens",
		file,
		from: "if (sign < 0) letIn(run, inner);",
		to: "",
		breaks: "What the limit of a called workflow holds back waits for ever.",
		suites,
	},
	{
		id: "gate-opens-inside-only",
		file,
		from: "gate = gate.outer) {\n\t\twhile (!isFull(gate)) {",
		to: "gate = undefined) {\n\t\twhile (!isFull(gate)) {",
		breaks: "What waits at an outer gate is not let in when something ends behind an inner one.",
		suites,
	},
	{
		id: "gate-counts-inside-only",
		file,
		from: "gate = gate.outer) gate.running += sign;",
		to: "gate = undefined) gate.running += sign;",
		breaks: "Attempts of an inner call do not count in the calls around it.",
		suites,
		fencing: true,
	},
	{
		id: "gate-cancelled-waits",
		file,
		from: "parked.gate.waiting.remove(instance.priority, instance.order);",
		to: "",
		breaks: "What was given up still waits at the gate.",
		suites,
	},
	{
		id: "gate-not-left",
		file,
		from: "gate = gate.outer) gate.ready--;",
		to: "gate = gate.outer) void gate;",
		breaks: "What has started still counts as ready, and fills the limit.",
		suites,
	},
];
