import { type GraphNode, type InstanceView, type JobError, ownLog } from "@dagwright/core";
import { formatValue } from "../format.ts";
import type { ShownStatus } from "../graph/describe.ts";
import { valueAt } from "../graph/value-at.ts";
import { Approval } from "./approval.tsx";
import { useNodeUpdates, usePanel, usePanelValue } from "./context.tsx";
import { Head, Times } from "./inspector-head.tsx";
import { Instances } from "./instances.tsx";
import { Values } from "./values.tsx";

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
	const shownPath = instance?.path ?? panel.pathOf(id);
	const approval = shown.approval;
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
			{error === undefined ? null : <ErrorSection error={error} path={shownPath} />}
			{approval === undefined || shown.status !== "waiting" ? null : (
				<Approval key={shownPath} path={shownPath} approval={approval} />
			)}
			{node.instances !== undefined && (instance === undefined || node.kind === "loop") ? (
				<Instances node={node} />
			) : null}
			<Actions node={node} path={shownPath} />
			<Inputs id={id} bindings={instance?.bindings} />
			{value === undefined || (node.kind === "fan_out" && instance === undefined) ? null : (
				<Values title={valueTitle(node)} value={value} />
			)}
			<Samples path={shownPath} />
		</>
	);
}

/** What can be done with a job of a run that is over. */
function Actions({ node, path }: { readonly node: GraphNode; readonly path: string }) {
	const panel = usePanel();
	const finished = usePanelValue((state) => state.run?.status === "finished");
	const isJob = !["let", "output", "rollback", "hook"].includes(node.kind);
	if (!finished || !isJob) return null;
	// A fork begins with a job of the workflow itself, with all that is in it.
	const job = node.id.split(/[./]/, 1)[0] ?? node.id;
	return (
		<section className="dw-choices dw-actions">
			{node.status === "failed" || node.status === "cancelled" ? (
				<button type="button" className="dw-button" onClick={() => panel.post({ type: "retry", path })}>
					{`Retry ${path}`}
				</button>
			) : null}
			<button type="button" className="dw-button" onClick={() => panel.post({ type: "fork", job })}>
				{job === node.id ? "Fork from here…" : `Fork from ${job}…`}
			</button>
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
