import type { GraphNode } from "@dagwright/core";
import { usePanel } from "../panel/context.tsx";
import { countOf, kindWords, type ShownStatus, statusIcon } from "./describe.ts";
import { Icon } from "./icon.tsx";

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
