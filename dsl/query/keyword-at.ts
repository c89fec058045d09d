import type { AstNode, LeafCstNode } from "langium";
import * as ast from "../generated/ast.ts";
import { type Keyword, keywords } from "./keywords.ts";

/** What a word of the language is for where it stands: `timeout` of a workflow is not that of a job. */
export function keywordAt({ text, astNode }: LeafCstNode): Keyword | undefined {
	return groupOf(astNode).find(({ word }) => word === text);
}

function groupOf(node: AstNode): readonly Keyword[] {
	const own = groups[node.$type];
	if (ast.isWorkflow(node.$container)) return [...(own ?? []), ...keywords.workflow];
	return own ?? policies;
}

const policies: readonly Keyword[] = keywords.defaults;
const importing = [...keywords.file, ...keywords.importing, ...keywords.from];
const header = [...keywords.header, ...keywords.where];

/** By the kind of node that the word is a part of; `timeout` and `limit` are a workflow's own, or policies. */
const groups: Readonly<Record<string, readonly Keyword[]>> = {
	Import: importing,
	ImportItem: keywords.importing,
	Workflow: keywords.file,
	TypeDeclaration: keywords.file,
	Test: [...keywords.file, ...keywords.testOf],
	Let: keywords.hook,
	Job: keywords.hook,
	Group: keywords.hook,
	Loop: keywords.hook,
	Output: keywords.group,
	Next: keywords.loop,
	Hook: keywords.hookEvents,
	Schedule: keywords.schedule,
	Checkpoint: [...keywords.checkpoint, ...keywords.keep],
	CheckpointTrigger: keywords.triggers,
	Overlap: keywords.overlap,
	ForClause: header,
	ForVariable: keywords.in,
	WhenClause: header,
	AfterClause: header,
	CriticalClause: header,
	AfterItem: keywords.outcome,
	CarryClause: keywords.loopHeader,
	MaxClause: keywords.loopHeader,
	UntilClause: keywords.loopHeader,
	Outputs: keywords.body,
	Fallback: keywords.body,
	Rollback: keywords.body,
	Retry: [...keywords.retry, ...policies],
	Cache: policies,
	Succeed: policies,
	Needs: policies,
	Need: keywords.needs,
	Uses: policies,
	UsedSecret: keywords.uses,
	AllowFailure: [...policies, ...keywords.allow],
	Environment: policies,
	Sources: policies,
	With: keywords.test,
	Mock: [...keywords.test, ...keywords.mocked],
	MockOutcome: keywords.mocked,
	Expect: [...keywords.test, ...keywords.expected],
	Binary: keywords.operators,
};
