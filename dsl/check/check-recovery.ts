import type { Checker } from "./checker.ts";
import { originOf } from "./findings.ts";
import type { Block, Runnable, TaskBody } from "./model.ts";
import { policyName } from "./read-body.ts";

/** Policies that are about a whole job, and of a rollback also the one that would leave it undone. */
const beside: Readonly<Record<"fallback" | "rollback", ReadonlySet<string>>> = {
	fallback: new Set(["Limit", "Succeed", "AllowFailure"]),
	rollback: new Set(["Limit", "Succeed", "AllowFailure", "Cache"]),
};

/** Checks that what follows a failure can be told apart by its path, and that what stands in it has a meaning there. */
export function checkRecovery(check: Checker, node: Runnable): void {
	const { findings } = check.context;
	const { path } = check.workflow.file;
	if (node.fallback) policiesOf(check, node.fallback, "fallback");
	if (node.rollback) {
		policiesOf(check, node.rollback, "rollback");
		if (isInHook(node.block)) {
			const message = `Hooks run after all has been undone, so what \`${node.name}\` does is never undone: leave out its \`rollback\`.`;
			findings.report("dag/misplaced-policy", originOf(path, node.rollback.node), { message });
		}
	}
	const { owner } = node.block;
	if (node.name === "rollback" && owner !== undefined && "rollback" in owner && owner.rollback !== undefined) {
		const what = `the rollback of ${owner.name}`;
		findings.report("dag/duplicate-name", originOf(path, node.node, "name"), { name: node.name, what });
	}
	const hook = node.block.kind === "workflow" ? hookNamed(check, node.name) : undefined;
	if (hook !== undefined) {
		const what = `the hook on ${hook}`;
		findings.report("dag/duplicate-name", originOf(path, node.node, "name"), { name: node.name, what });
	}
}

/** Its jobs have paths that begin with `on_failure.`, as those of a group of this name would. */
function hookNamed({ workflow }: Checker, name: string): string | undefined {
	return workflow.hooks.find(({ event }) => `on_${event}` === name)?.event;
}

function policiesOf(check: Checker, body: TaskBody, word: "fallback" | "rollback"): void {
	for (const policy of body.policies.policies) {
		if (!beside[word].has(policy.$type)) continue;
		const message = `\`${policyName(policy)}\` has no meaning in a \`${word}\`; it belongs to the job.`;
		check.context.findings.report("dag/misplaced-policy", originOf(check.workflow.file.path, policy), { message });
	}
}

function isInHook(block: Block): boolean {
	for (let each: Block | undefined = block; each !== undefined; each = each.parent) {
		if (each.kind === "hook") return true;
	}
	return false;
}
