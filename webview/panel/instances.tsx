import {
	type GraphNode,
	type InstanceView,
	roundName,
	roundNumber,
	roundWords,
	unconvergedWords,
} from "@dagwright/core";
import { useState } from "react";
import { formatBindings, formatDuration } from "../format.ts";
import { statusIcon, statusWords, tally } from "../graph/describe.ts";
import { Icon } from "../graph/icon.tsx";
import { countRounds } from "../graph/rounds.ts";
import { shownInstance } from "../store/instances.ts";
import { usePanel } from "./context.tsx";

const MOST_ROWS = 200;

/** The instances of a fan-out, the rounds of a loop: each can be chosen. */
export function Instances({ node }: { readonly node: GraphNode }) {
	const panel = usePanel();
	const [all, setAll] = useState(false);
	const instances = node.instances ?? [];
	// Failures first: they are what one looks for here.
	const sorted = [...instances].sort((a, b) => Number(b.status === "failed") - Number(a.status === "failed"));
	const { done, total, failed } = tally(instances);
	const rows = all ? sorted : sorted.slice(0, 24);
	const shown = shownInstance(node, panel.getState().chosen.get(node.id));
	const rounds = countRounds(node, shown);
	return (
		<section>
			<h3>
				{node.kind === "loop" ? "Rounds" : "Instances"}
				<span>
					{rounds === undefined
						? `${done} of ${total} done${failed > 0 ? `, ${failed} failed` : ""}`
						: roundWords(rounds)}
				</span>
			</h3>
			{rounds?.unconverged ? (
				<p className="dw-warning">{`It ${unconvergedWords(rounds.most)}: its until was never true.`}</p>
			) : null}
			{rows.slice(0, MOST_ROWS).map((each) => (
				<button
					key={each.path}
					type="button"
					className={`dw-row st-${each.status}`}
					aria-pressed={each.path === panel.getState().chosen.get(node.id)}
					onClick={() =>
						node.kind === "loop" || node.kind === "group" || node.kind === "call"
							? panel.choose(node.id, each.path)
							: panel.select(node.id, "pointer", each.path)
					}
				>
					<Icon name={statusIcon(each.status)} size={14} className="dw-status" />
					<span className="dw-mono">{instanceName(node, each)}</span>
					<em>
						{each.started === undefined || each.ended === undefined
							? statusWords(each.status)
							: formatDuration(each.ended - each.started)}
					</em>
				</button>
			))}
			{rows.length < instances.length ? (
				<button type="button" className="dw-link" onClick={() => setAll(true)}>
					{`Show all ${instances.length}`}
				</button>
			) : null}
		</section>
	);
}

/** What people call one of a node's instances: a loop has rounds. */
export function instanceNoun({ kind }: Pick<GraphNode, "kind">): "round" | "instance" {
	return kind === "loop" ? "round" : "instance";
}

/** `lr 1e-4, bs 32`, or `round 3`; paths count from 0, people from 1. */
export function instanceName(node: GraphNode, instance: InstanceView): string {
	const bindings = formatBindings(instance.bindings);
	if (node.kind !== "loop") return bindings || instance.path;
	const round = roundName(roundNumber(instance.path));
	return bindings === "" ? round : `${round}, ${bindings}`;
}
