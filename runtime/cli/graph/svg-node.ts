import type { GraphNode, InstanceView, Json } from "@dagwright/core";
import type { Box } from "@dagwright/layout";
import { formatDuration, formatNumber } from "../terminal/quantity.ts";
import { kindText, statusText } from "./node-label.ts";
import { kindIcon, statusIcon } from "./svg-icon.ts";
import { drawText, escapeXml, round, textWidth } from "./svg-text.ts";
import type { Theme } from "./theme.ts";

export interface NodeContext {
	readonly theme: Theme;
	/** UTC ms, for what is still running. */
	readonly now: number;
	/** Whether the node has others inside. */
	readonly container: boolean;
	/** Whether there is a run to show. */
	readonly run: boolean;
}

/** Draws one node by the design: the outline says what it is, icon and colour how it went. */
export function drawNode(node: GraphNode, box: Box, context: NodeContext): string {
	const parts = [outline(node, box, context)];
	if (box.height <= 30) parts.push(pillContent(node, box, context));
	else if (node.kind === "fan_out" && !context.container)
		parts.push(header(node, box, 22, context), cells(node, box, context));
	else if (context.container) parts.push(header(node, box, 22, context));
	else parts.push(jobContent(node, box, context));
	const title = [node.name, kindText(node), node.detail ?? "", node.error?.message ?? ""].filter((text) => text !== "");
	return `<g><title>${escapeXml(title.join("\n"))}</title>${parts.join("")}</g>`;
}

function outline(node: GraphNode, box: Box, { theme, container }: NodeContext): string {
	const fill = container ? "none" : node.status === "skipped" ? theme.canvas : theme.tint(node.status);
	const dash = node.status === "skipped" || node.kind === "rollback" ? ' stroke-dasharray="4 3"' : "";
	const color = theme.outline(node.status);
	const rect = (x: number, y: number, width: number, height: number, radius: number, more = dash, filled = fill) =>
		`<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="${radius}" fill="${filled}" stroke="${color}"${more}/>`;
	const { x, y, width, height } = box;
	if (height <= 30 || node.kind === "approval") return rect(x, y, width, height, height / 2);
	if (container) {
		const bar = `<path d="M${round(x + 8)} ${round(y + 1.5)}H${round(x + width - 8)}" stroke="${color}" stroke-width="3"/>`;
		return rect(x, y, width, height, 8, dash, theme.node) + (node.kind === "group" ? bar : "");
	}
	if (node.kind === "fan_out")
		return (
			rect(x + 6, y + 6, width, height, 6, "", theme.canvas) +
			rect(x + 3, y + 3, width, height, 6, "", theme.canvas) +
			rect(x, y, width, height, 6, dash, fill)
		);
	if (node.kind === "fan_in") {
		const shape = `M${x + 6} ${y}H${x + width - 6}a6 6 0 0 1 6 6V${y + height - 20}a20 20 0 0 1 -20 20H${x + 20}a20 20 0 0 1 -20 -20V${y + 6}a6 6 0 0 1 6 -6z`;
		return `<path d="${shape}" fill="${fill}" stroke="${color}"${dash}/>`;
	}
	const bars =
		node.kind === "call"
			? `<path d="M${x + 5} ${y}v${height}M${x + width - 5} ${y}v${height}" stroke="${color}" fill="none"/>`
			: "";
	return rect(x, y, width, height, 6) + bars;
}

function jobContent(node: GraphNode, box: Box, context: NodeContext): string {
	const { theme } = context;
	const inset = node.kind === "call" ? 14 : 10;
	const right = statusText(node, context.now);
	const rightColor = theme.statusText(node.status) ?? theme.muted;
	const rightWidth = right === "" ? 0 : textWidth(right, { size: 11, weight: 600 }) + 8;
	const textX = box.x + inset + 25;
	const room = box.width - inset * 2 - 25 - rightWidth;
	const second = kindText(node);
	const middle = box.y + box.height / 2;
	return [
		icon(node, box.x + inset, middle - 8, context),
		drawText(node.name, textX, second === "" ? middle + 4.5 : middle - 3, {
			size: 13,
			weight: 600,
			color: nameColor(node, theme),
			room,
		}),
		drawText(second, textX, middle + 13, { size: 11, color: theme.muted, room: room + rightWidth }),
		drawText(right, box.x + box.width - inset, middle - 3, { size: 11, weight: 600, color: rightColor, anchor: "end" }),
	].join("");
}

