import type { Mutant } from "./mutant.ts";

const turn = "runtime/engine/in-turn.ts";
const turnSuites = ["runtime/engine/in-turn.test.ts", "runtime/engine/local/turn.test.ts"] as const;

/** Whose turn it is: `overlap` between the runs of a workflow. */
export const turnMutants: readonly Mutant[] = [
	{
		id: "overlap-ignored",
		file: turn,
		from: 'const mode = options?.mode ?? workflow?.policies.overlap ?? "allow";',
		to: 'const mode = options?.mode ?? "allow";',
		breaks: "`overlap skip` of a workflow lets a second run start.",
		suites: turnSuites,
		fencing: true,
	},
	{
		id: "overlap-not-overridden",
		file: turn,
		from: 'const mode = options?.mode ?? workflow?.policies.overlap ?? "allow";',
		to: 'const mode = workflow?.policies.overlap ?? options?.mode ?? "allow";',
		breaks: "`--overlap` does not win over what the workflow says.",
		suites: turnSuites,
	},
	{
		id: "turn-given-back-early",
		file: turn,
		from: "active.ended.then(release, release);",
		to: "release();",
		breaks: "The turn of a workflow is free while its run is under way.",
		suites: turnSuites,
		fencing: true,
	},
	{
		id: "turn-kept-after-success",
		file: turn,
		from: "active.ended.then(release, release);",
		to: "active.ended.catch(release);",
		breaks: "A run that came to its end keeps the turn as long as its process lives.",
		suites: turnSuites,
	},
	{
		id: "turn-kept-after-refusal",
		file: turn,
		from: "turn[Symbol.dispose]();\n\t\tthrow error;",
		to: "throw error;",
		breaks: "A run that could not be made keeps the turn of its workflow.",
		suites: turnSuites,
	},
	{
		id: "turn-past-those-who-wait",
		file: "runtime/engine/local/turn.ts",
		from: "if (first !== undefined) return heldBy(root, lockHolder(folder) ?? first.engine);\n\treturn lockOf",
		to: "return lockOf",
		breaks: "Who does not wait passes those who do.",
		suites: turnSuites,
	},
	{
		id: "turn-out-of-order",
		file: "runtime/engine/local/turn.ts",
		from: "first === undefined || first.path === ticket",
		to: "lockHolder(folder) === undefined",
		breaks: "Whoever looks first goes first, not who came first.",
		suites: turnSuites,
	},
	{
		id: "turn-of-the-dead",
		file: "runtime/engine/local/turn.ts",
		from: 'if (lifeOf(engine) === "dead") rmSync(path, { force: true });',
		to: 'if (lifeOf(engine) === "dead") tickets.push({ path, engine });',
		breaks: "One who died while it waited is waited for.",
		suites: turnSuites,
	},
	{
		id: "turn-ticket-kept",
		file: "runtime/engine/local/turn.ts",
		from: "rmSync(ticket, { force: true });\n\t}",
		to: "void ticket;\n\t}",
		breaks: "Who has had its turn, or gave up, still stands in the queue.",
		suites: turnSuites,
	},
];
