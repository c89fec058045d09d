import type { Block, NodePlan, Plan, RunOptions } from "@dagwright/core";
import type { TimedRequest } from "./host.ts";

/**
 * What can meet in a run: constructs of the language, and what people and machines do to a run. Not here is what has come
 * to nothing of its own by the time of a run (`defaults`, `environment`, `sources`, `import`, `param`, types), what is
 * between runs and so the matter of a host (`overlap`, `schedule`), and `test`.
 */
export const constructs = [
	"for",
	"group",
	"loop",
	"call",
	"approval",
	"fan_in",
	"when",
	"retry",
	"timeout",
	"limit",
	"succeed",
	"allow failure",
	"fallback",
	"rollback",
	"hooks",
	"critical",
	"let",
	"needs",
	"uses",
	"checkpoint",
	"run timeout",
	"fail fast",
	"only",
	"pause",
	"cancel",
	"kill",
	"reopen",
	"fork",
] as const;

export type Construct = (typeof constructs)[number];

/** Two of them, in the order of `constructs`. */
export type Pair = `${Construct} × ${Construct}`;

/** What a case is made of. */
export interface CaseParts {
	readonly plan: Plan;
	readonly options: Partial<RunOptions>;
	readonly requests: readonly TimedRequest[];
}

/** ms; a run whose time is longer than that ends before it in any case. */
const withinACase = 60_000;

/** The pair of two constructs, whichever comes first. */
export function pairOf(one: Construct, other: Construct): Pair {
	return constructs.indexOf(one) <= constructs.indexOf(other) ? `${one} × ${other}` : `${other} × ${one}`;
}

/**
 * The pairs that meet in a case: what one job has, together with what encloses it, and what happens to the run as a
 * whole together with all that is in it.
 */
export function pairsIn({ plan, options, requests }: CaseParts): ReadonlySet<Pair> {
	const pairs = new Set<Pair>();
	const everywhere = new Set<Construct>();
	const onRun = new Set(requests.flatMap(({ request }) => constructOf(request) ?? []));
	if (options.fail_fast === true) onRun.add("fail fast");
	if (options.only !== undefined) onRun.add("only");
	const main = plan.workflows[plan.main];
	if ((main?.policies.timeout ?? Number.POSITIVE_INFINITY) < withinACase) onRun.add("run timeout");
	if (main?.policies.checkpoint !== undefined) onRun.add("checkpoint");
	const meet = (set: ReadonlySet<Construct>) => {
		for (const one of set) for (const other of set) if (one !== other) pairs.add(pairOf(one, other));
	};
	const visitBlock = ({ nodes }: Block, outer: ReadonlySet<Construct>, depth: number): void => {
		for (const node of nodes) visit(node, outer, depth);
	};
	const visit = (node: NodePlan, outer: ReadonlySet<Construct>, depth: number): void => {
		const own = new Set([...outer, ...constructsOf(node)]);
		for (const construct of own) everywhere.add(construct);
		meet(own);
		if (node.kind === "let") return;
		if (node.kind === "group" || node.kind === "loop") visitBlock(node.body, own, depth);
		const called = node.kind === "call" && depth < 8 ? plan.workflows[node.workflow] : undefined;
		if (called === undefined) return;
		visitBlock(called.body, own, depth + 1);
		for (const hook of Object.values(called.hooks)) visitBlock(hook, new Set([...own, "hooks"]), depth + 1);
	};
	if (main !== undefined) visitBlock(main.body, new Set(), 0);
	for (const hook of Object.values(main?.hooks ?? {})) {
		onRun.add("hooks");
		visitBlock(hook, new Set(["hooks"]), 0);
	}
	// Answers to a lost attempt of a critical job are no approvals.
	if (everywhere.has("approval") && requests.some(({ request }) => isAnswer(request))) onRun.add("approval");
	for (const one of onRun)
		for (const other of [...everywhere, ...onRun]) if (one !== other) pairs.add(pairOf(one, other));
	return pairs;
}

/** What somebody asks of a run; an answer is of what asks for it. */
function constructOf(request: TimedRequest["request"]): Construct | undefined {
	if (request === "pause" || request === "kill" || request === "cancel") return request;
	if (request === "rollback") return "cancel";
	if ("retry" in request) return "reopen";
	if ("fork" in request || "resume_from" in request) return "fork";
	return "checkpoint" in request ? "checkpoint" : undefined;
}

function isAnswer(request: TimedRequest["request"]): boolean {
	return typeof request === "object" && "decision" in request;
}

function constructsOf(job: NodePlan): readonly Construct[] {
	if (job.kind === "let") return ["let"];
	const { policies } = job;
	const found: (Construct | false)[] = [
		job.for !== undefined && "for",
		job.kind !== "task" && job.kind,
		job.kind === "task" && job.type === "approval" && "approval",
		job.when !== undefined && "when",
		policies.retry !== undefined && "retry",
		policies.timeout !== undefined && "timeout",
		policies.limit !== undefined && "limit",
		policies.succeed !== undefined && "succeed",
		policies.allow_failure === true && "allow failure",
		policies.critical === true && "critical",
		policies.needs !== undefined && "needs",
		policies.uses !== undefined && "uses",
		job.fallback !== undefined && "fallback",
		job.rollback !== undefined && "rollback",
	];
	return found.filter((construct) => construct !== false);
}