/** The top line of a fan-out or a container. */
function header(node: GraphNode, box: Box, middle: number, context: NodeContext): string {
	const { theme } = context;
	const name = { size: 13, weight: 600, color: nameColor(node, theme) };
	const nameX = box.x + 35;
	const kindX = nameX + textWidth(node.name, name) + 10;
	const right = node.instances === undefined ? statusText(node, context.now) : instanceCount(node.instances);
	const rightWidth = right === "" ? 0 : textWidth(right, { size: 11, weight: 600 }) + 10;
	const baseline = box.y + middle + 4.5;
	return [
		icon(node, box.x + 10, box.y + middle - 8, context),
		drawText(node.name, nameX, baseline, { ...name, room: box.width - 60 }),
		drawText(kindText(node), kindX, baseline, {
			size: 11,
			color: theme.muted,
			room: box.x + box.width - 12 - rightWidth - kindX,
		}),
		drawText(right, box.x + box.width - 12, baseline, {
			size: 11,
			weight: 600,
			color: theme.statusText(node.status) ?? theme.muted,
			anchor: "end",
		}),
	].join("");
}

function pillContent(node: GraphNode, box: Box, context: NodeContext): string {
	const { theme } = context;
	const middle = box.y + box.height / 2;
	const kind = node.kind === "output" ? "output" : "let";
	const color = theme.status[node.status] ?? theme.muted;
	const mark =
		node.kind === "let" || node.kind === "output"
			? kindIcon(kind, box.x + 10, middle - 8, color, theme.canvas)
			: icon(node, box.x + 10, middle - 8, context);
	const nameWidth = textWidth(node.name, { size: 12, weight: 600 });
	const detail =
		node.value === undefined ? (node.kind === "output" ? "output" : (node.detail ?? "")) : shortValue(node.value);
	return [
		mark,
		drawText(node.name, box.x + 34, middle + 4, {
			size: 12,
			weight: 600,
			color: nameColor(node, theme),
			room: box.width - 48,
		}),
		drawText(detail, box.x + box.width - 14, middle + 4, {
			size: 11,
			color: theme.muted,
			anchor: "end",
			mono: node.value !== undefined || node.kind === "let",
			room: box.width - 34 - nameWidth - 24,
		}),
	].join("");
}

/** The instances of a fan-out: cells while there is room for them, a strip in which failures stay visible beyond. */
function cells(node: GraphNode, box: Box, context: NodeContext): string {
	const { theme } = context;
	const instances = node.instances ?? [];
	const left = box.x + 12;
	const width = box.width - 24;
	const top = box.y + 42;
	if (instances.length === 0) return node.status === "succeeded" ? "" : ghostCells(left, top, width, theme);
	if (instances.length <= 12)
		return instances
			.map((instance, index) => largeCell(instance, index, instances.length, left, top, width, context))
			.join("");
	if (instances.length <= 60) {
		const perRow = Math.min(30, Math.ceil(instances.length / 2));
		const step = width / perRow;
		return instances
			.map((instance, index) => {
				const x = left + (index % perRow) * step;
				const y = top + Math.floor(index / perRow) * 26;
				return `<rect x="${round(x)}" y="${round(y)}" width="${round(step - 3)}" height="22" rx="4" fill="${cellFill(instance, theme)}" stroke="${theme.outline(instance.status)}"/>`;
			})
			.join("");
	}
	return strip(instances, left, top + 10, width, theme);
}

