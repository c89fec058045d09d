import type { GraphNode } from "@dagwright/core";
import type { NodeProps } from "@xyflow/react";
import { memo, useEffect, useRef } from "react";
import { formatValue } from "../format.ts";
import { approvalCount, timeLeft, whoIsAsked } from "../panel/approval-words.ts";
import { useNodeUpdates, useNow, usePanel, usePanelValue } from "../panel/context.tsx";
import type { GraphStore } from "../store/graph-store.ts";
import { ContainerBody } from "./container.tsx";
import { cssVariable } from "./css-variable.ts";
import {
	countOf,
	nodeLabel,
	readNode,
	type ShownStatus,
	statusIcon,
	statusWords,
	tally,
	typeIcon,
} from "./describe.ts";
import { FanOutBody } from "./fan-out.tsx";
import { Icon } from "./icon.tsx";

/** A node of the graph. It subscribes to itself: React Flow only knows its id, place and size. */
export const NodeView = memo(function NodeView({ id }: NodeProps) {
	const panel = usePanel();
	const graph = useNodeUpdates(id);
	const node = graph.node(id);
	const element = useRef<HTMLDivElement>(null);
	const state = panel.getState();
	const selected = state.selected === id;
	const focusRequest = selected ? state.reveal : 0;
	useEffect(() => {
		// Not out of a field, and not while the user types in the text beside the panel.
		const free = document.activeElement === document.body || document.activeElement?.closest(".dw-pane") != null;
		if (focusRequest > 0 && free && document.hasFocus()) element.current?.focus({ preventScroll: true });
	}, [focusRequest]);
	if (node === undefined) return null;
	const problem = panel.problemOf(id);
	const status: ShownStatus = problem === undefined ? node.status : "broken";
	const collapsed = state.collapsed.has(id);
	const contains = collapsed || graph.hasChildren(id);
	const shape = contains ? (collapsed ? "collapsed" : "container") : node.kind;
	const classes = ["dw-node", `dw-k-${shape}`, `dw-kind-${node.kind}`, `st-${status}`];
	if (selected && state.instance === undefined) classes.push("dw-selected");
	const failures = node.instances !== undefined ? tally(node.instances).failed : contains ? 0 : (node.attempt ?? 1);
	return (
		// biome-ignore lint/a11y/useSemanticElements: a button may not hold the buttons of the cells.
		<div
			ref={element}
			className={classes.join(" ")}
			role="button"
			tabIndex={selected || (state.selected === undefined && graph.view.nodes[0]?.id === id) ? 0 : -1}
			aria-label={nodeLabel(node, status, problem?.message)}
			aria-pressed={selected}
			data-vscode-context={menuContext(node, panel.pathOf(id), graph.view.run !== undefined)}
		>
			{contains ? (
				<ContainerBody node={node} status={status} collapsed={collapsed} />
			) : node.kind === "fan_out" ? (
				<FanOutBody node={node} status={status} />
			) : node.kind === "let" || node.kind === "output" || node.kind === "rollback" ? (
				<PillBody node={node} status={status} />
			) : (
				<JobBody node={node} status={status} line={problem?.at.start.line} />
			)}
			{status === "failed" && failures > 1 ? <span className="dw-badge">{failures}</span> : null}
		</div>
	);
});

