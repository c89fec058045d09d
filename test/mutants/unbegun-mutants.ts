import type { Mutant } from "./mutant.ts";

const core = ["core", "simulation"] as const;
const promise = ["test/promises/unbegun.test.ts"] as const;

/** What is lost before it began, and what only seems so. */
export const unbegunMutants: readonly Mutant[] = [
	{
		id: "unbegun-counts",
		file: "runtime/core/apply-to-instance.ts",
		from: "else if (event.unbegun !== true) instance.losses++;",
		to: "else instance.losses++;",
		breaks: "An attempt that never began uses up the budget of losses.",
		suites: core,
	},
	{
		id: "unbegun-asks",
		file: "runtime/core/decide-instance.ts",
		from: "if (state.unbegun === true) {",
		to: "if (state.unbegun === true && state.answer !== undefined) {",
		breaks: "People are asked about a critical job that never began.",
		suites: core,
	},
	{
		id: "unbegun-believed-of-a-process",
		file: "runtime/core/accept.ts",
		from: "report.unbegun !== true || state.process !== undefined",
		to: "report.unbegun !== true",
		breaks: "A critical job whose process was told of is repeated as if it had never begun.",
		suites: core,
		fencing: true,
	},
	{
		id: "unbegun-after-another-boot",
		file: "runtime/engine/local/process/begun-attempts.ts",
		from: "if (boot === undefined || of !== boot) return new Set();",
		to: "if (boot === undefined || of === undefined) return new Set();",
		breaks: "After a power cut a critical job is repeated whose beginning was not yet on the disk.",
		suites: promise,
		fencing: true,
	},
	{
		id: "begun-not-noted",
		file: "runtime/engine/local/local-executor.ts",
		from: "this.#options.begun.note(running.command);",
		to: "",
		breaks: "A critical job that ran counts as never begun, and is repeated.",
		suites: promise,
		fencing: true,
	},
	{
		id: "begun-forgotten",
		file: "runtime/engine/local/process/begun-attempts.ts",
		from: "...underWay.map(lineOf)]",
		to: "...underWay.map(() => String())]",
		breaks: "What an earlier engine began is forgotten when the next one dies at once.",
		suites: ["runtime/engine/local/process/begun-attempts.test.ts"],
		fencing: true,
	},
];