/** Before it is sized (and it is, once it has succeeded) nobody knows how many instances there will be. */
function ghostCells(left: number, top: number, width: number, theme: Theme): string {
	return Array.from({ length: 6 }, (_, index) => {
		const x = round(left + (index * width) / 6);
		return `<rect x="${x}" y="${top}" width="${round(width / 6 - 6)}" height="44" rx="4" fill="none" stroke="${theme.line}" stroke-dasharray="4 3"/>`;
	}).join("");
}

function largeCell(
	instance: InstanceView,
	index: number,
	all: number,
	left: number,
	top: number,
	width: number,
	context: NodeContext,
): string {
	const { theme } = context;
	const perRow = all <= 6 ? all : Math.ceil(all / 2);
	const rows = all <= 6 ? 1 : 2;
	const step = Math.min(width / perRow, 110);
	const height = rows === 1 ? 44 : 26;
	const x = left + (index % perRow) * step;
	const y = top + Math.floor(index / perRow) * (height + 4);
	const cellWidth = step - 6;
	const bindings = Object.values(instance.bindings).map(shortValue).join(" · ");
	const rect = `<rect x="${round(x)}" y="${round(y)}" width="${round(cellWidth)}" height="${height}" rx="4" fill="${cellFill(instance, theme)}" stroke="${theme.outline(instance.status)}"/>`;
	const mark = statusIcon(
		instance.status,
		round(x + 6),
		y + 6,
		theme.status[instance.status] ?? theme.muted,
		theme.canvas,
		12,
	);
	if (rows === 2)
		return (
			rect +
			mark +
			drawText(bindings, x + 23, y + 17, { size: 10, color: theme.muted, mono: true, room: cellWidth - 28 })
		);
	const took = instance.started === undefined ? "" : formatDuration((instance.ended ?? context.now) - instance.started);
	return [
		rect,
		mark,
		drawText(took, x + 23, y + 16, { size: 11, weight: 600, color: theme.strong, room: cellWidth - 28 }),
		drawText(bindings, x + 6, y + 35, { size: 10, color: theme.muted, mono: true, room: cellWidth - 8 }),
	].join("");
}

function strip(instances: readonly InstanceView[], left: number, top: number, width: number, theme: Theme): string {
	const step = width / instances.length;
	const back = `<rect x="${round(left)}" y="${top}" width="${round(width)}" height="14" rx="3" fill="${theme.line}"/>`;
	const draw = (wanted: (instance: InstanceView) => boolean, least: number) =>
		instances
			.map((instance, index) =>
				wanted(instance)
					? `<rect x="${round(left + index * step)}" y="${top}" width="${round(Math.max(step, least))}" height="14" fill="${theme.status[instance.status] ?? theme.line}"/>`
					: "",
			)
			.join("");
	return (
		back +
		draw((instance) => instance.status !== "failed" && instance.status !== "pending", 0.1) +
		draw((instance) => instance.status === "failed", 3)
	);
}

function cellFill(instance: InstanceView, theme: Theme): string {
	return theme.tint(instance.status);
}

function icon(node: GraphNode, x: number, y: number, { theme }: NodeContext): string {
	return statusIcon(node.status, round(x), round(y), theme.status[node.status] ?? theme.muted, theme.canvas);
}

function nameColor(node: GraphNode, theme: Theme): string {
	return node.status === "skipped" || node.status === "cancelled" ? theme.muted : theme.strong;
}

function instanceCount(instances: readonly InstanceView[]): string {
	const done = instances.filter(({ status }) => status === "succeeded" || status === "cached").length;
	return `${formatNumber(done)}/${formatNumber(instances.length)}`;
}

function shortValue(value: Json): string {
	if (typeof value === "object" && value !== null && "path" in value && typeof value["path"] === "string")
		return value["path"].split("/").at(-1) ?? "";
	if (typeof value === "string") return value;
	if (typeof value === "number") {
		const plain = formatNumber(value);
		const exponential = value.toExponential().replace("e+", "e");
		return exponential.length < plain.length ? exponential : plain;
	}
	return JSON.stringify(value);
}
