import type { AstNode } from "langium";
import type * as ast from "../generated/ast.ts";
import { type Findings, originOf } from "./findings.ts";
import type { PolicySites, SourceFile, TaskBody } from "./model.ts";
import type { ExpressionReader } from "./to-expression.ts";

/** Reads the settings, policies and substitutes of jobs, which declare no names. */
export class BodyReader {
	private readonly file: SourceFile;
	private readonly reader: ExpressionReader;
	private readonly findings: Findings;

	constructor(file: SourceFile, reader: ExpressionReader, findings: Findings) {
		this.file = file;
		this.reader = reader;
		this.findings = findings;
	}

	/** What is written once more than it may be. */
	duplicate(node: AstNode, name: string): void {
		this.findings.report("dag/duplicate-policy", originOf(this.file.path, node), { name });
	}

	/** What stands between the braces; of a setting or block that is written twice the first. */
	taskBody(node: ast.Job | ast.Fallback | ast.Rollback, typeName: string | undefined): TaskBody {
		const members = node.body?.members ?? [];
		const seen = new Set<string>();
		const settings = members
			.filter((member) => member.$type === "Setting")
			.filter((setting) => {
				const isFirst = !seen.has(setting.key);
				if (!isFirst) this.duplicate(setting, setting.key);
				seen.add(setting.key);
				return isFirst;
			})
			.map((setting) => ({ key: setting.key ?? "", node: setting, value: this.reader.site(setting.value, setting) }));
		const [outputs, extraOutputs] = members.filter((member) => member.$type === "Outputs");
		if (extraOutputs) this.duplicate(extraOutputs, "outputs");
		return {
			node,
			typeName: typeName === "" ? undefined : typeName,
			settings,
			...(outputs && { outputs }),
			policies: this.policies(members.filter(isPolicy)),
			...this.substitutes(members),
		};
	}

	/** The fallback and the rollback among the members. */
	substitutes(members: readonly AstNode[]): { fallback?: TaskBody; rollback?: TaskBody } {
		const of = (type: "Fallback" | "Rollback") => {
			const found = members.filter((member): member is ast.Fallback | ast.Rollback => member.$type === type);
			if (found[1]) this.duplicate(found[1], type.toLowerCase());
			return found[0] && this.taskBody(found[0], found[0].type?.$refText);
		};
		const fallback = of("Fallback");
		const rollback = of("Rollback");
		return { ...(fallback && { fallback }), ...(rollback && { rollback }) };
	}

	/** The policies, with the expressions in them. */
	policies(policies: readonly ast.Policy[]): PolicySites {
		const seen = new Set<string>();
		for (const policy of policies) {
			if (seen.has(policy.$type) && policy.$type !== "Uses" && policy.$type !== "Needs") {
				this.duplicate(policy, policyName(policy));
			}
			seen.add(policy.$type);
		}
		const retry = policies.find((policy) => policy.$type === "Retry");
		const environment = policies
			.filter((policy) => policy.$type === "Environment")
			.flatMap((policy) => policy.entries)
			.map((entry) => ({ entry, value: this.reader.site(entry.value, entry) }));
		return {
			policies,
			...(retry?.condition && { retryWhen: this.reader.site(retry.condition, retry) }),
			environment,
		};
	}
}

const POLICIES: Readonly<Record<ast.Policy["$type"], string>> = {
	Retry: "retry",
	Timeout: "timeout",
	Cache: "cache",
	Limit: "limit",
	Succeed: "succeed",
	Needs: "needs",
	Uses: "uses",
	AllowFailure: "allow failure",
	Environment: "environment",
	Sources: "sources",
};

/** The word that a policy begins with. */
export function policyName(policy: ast.Policy): string {
	return POLICIES[policy.$type];
}

/** Whether a member of a block is a policy. */
export function isPolicy(node: AstNode): node is ast.Policy {
	return Object.hasOwn(POLICIES, node.$type);
}
