import type { Expression, Type } from "@dagwright/core";
import {
	check,
	type Environment,
	type ExpressionProblem,
	type ExpressionProblemCode,
	partsOf,
	printShort,
} from "@dagwright/core/expression";
import { type AstNode, type CstNode, GrammarUtils } from "langium";
import type { DiagnosticCode } from "../diagnostics.ts";
import type * as ast from "../generated/ast.ts";
import { insideBlock, isNode } from "./dependencies.ts";
import { type Findings, originOfCst } from "./findings.ts";
import { meantOtherwise } from "./meant-otherwise.ts";
import type { Site, WorkflowModel } from "./model.ts";
import type { ExpressionNodes } from "./to-expression.ts";

type Said = Exclude<ExpressionProblemCode, "unknown-member" | "unknown-name">;

/** The diagnostic of each problem that the core's checker knows. */
const codes: Readonly<Record<Said, Extract<DiagnosticCode, "dag/limit" | `dag/${string}`>>> = {
	"unknown-function": "dag/unknown-function",
	"missing-field": "dag/missing-field",
	"duplicate-name": "dag/duplicate-name",
	"type-mismatch": "dag/type-mismatch",
	"out-of-range": "dag/out-of-range",
	"argument-count": "dag/invalid-expression",
	"not-callable": "dag/invalid-expression",
	"lambda-position": "dag/invalid-expression",
	"secret-misuse": "dag/secret-misuse",
	"possibly-null": "dag/unguarded-use",
	"not-comparable": "dag/type-mismatch",
	overflow: "dag/constant-error",
	"division-by-zero": "dag/constant-error",
	"empty-list": "dag/constant-error",
	"bad-argument": "dag/constant-error",
	"too-deep": "dag/limit",
};

/** Where an expression stands, for what its problems mean there. */
export interface SiteContext {
	readonly workflow: WorkflowModel;
	/** The expression is a script: an unknown name in an interpolation was perhaps meant for the shell. */
	readonly inScript?: boolean;
}

/** Checks expressions with the core's checker and turns its problems into diagnostics at their place in the text. */
export class ExpressionCheck {
	private readonly nodes: ExpressionNodes;
	private readonly findings: Findings;

	constructor(nodes: ExpressionNodes, findings: Findings) {
		this.nodes = nodes;
		this.findings = findings;
	}

	/** Checks a site and keeps its typed tree and type there; the type is `unknown` where something is wrong. */
	site(site: Site, environment: Environment, context: SiteContext, expected?: Type): Type {
		const result = check(site.expression, environment, expected);
		/** Parts of the text of which all is said: it was meant for the shell, or as text. */
		const said = new Set<AstNode>();
		for (const problem of result.problems) this.report(problem, site, { ...context, expected, environment }, said);
		site.type = result.type;
		if (result.problems.length === 0) {
			site.typed = result.typed;
			this.zeroDivisors(site.expression, context);
		}
		return result.type;
	}

	/** A division by zero is wrong whatever is divided. */
	private zeroDivisors(expression: Expression, context: SiteContext): void {
		const pending = [expression];
		for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
			if (node.op === "binary" && (node.operator === "/" || node.operator === "%")) {
				const { right } = node;
				const at = this.nodes.get(node);
				if (right.op === "literal" && right.value === 0 && at !== undefined) {
					const message = `\`${printShort(node)}\` divides by zero.`;
					this.findings.report("dag/constant-error", originOfCst(context.workflow.file.path, at.$cstNode), { message });
				}
			}
			pending.push(...partsOf(node));
		}
	}

	/** `said` are expressions of which all is said: what belongs to them is not told again. */
	private report(
		problem: ExpressionProblem,
		site: Site,
		context: SiteContext & { readonly expected: Type | undefined; readonly environment: Environment },
		said: Set<AstNode>,
	): void {
		const { file } = context.workflow;
		const node = this.nodes.get(problem.at) ?? site.node;
		const symbol = problem.at.op === "name" ? context.workflow.names.get(problem.at.name) : undefined;
		if (problem.code === "unknown-name" && !isNode(symbol)) {
			const meant = meantOtherwise(node, problem, { ...context, text: file.text });
			if (meant !== undefined) {
				if (said.has(meant.node)) return;
				said.add(meant.node);
				const { message, suggestion } = meant;
				this.findings.report("dag/unknown-name", meant.at(file.path), { message }, { suggestion });
				return;
			}
		}
		const at = originOfCst(file.path, narrowed(node, problem));
		const suggestion = problem.suggestion;
		const { message } = problem;
		if (problem.code === "unknown-name") {
			if (isNode(symbol)) this.findings.report("dag/inside-block", at, insideBlock(symbol));
			else
				this.findings.report("dag/unknown-name", at, { message: orForShell(message, node, context) }, { suggestion });
		} else if (problem.code === "unknown-member") {
			this.findings.report(this.memberCode(problem, context), at, { message }, { suggestion });
		} else {
			const missingFrom = problem.code === "missing-field" ? node : undefined;
			this.findings.report(codes[problem.code] as "dag/type-mismatch", at, { message }, { suggestion, missingFrom });
		}
	}

	/** A member of a job is one of its outputs. */
	private memberCode(
		problem: ExpressionProblem,
		{ workflow }: SiteContext,
	): "dag/unknown-output" | "dag/unknown-member" {
		if (problem.at.op !== "member" || problem.at.target.op !== "name") return "dag/unknown-member";
		const symbol = workflow.names.get(problem.at.target.name);
		return isNode(symbol) && symbol.kind !== "let" ? "dag/unknown-output" : "dag/unknown-member";
	}
}

/** A name that is near to another one may still have been meant for the shell. */
function orForShell(message: string, node: AstNode, { inScript }: SiteContext): string {
	if (!inScript || node.$container?.$type !== "Template" || node.$type !== "NameReference") return message;
	const name = (node as ast.NameReference).target?.$refText ?? "";
	return `${message.replace(/\.$/, "")}; for the shell's own variable write \`\\\${${name}}\`.`;
}

/** The part of the node that is meant: the member's name, the field, the function's name. */
function narrowed(node: AstNode, problem: ExpressionProblem): CstNode | undefined {
	const property = (of: AstNode, name: string, index?: number) =>
		GrammarUtils.findNodeForProperty(of.$cstNode, name, index) ?? of.$cstNode;
	if (problem.code === "unknown-function" && node.$type === "Call") {
		const { callee } = node as ast.Call;
		return callee?.$type === "Member" ? property(callee, "member") : callee?.$cstNode;
	}
	if (problem.code === "unknown-member" && node.$type === "Member") {
		// `a.map(r => r.n)` stands for all of `a.n`.
		const replacesAll = problem.suggestion !== undefined && !/^\w+$/.test(problem.suggestion);
		return replacesAll ? node.$cstNode : property(node, "member");
	}
	if (problem.field !== undefined && node.$type === "ObjectLiteral" && problem.code !== "missing-field") {
		const entries = (node as ast.ObjectLiteral).entries.filter((entry) => entry.key === problem.field);
		const entry = problem.code === "duplicate-name" ? entries.at(-1) : entries[0];
		return entry ? property(entry, "key") : node.$cstNode;
	}
	if (problem.field !== undefined && node.$type === "Lambda") {
		const parameter = (node as ast.Lambda).parameters.find((each) => each.name === problem.field);
		return parameter?.$cstNode ?? node.$cstNode;
	}
	return node.$cstNode;
}
