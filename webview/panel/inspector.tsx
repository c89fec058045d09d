import { type GraphNode, type InstanceView, type JobError, ownLog } from "@dagwright/core";
import { useState } from "react";
import { formatBindings, formatDuration, formatTime, formatValue } from "../format.ts";
import { kindWords, type ShownStatus, statusIcon, statusWords, tally, typeIcon } from "../graph/describe.ts";
import { Icon } from "../graph/icon.tsx";
import { valueAt } from "../graph/value-at.ts";
import { useNodeUpdates, useNow, usePanel, usePanelValue } from "./context.tsx";
import { Values } from "./values.tsx";

const MOST_ROWS = 200;

/** What is known of the selected node, docked beside the graph (below it where there is little room). */
export function Inspector() {
	const selected = usePanelValue((state) => state.selected);
	return (
		<aside className="dw-inspector" aria-label="Inspector">
			{selected === undefined ? (
				<p className="dw-none">Choose a job to see its times, values and errors.</p>
			) : (
				<Selected id={selected} />
			)}
		</aside>
	);
}

function Selected({ id }: { readonly id: string }) {
	const panel = usePanel();
	const graph = useNodeUpdates(id);
	const path = usePanelValue((state) => state.instance);
	const node = graph.node(id);
	if (node === undefined) return <p className="dw-none">This job is no longer in the text.</p>;
	const instance = path === undefined ? undefined : node.instances?.find((each) => each.path === path);
	const problem = panel.problemOf(id);
	const status: ShownStatus = problem === undefined ? (instance?.status ?? node.status) : "broken";
	const shown = instance ?? node;
	const value = instance?.outputs ?? node.value;
	const error = instance === undefined ? node.error : instance.error;
	return (
		<>
			<Head node={node} instance={instance} status={status} />
			<Times shown={shown} attempts={node.attempts} />
			{problem === undefined ? null : (
				<section>
					<h3>Text</h3>
					<p className="dw-problem">{problem.message}</p>
				</section>
			)}
			{error === undefined ? null : <ErrorSection error={error} path={instance?.path ?? id} />}
			{node.kind === "fan_out" && instance === undefined && node.instances !== undefined ? (
				<Instances node={node} />
			) : null}
			<Inputs id={id} bindings={instance?.bindings} />
			{value === undefined || (node.kind === "fan_out" && instance === undefined) ? null : (
				<Values title={valueTitle(node)} value={value} />
			)}
			<Samples path={instance?.path ?? id} />
		</>
	);
}

function Head(props: {
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
						<span>{`instance ${index + 1} of ${node.instances?.length ?? 0}`}</span>
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
					{instance === undefined ? node.name : formatBindings(instance.bindings)}
				</b>
				<span className="dw-space" />
				<span className="dw-state">
					{progress === undefined ? statusWords(status) : `${Math.round(progress * 100)}%`}
				</span>
			</div>
			{progress === undefined ? null : <progress className="dw-meter" value={progress} />}
		</section>
	);
}

function Times(props: {
	readonly shown: Pick<GraphNode, "status" | "started" | "ended" | "attempt" | "retry_at">;
	readonly attempts: number | undefined;
}) {
	const { shown, attempts } = props;
	const now = useNow(shown.started !== undefined && shown.ended === undefined);
	const rows: (readonly [string, string])[] = [];
	if (shown.started !== undefined) {
		rows.push(["started", formatTime(shown.started, true)]);
		if (shown.ended !== undefined) rows.push(["ended", formatTime(shown.ended, true)]);
		rows.push([
			shown.ended === undefined ? "running for" : "took",
			formatDuration((shown.ended ?? now) - shown.started),
		]);
	}
	if (shown.attempt !== undefined)
		rows.push([
			"attempt",
			attempts !== undefined && attempts > 1 ? `${shown.attempt} of ${attempts}` : String(shown.attempt),
		]);
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

function ErrorSection({ error, path }: { readonly error: JobError; readonly path: string }) {
	const panel = usePanel();
	const log = ownLog(error);
	const facts = [
		...(error.kind === "exit" && error.exit_code !== undefined ? [] : [error.kind]),
		...(error.exit_code === undefined ? [] : [`exit code ${error.exit_code}`]),
		...(error.signal === undefined ? [] : [error.signal]),
	];
	return (
		<section className="st-failed">
			<h3>
				Error<span>{facts.join(", ")}</span>
			</h3>
			<p className="dw-problem">{error.message}</p>
			{log === "" ? null : <pre className="dw-log">{log}</pre>}
			<button type="button" className="dw-button" onClick={() => panel.post({ type: "show_log", instance: path })}>
				Show the log
			</button>
		</section>
	);
}

function Instances({ node }: { readonly node: GraphNode }) {
	const panel = usePanel();
	const [all, setAll] = useState(false);
	const instances = node.instances ?? [];
	// Failures first: they are what one looks for here.
	const sorted = [...instances].sort((a, b) => Number(b.status === "failed") - Number(a.status === "failed"));
	const { done, total, failed } = tally(instances);
	const rows = all ? sorted : sorted.slice(0, 24);
	return (
		<section>
			<h3>
				Instances<span>{`${done} of ${total} done${failed > 0 ? `, ${failed} failed` : ""}`}</span>
			</h3>
			{rows.slice(0, MOST_ROWS).map((each) => (
				<button
					key={each.path}
					type="button"
					className={`dw-row st-${each.status}`}
					onClick={() => panel.select(node.id, "pointer", each.path)}
				>
					<Icon name={statusIcon(each.status)} size={14} className="dw-status" />
					<span className="dw-mono">{formatBindings(each.bindings) || each.path}</span>
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

/** What it reads: its bindings, and each output of another job that an edge carries here. */
function Inputs({ id, bindings }: { readonly id: string; readonly bindings: InstanceView["bindings"] | undefined }) {
	const { graph } = usePanel();
	const rows = Object.entries(bindings ?? {}).map(([name, value]) => ({ name, text: formatValue(value, 80) }));
	for (const edge of graph.incoming(id)) {
		const source = graph.node(edge.from);
		if (source === undefined || edge.kind !== "data") continue;
		for (const label of edge.labels.length === 0 ? [""] : edge.labels) {
			const value =
				source.value === undefined
					? undefined
					: valueAt(source.value, label.startsWith(`${source.name}.`) ? label.slice(source.name.length + 1) : label);
			const name =
				label === "" || label.startsWith(`${source.name}.`) ? label || source.name : `${source.name}.${label}`;
			rows.push({ name, text: value === undefined ? "not yet" : formatValue(value, 80) });
		}
	}
	return rows.length === 0 ? null : (
		<section>
			<h3>Inputs</h3>
			<dl className="dw-values dw-mono">
				{rows.map(({ name, text }) => (
					<div key={name}>
						<dt>{name}</dt>
						<dd className={text === "not yet" ? "dw-muted" : undefined}>{text}</dd>
					</div>
				))}
			</dl>
		</section>
	);
}

function Samples({ path }: { readonly path: string }) {
	const { graph } = usePanel();
	const metrics = Object.entries(graph.sample(path)?.metrics ?? {});
	return metrics.length === 0 ? null : (
		<section>
			<h3>
				Metrics<span>latest</span>
			</h3>
			<dl className="dw-values dw-mono">
				{metrics.map(([name, value]) => (
					<div key={name}>
						<dt>{name}</dt>
						<dd>{formatValue(value)}</dd>
					</div>
				))}
			</dl>
		</section>
	);
}

function valueTitle(node: GraphNode): string {
	return node.kind === "let" || node.kind === "output" ? "Value" : "Outputs";
}
