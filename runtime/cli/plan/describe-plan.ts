import type { Block, Dependency, JobPolicies, NodePlan, Plan, TypedExpression, WorkflowPlan } from "@dagwright/core";
import { describeType, formatDuration, formatSize, printShort, printValue } from "@dagwright/core/expression";
import { count } from "../terminal/quantity.ts";
import type { Style } from "../terminal/style.ts";
import type { Symbols } from "../terminal/symbols.ts";
import { displayWidth, padEnd, padStart, truncate } from "../terminal/width.ts";
import { startLevels } from "./levels.ts";

export interface DescribeOptions {
	readonly style: Style;
	readonly symbols: Symbols;
	readonly columns: number;
	readonly critical: readonly string[];
}

/** A plan for people: its params, its jobs in the order in which they can start, its outputs. */
export function describePlan(plan: Plan, options: DescribeOptions): string {
	const workflow = plan.workflows[plan.main];
	if (workflow === undefined) return "";
	const { style, symbols } = options;
	const title = workflow.title === undefined ? "" : `  ${workflow.title}`;
	const facts = [workflow.file, count(countJobs(workflow.body), "job"), `plan ${plan.hash.slice(7, 19)}`];
	const lines = [
		style.bold(workflow.name) + title,
		style.dim(truncate(facts.join(` ${symbols.dot} `), options.columns - 1, symbols.ellipsis)),
		...section("Params", paramRows(workflow), options),
		...section(
			"Secrets",
			workflow.secrets.map((name) => [name]),
			options,
		),
		"",
		`${style.bold("Jobs")} ${style.dim("in the order in which they can start")}`,
		...blockLines(workflow.body, "  ", options),
		...hookLines(workflow, options),
		...section(
			"Outputs",
			workflow.outputs.map(({ name, value, type }) => [name, describeType(type), printShort(value)]),
			options,
		),
		...criticalLine(options),
	];
	return `${lines.join("\n")}\n`;
}

/** The jobs of a block and of the groups and loops in it; lets are none. */
export function countJobs(block: Block): number {
	return block.nodes.reduce((sum, node) => {
		if (node.kind === "let") return sum;
		return sum + (node.kind === "group" || node.kind === "loop" ? countJobs(node.body) : 1);
	}, 0);
}

function paramRows(workflow: WorkflowPlan): readonly (readonly string[])[] {
	return workflow.params.map((param) => [
		param.name,
		describeType(param.type),
		param.default === undefined ? "required" : `= ${printDefault(param.default)}`,
	]);
}

/** A path as the source has it, and not the value that it becomes. */
function printDefault(value: TypedExpression): string {
	const file = value.op === "literal" ? value.value : undefined;
	if (typeof file === "object" && file !== null && "path" in file && typeof file["path"] === "string")
		return printValue(file["path"]);
	return printShort(value);
}

/** Rows in columns that line up; the last one is cut where the terminal ends. */
function section(title: string, rows: readonly (readonly string[])[], options: DescribeOptions): readonly string[] {
	if (rows.length === 0) return [];
	const { style, symbols, columns } = options;
	const widths: number[] = [];
	for (const row of rows)
		row.forEach((cell, index) => {
			widths[index] = Math.min(32, Math.max(widths[index] ?? 0, displayWidth(cell)));
		});
	const lines = rows.map((row) => {
		const text = row
			.map((cell, index) =>
				padEnd(truncate(cell, index < row.length - 1 ? 32 : 400, symbols.ellipsis), widths[index] ?? 0),
			)
			.join("  ");
		const shown = truncate(`  ${text}`.trimEnd(), columns - 1, symbols.ellipsis);
		const nameEnd = 2 + (row[0] ?? "").length;
		return shown.slice(0, nameEnd) + style.dim(shown.slice(nameEnd));
	});
	return ["", style.bold(title), ...lines];
}

