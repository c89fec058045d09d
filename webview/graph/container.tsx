import type { GraphNode } from "@dagwright/core";
import { formatNumber } from "../format.ts";
import { usePanel } from "../panel/context.tsx";
import { countOf, kindWords, type ShownStatus, statusIcon } from "./describe.ts";
import { Icon } from "./icon.tsx";
import { type Rounds, roundsOf } from "./rounds.ts";

/** The header of a group or loop; its children are nodes of their own, drawn over its body. Collapsed: a cell per job. */
export function ContainerBody(props: {
	readonly node: GraphNode;
	readonly status: ShownStatus;
	readonly collapsed: boolean;
}) {
	const { node, status, collapsed } = props;
	const panel = usePanel();
	const inside = panel.graph.children(node.id);
	const done = inside.filter((child) => child.status === "succeeded" || child.status === "cached").length;
	const rounds = node.kind === "loop" ? roundsOf(node) : undefined;
	const round = node.kind === "loop" ? loopRound(node) : undefined;
	return (
		<>
			<div className="dw-head">
				<Icon name={node.kind === "loop" && status !== "failed" ? "loop" : statusIcon(status)} className="dw-status" />
				<span className="dw-name">{node.name}</span>
				<span className="dw-type dw-shrink">
					{node.kind === "loop" ? (
						<>
							{node.detail === undefined ? "loop" : null}
							<span className="dw-mono">{node.detail}</span>
						</>
					) : (
						`${kindWords(node.kind)}, ${countOf(inside.length, "job")}`
					)}
				</span>
				<span className="dw-space" />
				{round === undefined ? null : <Pips done={round.done} total={round.total} running={status === "running"} />}
				<b className="dw-count">
					{round === undefined
						? status === "pending"
							? ""
							: `${done}/${inside.length}`
						: `${round.done}/${round.total}`}
				</b>
				<button
					type="button"
					tabIndex={-1}
					className="dw-fold"
					aria-label={collapsed ? `Expand ${node.name}` : `Collapse ${node.name}`}
					onClick={(event) => {
						event.stopPropagation();
						panel.toggleCollapsed(node.id);
					}}
				>
					<Icon name={collapsed ? "chevr" : "chev"} size={12} />
				</button>
			</div>
			{rounds === undefined || collapsed ? null : <RoundBars rounds={rounds} />}
			{collapsed ? (
				<div className="dw-cells dw-cells-tiny">
					{inside.slice(0, 24).map((child) => (
						<i key={child.id} className={`dw-cell st-${child.status}`} />
					))}
				</div>
			) : null}
		</>
	);
}

/** At the foot of the loop: a bar for each round, the line is what `until` asks for. */
function RoundBars({ rounds: { name, values, limit } }: { readonly rounds: Rounds }) {
	const highest = Math.max(...values, limit ?? 0, Number.MIN_VALUE);
	const height = (value: number) => Math.max(1, Math.round((Math.max(0, value) / highest) * BARS));
	const last = values.at(-1);
	return (
		<div className="dw-rounds" title={`${name} after each round`}>
			<span>{name}</span>
			<svg width={values.length * 9} height={BARS} aria-hidden="true">
				{values.map((value, index) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: a round is its place.
					<rect key={index} x={index * 9} y={BARS - height(value)} width="6" height={height(value)} />
				))}
				{limit === undefined ? null : (
					<line x1="0" x2={values.length * 9} y1={BARS - height(limit) + 0.5} y2={BARS - height(limit) + 0.5} />
				)}
			</svg>
			<b>{last === undefined ? "" : formatNumber(last)}</b>
		</div>
	);
}

/** px */
const BARS = 14;

/** Rounds that were run, of the most there may be. */
function loopRound(node: GraphNode): { readonly done: number; readonly total: number } | undefined {
	const total = node.attempts;
	return total === undefined ? undefined : { done: node.instances?.length ?? node.attempt ?? 0, total };
}

function Pips(props: { readonly done: number; readonly total: number; readonly running: boolean }) {
	return (
		<span className="dw-pips">
			{Array.from({ length: Math.min(12, props.total) }, (_, turn) => {
				const current = props.running && turn === props.done - 1;
				// biome-ignore lint/suspicious/noArrayIndexKey: a turn is its place.
				return <i key={turn} className={current ? "now" : turn < props.done ? "done" : ""} />;
			})}
		</span>
	);
}
