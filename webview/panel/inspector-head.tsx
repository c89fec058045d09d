import { type GraphNode, type InstanceView, roundName, roundNumber } from "@dagwright/core";
import { formatDuration, formatTime } from "../format.ts";
import { kindWords, type ShownStatus, statusIcon, statusWords, typeIcon } from "../graph/describe.ts";
import { Icon } from "../graph/icon.tsx";
import { useNow, usePanel } from "./context.tsx";
import { instanceName, instanceNoun } from "./instances.tsx";

/** Where it belongs, its name and its status. */
export function Head(props: {
	readonly node: GraphNode;
	readonly instance: InstanceView | undefined;
	readonly status: ShownStatus;
}) {
	const { node, instance, status } = props;
	const panel = usePanel();
	const sample = panel.graph.sample(instance?.path ?? node.id);
	const progress = status === "running" ? sample?.progress : undefined;
	const index = instance === undefined ? -1 : (node.instances?.indexOf(instance) ?? -1);
	return (
		<section className={`dw-inspector-head st-${status}`}>
			<div className="dw-crumbs">
				<Icon name={typeIcon(node)} size={12} />
				<span>{node.type ?? kindWords(node.kind)}</span>
				{node.parent === undefined ? null : <span>{`in ${node.parent}`}</span>}
				{index < 0 ? null : (
					<>
						<Icon name="chevr" size={12} />
						<button type="button" className="dw-link" onClick={() => panel.select(node.id, "pointer")}>
							{node.name}
						</button>
						<span>
							{node.max_rounds === undefined || instance === undefined
								? `${instanceNoun(node)} ${index + 1} of ${node.instances?.length ?? 0}`
								: roundName(roundNumber(instance.path), node.max_rounds)}
						</span>
					</>
				)}
				<span className="dw-space" />
				<button
					type="button"
					className="dw-tool"
					aria-label="Go to the text (F12)"
					title="Go to the text (F12)"
					onClick={() => panel.post({ type: "reveal", job: node.id })}
				>
					<Icon name="code" size={14} />
				</button>
				<button
					type="button"
					className="dw-tool"
					aria-label="Close the inspector (i)"
					title="Close the inspector (i)"
					onClick={() => panel.change({ showInspector: false })}
				>
					<Icon name="close" size={14} />
				</button>
			</div>
			<div className="dw-inspector-title">
				<Icon name={statusIcon(status)} className="dw-status" />
				<b className={instance === undefined ? undefined : "dw-mono"}>
					{instance === undefined ? node.name : instanceName(node, instance)}
				</b>
				<span className="dw-space" />
				<span className="dw-state">
					{(instance ?? node).approval?.about === "outcome" && status === "waiting"
						? "unknown outcome"
						: progress === undefined
							? statusWords(status)
							: `${Math.round(progress * 100)}%`}
				</span>
			</div>
			{progress === undefined ? null : <progress className="dw-meter" value={progress} />}
		</section>
	);
}

/** When it ran, and which attempt it is. */
export function Times(props: {
	readonly shown: Pick<GraphNode, "status" | "started" | "ended" | "attempt" | "retry_at" | "fallback">;
	readonly attempts: number | undefined;
}) {
	const { shown, attempts } = props;
	const now = useNow(shown.started !== undefined && shown.ended === undefined);
	const rows: (readonly [string, string])[] = [];
	if (shown.started !== undefined) {
		rows.push([shown.status === "waiting" ? "asked" : "started", formatTime(shown.started, true)]);
		if (shown.ended !== undefined) rows.push(["ended", formatTime(shown.ended, true)]);
		rows.push([
			shown.ended !== undefined ? "took" : shown.status === "waiting" ? "waiting for" : "running for",
			formatDuration((shown.ended ?? now) - shown.started),
		]);
	}
	if (shown.attempt !== undefined) {
		const count = attempts !== undefined && attempts > 1 ? `${shown.attempt} of ${attempts}` : String(shown.attempt);
		rows.push(["attempt", shown.fallback === true ? `${shown.attempt}, the fallback` : count]);
	}
	if (shown.status === "retrying" && shown.retry_at !== undefined)
		rows.push(["next attempt", formatTime(shown.retry_at, true)]);
	return rows.length === 0 ? null : (
		<section>
			<dl className="dw-times">
				{rows.map(([name, text]) => (
					<div key={name}>
						<dt>{name}</dt>
						<dd>{text}</dd>
					</div>
				))}
			</dl>
		</section>
	);
}