function blockLines(block: Block, indent: string, options: DescribeOptions): readonly string[] {
	const { style, symbols, columns } = options;
	const levels = startLevels(block);
	const ordered = block.nodes
		.filter((node) => node.kind !== "let")
		.map((node, index) => ({ node, index, level: levels.get(node.name) ?? 0 }))
		.sort((left, right) => left.level - right.level || left.index - right.index);
	const digits = String(Math.max(1, ...ordered.map(({ level }) => level + 1))).length;
	const nameWidth = Math.min(28, Math.max(4, ...ordered.map(({ node }) => node.name.length)));
	let before = -1;
	return ordered.flatMap(({ node, level }) => {
		const rank = level === before ? " ".repeat(digits) : padStart(String(level + 1), digits);
		before = level;
		const head = `${indent}${style.dim(rank)}  ${style.bold(padEnd(truncate(node.name, nameWidth, symbols.ellipsis), nameWidth))}`;
		const inset = indent.length + digits + 2;
		const room = columns - 1 - inset - nameWidth - 2;
		const more = [dependencyText(node.dependencies, levels), ...policyTexts(node.policies)].filter(
			(text) => text !== "",
		);
		const what = describeNode(node);
		const detail = more.join(` ${symbols.dot} `);
		const lines = [`${head}  ${truncate(what, Math.max(8, room), symbols.ellipsis)}`];
		if (detail !== "")
			lines.push(
				" ".repeat(inset + 2) + style.dim(truncate(detail, Math.max(8, columns - inset - 3), symbols.ellipsis)),
			);
		if (node.kind === "group" || node.kind === "loop") lines.push(...blockLines(node.body, `${indent}    `, options));
		return lines;
	});
}

/** What a node is, as its header in the source says it. */
function describeNode(node: NodePlan): string {
	if (node.kind === "let") return printShort(node.value);
	const parts: string[] = [];
	if (node.kind === "task") parts.push(node.type);
	else if (node.kind === "call") parts.push(node.workflow.split("#").at(-1) ?? node.workflow);
	else if (node.kind === "fan_in")
		parts.push(`fan_in ${node.strategy}${node.metric === undefined ? "" : ` ${node.metric}`}`);
	else if (node.kind === "loop")
		parts.push(`loop max ${node.max}${node.until === undefined ? "" : ` until ${printShort(node.until)}`}`);
	else parts.push("group");
	if (node.for !== undefined) {
		const { variables, where } = node.for;
		parts.push(
			`for ${variables.map(({ name, list }) => `${name} in ${printShort(list)}`).join(", ")}${where === undefined ? "" : ` where ${printShort(where)}`}`,
		);
	}
	if (node.when !== undefined) parts.push(`when ${printShort(node.when)}`);
	if (node.policies.critical === true) parts.push("critical");
	return parts.join(" ");
}

function dependencyText(dependencies: readonly Dependency[], levels: ReadonlyMap<string, number>): string {
	const known = dependencies.filter(({ on }) => levels.has(on));
	if (known.length === 0) return "";
	const shown = known.map(({ on, accepts, kind }) => {
		const outcome = accepts === "succeeded" || (kind === "data" && accepts === "done") ? "" : ` ${accepts}`;
		return `${on}${outcome}`;
	});
	return `after ${[...new Set(shown)].join(", ")}`;
}

function policyTexts(policies: JobPolicies): readonly string[] {
	const { retry, timeout, limit, succeed, cache, needs, uses } = policies;
	const texts: string[] = [];
	if (retry !== undefined) {
		const { backoff } = retry;
		texts.push(
			`retry ${retry.max}${backoff === undefined ? "" : ` backoff ${formatDuration(backoff.from)}..${formatDuration(backoff.to)}`}`,
		);
	}
	if (timeout !== undefined) texts.push(`timeout ${formatDuration(timeout)}`);
	if (limit !== undefined) texts.push(`limit ${limit}`);
	if (succeed !== undefined) texts.push(`succeed ${Math.round(succeed * 1000) / 10}%`);
	if (cache !== undefined) texts.push("cache");
	if (needs !== undefined) {
		const wants = [
			needs.cpu === undefined ? "" : `cpu ${needs.cpu}`,
			needs.memory === undefined ? "" : `memory ${formatSize(needs.memory)}`,
			needs.gpu === undefined ? "" : `gpu ${needs.gpu}`,
			...(needs.labels ?? []).map((label) => `label ${label}`),
		].filter((text) => text !== "");
		if (wants.length > 0) texts.push(`needs ${wants.join(", ")}`);
	}
	if (uses !== undefined && uses.length > 0) texts.push(`uses ${uses.map(({ secret }) => secret).join(", ")}`);
	if (policies.allow_failure === true) texts.push("allow failure");
	return texts;
}

function hookLines(workflow: WorkflowPlan, options: DescribeOptions): readonly string[] {
	const hooks = [
		["failure", workflow.hooks.failure],
		["success", workflow.hooks.success],
		["done", workflow.hooks.done],
	] as const;
	return hooks.flatMap(([name, block]) =>
		block === undefined ? [] : ["", options.style.bold(`On ${name}`), ...blockLines(block, "  ", options)],
	);
}

function criticalLine({ critical, style, symbols, columns }: DescribeOptions): readonly string[] {
	if (critical.length < 2) return [];
	const path = critical.join(` ${symbols.arrow} `);
	return ["", style.bold("Longest path"), `  ${truncate(path, columns - 3, symbols.ellipsis)}`];
}
