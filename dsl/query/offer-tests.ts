import type { Type } from "@dagwright/core";
import { describeType } from "@dagwright/core/expression";
import { AstUtils } from "langium";
import type { WorkflowModel } from "../check/model.ts";
import { testNames } from "../check/place.ts";
import { namesAt, stepInto, type TestPlace, testPlaceOf } from "../check/test-path.ts";
import * as ast from "../generated/ast.ts";
import { answers } from "./expected-type.ts";
import { declarationMarkdown } from "./hover.ts";
import { type Keyword, keywords } from "./keywords.ts";
import { type Completion, fromKeywords, named, type Place } from "./offer.ts";
import { followPath, testedWorkflow, typeAt, typeOfExpected } from "./test-place.ts";
import { membersOf } from "./type-of.ts";

/** In a test, what the workflow that it is about has: params after `with`, jobs after `mock`, and values in `expect`. */
export function tested(place: Place, first: string): readonly Completion[] {
	const workflow = workflowAt(place);
	if (workflow === undefined) return [];
	const values = first === "mock" ? [] : workflow.params.map(({ node, name }) => declared(place, node, name));
	if (first === "with") return values;
	const paths = pathsFrom(place, testPlaceOf(workflow));
	if (first === "mock") return paths;
	const outputs = workflow.outputs.map(({ node, name }) => declared(place, node, name));
	const run = [...testNames(workflow)].map(([name, { type }]) => named(name, "name", describeType(type), 0));
	return [...paths, ...values, ...outputs, ...run];
}

/** After `mock tune.` or `expect ship.`: the jobs inside, also of a called workflow, its hooks, and what stands in or undoes. */
export function insideTested(place: Place, words: readonly string[]): readonly Completion[] {
	const workflow = workflowAt(place);
	const found = followPath(place.cursor.analysis, workflow, pathOf(words));
	return found === undefined ? [] : pathsFrom(place, found);
}

/** The outputs of the mocked job that are not given yet. */
export function mockedOutputs(
	place: Place,
	words: readonly string[],
	given: ReadonlySet<string>,
): readonly Completion[] {
	const found = placeAt(place, words);
	return fieldsOf(found && typeAt(found), given);
}

/** The fields of a record, with what follows their names. */
export function fieldsOf(type: Type | undefined, given: ReadonlySet<string>): readonly Completion[] {
	const members = type === undefined ? [] : [...membersOf(type)];
	return members
		.filter(([label]) => !given.has(label))
		.map(([label, member]) => ({
			...named(label, "member", describeType(member), 0),
			snippet: `${label}: $0`,
		}));
}

/** What people answer, after the `=>` of a mocked approval. */
export function mockAnswers(place: Place, words: readonly string[]): readonly Completion[] {
	const node = placeAt(place, words)?.node;
	const isApproval = node?.kind === "job" && node.body.typeName === "approval";
	return isApproval ? answers.map((label) => named(label, "value", "what people answer", -1)) : [];
}

/** How a mock goes on after its path, after `then`, or after one of its outcomes. */
export function mockGoesOn(words: readonly string[]): readonly Completion[] {
	const outcome = words.slice(words.lastIndexOf("then") + 1);
	const isGiven = outcome.includes("=>") || outcome.includes("fails");
	const offered = keywords.mocked.filter(({ word }: Keyword) =>
		word === "then" ? isGiven || outcome.includes("takes") : !isGiven && !outcome.includes(word),
	);
	return fromKeywords(offered, 0);
}

/** The type of a name of the workflow under test, in an `expect`. */
export function typeOfTested(place: Place, name: string): Type | undefined {
	const workflow = workflowAt(place);
	return workflow && typeOfExpected(workflow, name);
}

/** The type of a param that `with` gives. */
export function typeOfGiven(place: Place, name: string): Type | undefined {
	return workflowAt(place)?.params.find((param) => param.name === name)?.type;
}

/** The names of a half-typed `mock` or `expect`, up to its outcome. */
function pathOf(words: readonly string[]): readonly string[] {
	const end = words.findIndex((word, index) => ["=>", "fails", "takes"].includes(word) && words[index - 1] !== ".");
	return words.slice(1, end < 0 ? undefined : end).filter((word) => /^[A-Za-z_]/.test(word));
}

function placeAt(place: Place, words: readonly string[]): TestPlace | undefined {
	return followPath(place.cursor.analysis, workflowAt(place), pathOf(words));
}

function pathsFrom({ cursor: { analysis } }: Place, from: TestPlace): readonly Completion[] {
	return namesAt(from).flatMap((label): readonly Completion[] => {
		const next = stepInto(from, label, analysis.catalog);
		if (next === undefined) return [];
		const documentation = declarationMarkdown(analysis, next.declaration);
		const isJob = next.kind === "node" && next.node?.kind !== "let";
		return [{ label, kind: isJob ? "job" : "name", documentation, rank: next.kind === "node" ? 0 : 1 }];
	});
}

function declared({ cursor }: Place, node: ast.Param | ast.Output | ast.Next, label: string): Completion {
	return { label, kind: "name", documentation: declarationMarkdown(cursor.analysis, node), rank: 0 };
}

function workflowAt({ cursor, from, context }: Place): WorkflowModel | undefined {
	const test = AstUtils.getContainerOfType(from, ast.isTest);
	// The tree of a half-typed test may lie elsewhere; its head is in the text.
	const head = context.frames.findLast(({ kind }) => kind === "test")?.head ?? -1;
	const name = test?.workflow?.$refText ?? context.tokens[head + 3]?.text;
	return testedWorkflow(cursor.analysis, cursor.file, name);
}
