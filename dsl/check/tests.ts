import type { Type } from "@dagwright/core";
import { nearestName, withoutNull } from "@dagwright/core/expression";
import type { AstNode } from "langium";
import type * as ast from "../generated/ast.ts";
import type { CheckContext } from "./checker.ts";
import { isNode } from "./dependencies.ts";
import { type Findings, originOf } from "./findings.ts";
import { resolveJobType } from "./job-types.ts";
import type { Block, NodeSymbol, SourceFile, WorkflowModel } from "./model.ts";
import { environmentAt } from "./place.ts";
import { type ExpressionNodes, ExpressionReader } from "./to-expression.ts";

/** Checks a `test` block: the workflow, its params, what is mocked, and what is expected. */
export function checkTest(file: SourceFile, test: ast.Test, context: CheckContext, nodes: ExpressionNodes): void {
	const { findings, catalog } = context;
	const name = test.workflow?.$refText;
	if (name === undefined || name === "") return;
	const resolved = resolveJobType(file, catalog, name);
	if (resolved?.kind === "unresolved") return;
	if (resolved?.kind !== "workflow") {
		const names = [...file.names].filter(([, declared]) => declared.kind === "workflow").map(([known]) => known);
		const suggestion = nearestName(name, names);
		findings.report("dag/unknown-workflow", originOf(file.path, test, "workflow"), { name }, { suggestion });
		return;
	}
	const reader = new ExpressionReader(nodes, (node, message) =>
		findings.report("dag/invalid-expression", originOf(file.path, node), { message }),
	);
	new TestCheck(file, resolved.workflow, context, reader).run(test);
}

class TestCheck {
	private readonly file: SourceFile;
	private readonly workflow: WorkflowModel;
	private readonly context: CheckContext;
	private readonly findings: Findings;
	private readonly reader: ExpressionReader;

	constructor(file: SourceFile, workflow: WorkflowModel, context: CheckContext, reader: ExpressionReader) {
		this.file = file;
		this.workflow = workflow;
		this.context = context;
		this.findings = context.findings;
		this.reader = reader;
	}

	run(test: ast.Test): void {
		for (const member of test.members) {
			if (member.$type === "With") for (const assignment of member.assignments) this.param(assignment);
			else if (member.$type === "Mock") this.mock(member);
			else this.expectation(member);
		}
	}

	/** Values of a test see no names: they stand for what only a run has. */
	private value(expression: ast.Expression, node: AstNode, type: Type): void {
		const alone: WorkflowModel = { ...this.workflow, file: this.file, names: new Map() };
		const place = { workflow: alone, block: undefined, locals: new Map(), nonNull: new Set<string>() };
		const site = this.reader.site(expression, node);
		this.context.expressions.site(site, environmentAt(place), { workflow: alone }, type);
	}

	private param(node: ast.WithAssignment): void {
		const { param: name, value } = node;
		if (name === undefined) return;
		const param = this.workflow.params.find((each) => each.name === name);
		if (param !== undefined) {
			if (value !== undefined) this.value(value, value, param.type);
			return;
		}
		const suggestion = nearestName(
			name,
			this.workflow.params.map((each) => each.name),
		);
		const message = `\`${this.workflow.name}\` has no param \`${name}\`.`;
		this.findings.report("dag/unknown-name", originOf(this.file.path, node, "param"), { message }, { suggestion });
	}

	private mock(mock: ast.Mock): void {
		const node = this.resolve(mock.path, mock, "path");
		if (node === undefined || mock.value === undefined) return;
		if (node.kind === "job" && node.body.typeName === "approval" && mock.value.$type !== "ObjectLiteral") {
			this.value(mock.value, mock, { kind: "enum", values: ["approved", "rejected"] });
			return;
		}
		const type = node.kind === "let" ? node.type : node.valueType;
		if (type !== undefined) this.value(mock.value, mock, partial(type));
	}

	private expectation(expect: ast.Expect): void {
		const { subject, outcome } = expect;
		if (subject === undefined) return;
		if (outcome === undefined) {
			const { workflow } = this;
			const nonNull = new Set([...workflow.names.values()].filter(isNode).map((node) => node.name));
			const place = { workflow, block: workflow.body, locals: new Map(), nonNull };
			const context = { workflow: { ...workflow, file: this.file } };
			this.context.expressions.site(this.reader.site(subject, expect), environmentAt(place), context, { kind: "bool" });
			return;
		}
		const path = pathOf(subject);
		if (path !== undefined) this.resolve(path, subject, undefined);
		else {
			const message = `\`${outcome}\` is said of a job: name the job, as \`expect deploy ${outcome}\`.`;
			this.findings.report("dag/invalid-expression", originOf(this.file.path, subject), { message });
		}
	}

	/** The node that a path names: `tune.fit` is `fit` in the loop `tune`. */
	private resolve(path: readonly string[], node: AstNode, property: string | undefined): NodeSymbol | undefined {
		let block: Block = this.workflow.body;
		let found: NodeSymbol | undefined;
		for (const [index, name] of path.entries()) {
			const next: NodeSymbol | undefined = block.nodes.find((each) => each.name === name);
			if (next === undefined) {
				const names = block.nodes.map((each) => each.name);
				const at = originOf(this.file.path, node, property, property === undefined ? undefined : index);
				this.findings.report("dag/unknown-job", at, { name }, { suggestion: nearestName(name, names) });
				return undefined;
			}
			found = next;
			if (next.kind === "group" || next.kind === "loop") block = next.body;
			else if (index < path.length - 1) {
				const at = originOf(this.file.path, node, property, property === undefined ? undefined : index + 1);
				this.findings.report("dag/unknown-job", at, { name: path[index + 1] ?? "" });
				return undefined;
			}
		}
		return found;
	}
}

function pathOf(expression: ast.Expression): readonly string[] | undefined {
	if (expression.$type === "NameReference") return [expression.target?.$refText ?? ""];
	if (expression.$type !== "Member") return undefined;
	const target = pathOf(expression.target);
	return target && [...target, expression.member];
}

/** The type of a mock: what is given is typed, and any field may be missing. */
function partial(type: Type): Type {
	const plain = withoutNull(type);
	if (plain.kind !== "record") return plain;
	const fields = Object.entries(plain.fields).map(([name, field]): [string, Type] => [
		name,
		{ kind: "optional", of: partial(field) },
	]);
	return { kind: "record", fields: Object.fromEntries(fields) };
}
