import { type GraphNode, type InstanceView, roundName, roundWords } from "@dagwright/core";
import { formatNumber } from "../format.ts";
import { usePanel } from "../panel/context.tsx";
import { roundsBeside, shownInstance } from "../store/instances.ts";
import { countOf, kindWords, type ShownStatus, statusIcon, statusWords } from "./describe.ts";
import { Icon } from "./icon.tsx";
import { conditionOf, countRounds, type Rounds, roundsOf } from "./rounds.ts";

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
	const shown = shownInstance(node, panel.getState().chosen.get(node.id));
	const turns = node.kind === "loop" ? { ...node, instances: roundsBeside(node, shown) } : undefined;
	const rounds = turns === undefined ? undefined : roundsOf(turns);
	const round = countRounds(node, shown);
	const text = node.kind === "loop" ? conditionOf(node.detail ?? "") : "";
	return (
		<>
			<div className="dw-head">
				<Icon name={node.kind === "loop" && status !== "failed" ? "loop" : statusIcon(status)} className="dw-status" />
				<span className="dw-name">{node.name}</span>
				<span className="dw-type dw-shrink">
					{node.kind === "loop" ? (
						<>
							{text === "" ? "loop" : "until "}
							<span className="dw-mono">{text}</span>
						</>
					) : (
						`${kindWords(node.kind)}, ${countOf(inside.length, "job")}`
					)}
				</span>
				<span className="dw-space" />
				{round === undefined ? null : (
					<Pips id={node.id} rounds={turns?.instances ?? []} most={round.most} shown={shown?.path} />
				)}
				{round === undefined ? (
					<b className="dw-count">{status === "pending" ? "" : `${done}/${inside.length}`}</b>
				) : (
					<b className={round.unconverged ? "dw-count dw-unconverged" : "dw-count"} title={roundWords(round)}>
						{round.begun === 0 ? `max ${round.most}` : `${round.begun}/${round.most}`}
						{round.unconverged ? " not converged" : ""}
					</b>
				)}
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

/** One for each round that there may be; a click draws the loop as it is in that round. */
function Pips(props: {
	readonly id: string;
	readonly rounds: readonly InstanceView[];
	readonly most: number;
	readonly shown: string | undefined;
}) {
	const { id, rounds, most, shown } = props;
	const panel = usePanel();
	// Of more rounds than there is room for, the last ones.
	const first = Math.max(0, Math.max(rounds.length, Math.min(most, MOST_PIPS)) - MOST_PIPS);
	return (
		<span className="dw-pips">
			{Array.from({ length: Math.min(MOST_PIPS, most) }, (_, index) => {
				const turn = first + index;
				const round = rounds[turn];
				// biome-ignore lint/suspicious/noArrayIndexKey: a turn is its place.
				if (round === undefined) return <i key={index} />;
				const mark = round.path === shown && rounds.length > 1 ? " shown" : "";
				return (
					// biome-ignore lint/a11y/noStaticElementInteractions: the inspector lists the rounds for the keyboard.
					// biome-ignore lint/a11y/useKeyWithClickEvents: as above.
					<i
						key={round.path}
						className={`st-${round.status} begun${mark}`}
						title={`${roundName(turn + 1)}, ${statusWords(round.status)}`}
						onClick={(event) => {
							event.stopPropagation();
							panel.choose(id, round.path);
						}}
					/>
				);
			})}
		</span>
	);
}

const MOST_PIPS = 12;
