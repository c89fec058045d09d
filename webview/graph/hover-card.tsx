import type { Json } from "@dagwright/core";
import type { Point } from "@dagwright/layout";
import { asFile, cut, formatSize, formatValue, isList } from "../format.ts";
import { usePanel } from "../panel/context.tsx";
import { valueAt } from "./value-at.ts";

/** What the pointer rests on. */
export interface Hovered {
	readonly kind: "edge" | "node";
	readonly id: string;
	readonly at: Point;
}

const MOST_TEXT = 200;
const MOST_ROWS = 3;
const MOST_COLUMNS = 5;

/** A card beside the pointer: an edge's value, or why a node is as it is. Values of secrets never reach the panel. */
export function HoverCard({
	hovered,
	bounds,
}: {
	readonly hovered: Hovered;
	readonly bounds: { readonly width: number; readonly height: number };
}) {
	const content = hovered.kind === "edge" ? <EdgeCard id={hovered.id} /> : <NodeCard id={hovered.id} />;
	// On the side where there is room, right beside the pointer whatever its width.
	const across =
		hovered.at.x + 300 > bounds.width && hovered.at.x > 300
			? { right: bounds.width - hovered.at.x + 14 }
			: { left: Math.max(8, Math.min(hovered.at.x + 14, bounds.width - 300)) };
	const top = Math.min(hovered.at.y + 14, bounds.height - 140);
	return (
		<div className="dw-card" role="tooltip" style={{ ...across, top: Math.max(8, top) }}>
			{content}
		</div>
	);
}

function EdgeCard({ id }: { readonly id: string }) {
	const { graph } = usePanel();
	const edge = graph.edge(id);
	const from = edge === undefined ? undefined : graph.node(edge.from);
	const to = edge === undefined ? undefined : graph.node(edge.to);
	if (edge === undefined || from === undefined || to === undefined) return null;
	if (edge.kind !== "data" || edge.labels.length === 0) {
		const words = { after: "runs after", on_failure: "runs if this fails:", rollback: "undoes", data: "reads" }[
			edge.kind
		];
		const text = edge.kind === "rollback" ? `${to.name}, if the run fails` : `${to.name} ${words} ${from.name}`;
		return <div className="dw-card-line">{text}</div>;
	}
	return edge.labels.slice(0, 4).map((label) => {
		const path = label.startsWith(`${from.name}.`) ? label.slice(from.name.length + 1) : label;
		const value = from.value === undefined ? undefined : valueAt(from.value, path);
		return (
			<div key={label}>
				<div className="dw-card-head">
					<b className="dw-mono">{path === "" ? from.name : `${from.name}.${path}`}</b>
					{value === undefined ? null : <span className="dw-tag">{kindOf(value)}</span>}
				</div>
				{value === undefined ? <div className="dw-card-line">not yet</div> : <Preview value={value} />}
			</div>
		);
	});
}

function NodeCard({ id }: { readonly id: string }) {
	const panel = usePanel();
	const node = panel.graph.node(id);
	const problem = panel.problemOf(id);
	if (node === undefined) return null;
	const text = problem?.message ?? node.error?.message;
	return (
		<>
			<div className="dw-card-head">
				<b className="dw-mono">{node.id}</b>
				{node.type === undefined ? null : <span className="dw-tag">{node.type}</span>}
			</div>
			{text === undefined ? null : <div className="dw-card-line">{cut(text, MOST_TEXT)}</div>}
			{text === undefined && node.detail !== undefined ? (
				<div className="dw-card-line dw-mono">{cut(node.detail, MOST_TEXT)}</div>
			) : null}
		</>
	);
}

/** A file's size, the first rows of a table, or the first characters of anything else. */
function Preview({ value }: { readonly value: Json }) {
	const file = asFile(value);
	if (file !== undefined) {
		const size = file.bytes === undefined ? "" : `, ${formatSize(file.bytes)}`;
		return <div className="dw-card-line">{`${file.path}${size}`}</div>;
	}
	const rows = isList(value) ? value : undefined;
	const first = rows?.[0];
	if (rows === undefined || typeof first !== "object" || first === null || isList(first)) {
		return <div className="dw-card-line dw-mono">{cut(formatValue(value, MOST_TEXT), MOST_TEXT)}</div>;
	}
	const columns = Object.keys(first).slice(0, MOST_COLUMNS);
	return (
		<>
			<div className="dw-card-line">{`${rows.length} rows × ${Object.keys(first).length} columns`}</div>
			<table className="dw-mono">
				<tbody>
					<tr>
						{columns.map((column) => (
							<th key={column}>{cut(column, 12)}</th>
						))}
					</tr>
					{rows.slice(0, MOST_ROWS).map((row, index) => (
						// biome-ignore lint/suspicious/noArrayIndexKey: a row is its place.
						<tr key={index}>
							{columns.map((column) => (
								<td key={column}>{cut(formatValue(valueAt(row, column) ?? null, 12), 12)}</td>
							))}
						</tr>
					))}
				</tbody>
			</table>
		</>
	);
}

function kindOf(value: Json): string {
	if (asFile(value) !== undefined) return "file";
	if (isList(value)) return "list";
	if (value === null) return "none";
	return typeof value === "object" ? "record" : typeof value;
}
