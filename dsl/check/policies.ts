import type { JobPolicies } from "@dagwright/core";
import type { AstNode } from "langium";
import type * as ast from "../generated/ast.ts";
import { type AmountValue, amountOf, constantText } from "../syntax/literals.ts";
import type { PolicySites } from "./model.ts";

/** Tells what is wrong with a policy; `node` is what is wrong. */
export type ReportPolicy = (node: AstNode, message: string, suggestion?: string) => void;

type Mutable<Value> = { -readonly [Key in keyof Value]: Value[Key] };

/** Reads policies as written: durations in ms, sizes in bytes, shares as fractions. What is wrong is told and left out. */
export function readPolicies({ policies, retryWhen, environment }: PolicySites, report: ReportPolicy): JobPolicies {
	const read: Mutable<JobPolicies> = {};
	const uses: { secret: string; as: string }[] = [];
	for (const policy of policies) {
		switch (policy.$type) {
			case "Retry": {
				const max = amount(policy.count, ["int"], { least: 0, most: 1000 }, report);
				const backoff = policy.backoff && readBackoff(policy.backoff, report);
				const when = retryWhen?.typed;
				if (max !== undefined) read.retry = { max, ...(backoff && { backoff }), ...(when && { when }) };
				break;
			}
			case "Timeout":
				assign(read, "timeout", amount(policy.duration, ["duration"], { least: 1 }, report));
				break;
			case "Cache": {
				const ttl = policy.ttl && amount(policy.ttl, ["duration"], { least: 1 }, report);
				read.cache = ttl === undefined ? {} : { ttl };
				break;
			}
			case "Limit":
				assign(read, "limit", amount(policy.count, ["int"], { least: 1 }, report));
				break;
			case "Succeed":
				assign(read, "succeed", amount(policy.share, ["percent"], { least: 0, most: 1 }, report));
				break;
			case "Needs":
				read.needs = { ...read.needs, ...readNeeds(policy, report) };
				break;
			case "Uses":
				for (const { secret, variable } of policy.secrets) {
					const name = secret?.$refText;
					if (name !== undefined && name !== "") uses.push({ secret: name, as: variable ?? name });
				}
				break;
			case "AllowFailure":
				read.allow_failure = true;
				break;
			case "Sources":
				read.sources = readSources(policy, report);
				break;
			case "Environment":
				break;
		}
	}
	if (uses.length > 0) read.uses = uses;
	const variables = environment.flatMap(({ entry, value }) =>
		value.typed === undefined || entry.variable === undefined ? [] : [[entry.variable, value.typed] as const],
	);
	if (variables.length > 0) read.environment = Object.fromEntries(variables);
	return read;
}

/** Reads a number and holds it to a kind and to bounds in the kind's own unit. */
export function amount(
	node: ast.Amount | undefined,
	kinds: readonly AmountValue["kind"][],
	{ least, most }: { readonly least: number; readonly most?: number },
	report: ReportPolicy,
): number | undefined {
	if (node === undefined) return undefined;
	const read = amountOf(node);
	if ("problem" in read) {
		report(node, `${read.problem}.`, read.suggestion);
		return undefined;
	}
	if (!kinds.includes(read.kind)) {
		const wanted = kinds[0] ?? "int";
		const unit = read.kind === "int" ? MISSING_UNITS[wanted] : undefined;
		const message = `This wants ${EXAMPLES[wanted]}, but \`${node.raw}\` is ${NAMES[read.kind]}.`;
		report(node, message, unit && node.raw + unit);
		return undefined;
	}
	if (read.value < least || (most !== undefined && read.value > most)) {
		const isPercent = read.kind === "percent";
		const shown = (bound: number) => (isPercent ? `${bound * 100}%` : String(bound));
		const bounds = most === undefined ? `at least ${shown(least)}` : `between ${shown(least)} and ${shown(most)}`;
		report(node, `\`${node.raw}\` must be ${read.kind === "duration" ? "longer than nothing" : bounds}.`);
		return undefined;
	}
	return read.value;
}

const NAMES: Readonly<Record<AmountValue["kind"], string>> = {
	int: "a whole number",
	float: "a number with a fraction",
	duration: "a duration",
	size: "a size",
	percent: "a percentage",
};

const EXAMPLES: Readonly<Record<AmountValue["kind"], string>> = {
	int: "a whole number",
	float: "a number",
	duration: "a duration such as `5m`",
	size: "a size such as `512MB`",
	percent: "a percentage such as `75%`",
};

/** What is added to a bare number to make it what is wanted, as it is meant most often. */
const MISSING_UNITS: Partial<Readonly<Record<AmountValue["kind"], string>>> = { duration: "s", percent: "%" };

function assign<Key extends "timeout" | "limit" | "succeed">(
	read: Mutable<JobPolicies>,
	key: Key,
	value: number | undefined,
): void {
	if (value !== undefined) read[key] = value;
}

function readBackoff(range: ast.Range, report: ReportPolicy): { from: number; to: number } | undefined {
	if (range.low?.amount === undefined || range.high?.amount === undefined) {
		report(range, "`backoff` wants the first and the longest delay, as `5s..5m`.");
		return undefined;
	}
	const from = amount(range.low.amount, ["duration"], { least: 0 }, report);
	const to = amount(range.high.amount, ["duration"], { least: 0 }, report);
	if (from === undefined || to === undefined) return undefined;
	if (range.low.negative || range.high.negative || from > to) {
		report(range, "The first delay of `backoff` must not be longer than the second.");
		return undefined;
	}
	return { from, to };
}

function readNeeds(policy: ast.Needs, report: ReportPolicy): NonNullable<JobPolicies["needs"]> {
	const needs: Mutable<NonNullable<JobPolicies["needs"]>> = {};
	const labels: string[] = [];
	for (const need of policy.needs) {
		if (need.kind === "label") {
			const label = need.label && constantText(need.label);
			if (label === undefined) report(need, "A label is fixed text and takes no `${…}`.");
			else labels.push(label);
		} else if (need.kind === "memory") {
			const memory = amount(need.amount, ["size"], { least: 1 }, report);
			if (memory !== undefined) needs.memory = memory;
		} else if (need.kind === "cpu") {
			const cpu = amount(need.amount, ["int", "float"], { least: 0.001 }, report);
			if (cpu !== undefined) needs.cpu = cpu;
		} else {
			const gpu = amount(need.amount, ["int"], { least: 0 }, report);
			if (gpu !== undefined) needs.gpu = gpu;
		}
	}
	if (labels.length > 0) needs.labels = labels;
	return needs;
}

function readSources(policy: ast.Sources, report: ReportPolicy): readonly string[] {
	if (policy.files?.items.length === 0) {
		report(policy.files, '`sources` names at least one file or pattern, as `["lib/**"]`.');
	}
	return (policy.files?.items ?? []).flatMap((item) => {
		const pattern = item.$type === "PlainText" ? constantText(item) : undefined;
		if (pattern === undefined) report(item, "`sources` lists files and patterns as fixed text.");
		return pattern ?? [];
	});
}
