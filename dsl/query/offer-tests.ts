import type { Type } from "@dagwright/core";
import { describeType } from "@dagwright/core/expression";
import { AstUtils } from "langium";
import * as ast from "../generated/ast.ts";
import { declarationMarkdown } from "./hover.ts";
import { keywords } from "./keywords.ts";
import { type Completion, fromKeywords, named, type Place } from "./offer.ts";
import { workflowOf } from "./resolve.ts";
import { membersOf } from "./type-of.ts";

type Member = ast.WorkflowMember | ast.GroupMember | ast.LoopMember;
type Named = Extract<Member, { name: string }>;

/** In a test, the names of the workflow that it is about: params after `with`, jobs after `mock`, and values in `expect`. */
export function tested(place: Place, first: string): readonly Completion[] {
	const { analysis } = place.cursor;
	return membersOfTested(place)
		.filter((node) => (first === "with" ? ast.isParam(node) : isJob(node) || (first === "expect" && isValue(node))))
		.map((node) => ({
			label: node.name,
			kind: isJob(node) ? "job" : "name",
			documentation: declarationMarkdown(analysis, node),
			rank: 0,
		}));
}

/** After `mock tune.`: the jobs inside it; after `expect stats.`: what it gives. */
export function insideTested(place: Place, words: readonly string[]): readonly Completion[] {
	const [first, ...rest] = words;
	const path = rest.filter((word) => word !== ".");
	const node = findTested(place, path);
	if (node === undefined) return [];
	if (first !== "mock") return valuesOf(place, node);
	const members: readonly Member[] = ast.isGroup(node) || ast.isLoop(node) ? node.members : [];
	return members.flatMap((each): readonly Completion[] =>
		hasName(each) && isJob(each) ? [{ label: each.name, kind: "job", rank: 0 }] : [],
	);
}

/** The outputs of the mocked job that are not given yet. */
export function mockedOutputs(
	place: Place,
	path: readonly string[],
	given: ReadonlySet<string>,
): readonly Completion[] {
	const node = findTested(place, path);
	return node === undefined
		? []
		: valuesOf(place, node)
				.filter(({ label }) => !given.has(label))
				.map((each) => ({ ...each, snippet: `${each.label}: $0` }));
}

/** What a mock says after its job: what it gives, or that it fails; of an approval what people answer. */
export function mockOutcomes(place: Place, path: readonly string[], arrow: boolean): readonly Completion[] {
	if (!arrow) return fromKeywords(keywords.mockOutcome, 0);
	const node = findTested(place, path);
	const isApproval = node !== undefined && ast.isJob(node) && node.type?.$refText === "approval";
	return isApproval ? ["approved", "rejected"].map((label) => named(label, "value", "what people answer", -1)) : [];
}

/** The type of a name of the workflow under test, in an `expect`. */
export function typeOfTested(place: Place, name: string): Type | undefined {
	const node = findTested(place, [name]);
	return node && typeOf(place, node);
}

function typeOf({ cursor }: Place, node: Named): Type | undefined {
	const symbol = cursor.analysis.symbols.get(node);
	return symbol === undefined || symbol.kind === "secret" ? undefined : symbol.type;
}

function valuesOf(place: Place, node: Named): readonly Completion[] {
	const type = typeOf(place, node);
	const element = type?.kind === "fan_out" ? type.element : type;
	const members = element === undefined ? [] : [...membersOf(element)];
	return members.map(([label, member]) => named(label, "member", describeType(member), 0));
}

function findTested(place: Place, path: readonly string[]): Named | undefined {
	let members: readonly Member[] = membersOfTested(place);
	let found: Named | undefined;
	for (const step of path) {
		found = members.filter(hasName).find((node) => node.name === step);
		members = found !== undefined && (ast.isGroup(found) || ast.isLoop(found)) ? found.members : [];
	}
	return found;
}

function membersOfTested({ cursor, from, context }: Place): readonly Named[] {
	const test = AstUtils.getContainerOfType(from, ast.isTest);
	// The tree of a half-typed test may lie elsewhere; its head is in the text.
	const head = context.frames.findLast(({ kind }) => kind === "test")?.head ?? -1;
	const name = test?.workflow?.$refText ?? context.tokens[head + 3]?.text;
	return (workflowOf(cursor.analysis, cursor.file, name)?.node.members ?? []).filter(hasName);
}

function hasName(node: Member): node is Named {
	return "name" in node && typeof node.name === "string";
}

function isJob(node: Member): boolean {
	return ast.isJob(node) || ast.isGroup(node) || ast.isLoop(node);
}

function isValue(node: Member): boolean {
	return ast.isLet(node) || ast.isOutput(node) || ast.isParam(node);
}