/** Icon, name over type, and what the status says at the right. At most 12 elements. */
function JobBody(props: { readonly node: GraphNode; readonly status: ShownStatus; readonly line: number | undefined }) {
	const { node, status } = props;
	const panel = usePanel();
	const { graph } = panel;
	const user = usePanelValue((state) => state.user);
	const now = useNow(status === "running" || status === "retrying" || status === "waiting");
	const sample = graph.sample(node.id);
	const current = sample?.attempt === (node.attempt ?? 1) ? sample : undefined;
	const waitsFor = graph.incoming(node.id).find((edge) => !hasEnded(graph.node(edge.from)?.status));
	const source = waitsFor === undefined ? undefined : graph.node(waitsFor.from)?.name;
	const outputs = countOutputs(node);
	const inside = graph.inside(node.id);
	const approval = node.approval ?? node.instances?.find((each) => each.approval !== undefined)?.approval;
	const reading =
		approval !== undefined && status === "waiting"
			? { value: `for ${whoIsAsked(approval, user)}`, detail: timeLeft(approval, now) }
			: status === "broken"
				? { detail: props.line === undefined ? "broken text" : `line ${props.line + 1}` }
				: readNode(node, now, {
						inRun: graph.view.run !== undefined,
						...(current !== undefined && { sample: current }),
						...(source !== undefined && { waitsFor: source }),
						...(outputs !== undefined && { outputs }),
					});
	const progress = status === "running" ? current?.progress : undefined;
	const copies = node.instances === undefined ? undefined : tally(node.instances);
	const value =
		copies !== undefined && approval === undefined
			? `${copies.done}/${copies.total}`
			: inside !== undefined && status === "running"
				? `${inside.done}/${inside.jobs}`
				: reading.value;
	const detail =
		node.kind === "hook" && reading.detail === node.detail
			? undefined
			: inside !== undefined && (reading.detail === undefined || status === "pending")
				? countOf(inside.jobs, "job")
				: reading.detail;
	const count = approval === undefined ? undefined : approvalCount(approval);
	return (
		<>
			<Icon
				name={node.kind === "approval" && status === "pending" ? "person" : statusIcon(status)}
				className="dw-status"
			/>
			<div className="dw-text">
				<span className="dw-name">{node.name}</span>
				<span className="dw-type">
					{node.kind === "approval" ? null : <Icon name={typeIcon(node)} size={12} />}
					<span>{count === undefined ? typeText(node) : `${count} approved`}</span>
				</span>
			</div>
			<div className="dw-reading">
				{value === undefined ? null : <b>{value}</b>}
				{detail}
			</div>
			{node.kind === "call" ? (
				<button
					type="button"
					tabIndex={-1}
					className="dw-open"
					aria-label={`Open ${node.name}`}
					title={`Open ${node.type ?? node.name} (Enter)`}
					onClick={(event) => {
						event.stopPropagation();
						panel.open(node.id);
					}}
				>
					<Icon name="chevr" size={12} />
				</button>
			) : null}
			{progress === undefined ? null : <i className="dw-progress" style={cssVariable("--p", `${progress * 100}%`)} />}
		</>
	);
}

/** A let shows its value, an output its own, a roll back what it would do. */
function PillBody({ node, status }: { readonly node: GraphNode; readonly status: ShownStatus }) {
	const { graph } = usePanel();
	const value = node.value === undefined ? undefined : formatValue(node.value, 40);
	const before =
		node.kind === "rollback" ? rollbackWords(node, graph) : node.kind === "output" ? "output" : node.detail;
	return (
		<>
			<Icon
				name={status === "broken" || status === "failed" || status === "running" ? statusIcon(status) : typeIcon(node)}
				size={14}
				className="dw-status"
			/>
			<span className="dw-name">{node.name}</span>
			<span
				className={`dw-reading${value !== undefined && node.kind !== "rollback" ? " dw-mono dw-value" : node.kind === "let" ? " dw-mono" : ""}`}
			>
				{node.kind === "rollback" ? before : (value ?? before)}
			</span>
		</>
	);
}

function typeText(node: GraphNode): string {
	const type = node.type ?? node.kind;
	if (node.kind === "approval") return node.detail === undefined ? "approval" : `approval · ${node.detail}`;
	if (node.kind === "hook" && node.detail !== undefined) return `${type}, ${node.detail}`;
	if (node.kind === "fan_in") return node.detail === undefined ? "fan-in" : `fan-in, ${node.detail}`;
	return type;
}

/** What a roll back is doing; before that, whether its job has armed it. */
function rollbackWords(node: GraphNode, graph: GraphStore): string {
	if (node.status === "skipped") return "not needed";
	if (node.status !== "pending") return node.status === "succeeded" ? "done" : statusWords(node.status);
	const of = graph.incoming(node.id)[0]?.from;
	return of !== undefined && graph.node(of)?.status === "succeeded" ? "armed" : (node.detail ?? node.type ?? "");
}

/** What VS Code's menu for this node knows of it. */
function menuContext(node: GraphNode, path: string, ran: boolean): string {
	const isJob = !["let", "output", "rollback", "hook"].includes(node.kind);
	return JSON.stringify({
		webviewSection: "node",
		preventDefaultContextMenuItems: true,
		dagJob: node.id,
		dagTop: !/[./]/.test(node.id),
		dagPath: path,
		dagRan: ran && isJob,
		dagFailed: ran && isJob && node.status === "failed",
		dagWaits: node.status === "waiting",
	});
}

function countOutputs(node: GraphNode): number | undefined {
	if (node.kind !== "job" || typeof node.value !== "object" || node.value === null || Array.isArray(node.value))
		return undefined;
	return Object.keys(node.value).length || undefined;
}

function hasEnded(status: GraphNode["status"] | undefined): boolean {
	return (
		status === undefined || ["succeeded", "cached", "skipped", "failed", "cancelled", "rolled_back"].includes(status)
	);
}
