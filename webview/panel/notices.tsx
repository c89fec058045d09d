import { useEffect, useState } from "react";
import { formatTime } from "../format.ts";
import { countOf } from "../graph/describe.ts";
import type { PanelState } from "../store/panel-state.ts";
import { isFor } from "./approval-words.ts";
import { usePanel, usePanelState } from "./context.tsx";

/** Bars above the graph: what is wrong, and what to do next. The most pressing one only. */
export function Notice() {
	const panel = usePanel();
	const state = usePanelState();
	if (!state.connected) return <Lost state={state} />;
	if (state.behind > 0) {
		return <div className="dw-bar" role="status">{`Catching up, ${countOf(state.behind, "event")}…`}</div>;
	}
	const errors = state.problems.filter((problem) => problem.severity === "error");
	const first = errors[0];
	if (!state.hasPlan) return null;
	if (first === undefined) return state.run === undefined ? <NotRun state={state} /> : <ForYou />;
	// A cycle is reported at each of its edges, with the same sentence.
	const cycle = errors.every((problem) => problem.code === "dag/cycle");
	const text = cycle
		? first.message
		: `${countOf(errors.length, "problem")}. The graph shows what could be understood.`;
	return (
		<div className="dw-bar dw-bar-fail" role="status">
			<span>{text}</span>
			<button
				type="button"
				className="dw-button"
				onClick={() => panel.post({ type: "reveal_problem", index: state.problems.indexOf(first) })}
			>
				{cycle ? "Show" : "Go to first"}
			</button>
		</div>
	);
}

/** Nothing is heard of the run any more: its engine is gone, or out of reach. */
function Lost({ state: { lostSince, engineEnded } }: { readonly state: PanelState }) {
	const panel = usePanel();
	const at = lostSince === undefined ? undefined : formatTime(lostSince);
	const text = engineEnded
		? `The engine ended${at === undefined ? "" : ` at ${at}`}, and the run is not over.`
		: `Not connected${at === undefined ? "" : ` since ${at}`}. The run goes on; this picture may be old.`;
	return (
		<div className="dw-bar dw-bar-warn" role="status">
			<span>{text}</span>
			<button
				type="button"
				className="dw-button"
				onClick={() => panel.post({ type: engineEnded ? "resume" : "resync" })}
			>
				{engineEnded ? "Resume" : "Reconnect"}
			</button>
		</div>
	);
}

/** An approval waits for the one who sits here, and is not what they look at. */
function ForYou() {
	const panel = usePanel();
	const { user, selected } = usePanelState();
	const waiting = panel.allNodes.filter((node) => {
		const asked = [node.approval, ...(node.instances ?? []).map(({ approval }) => approval)];
		return asked.some((approval) => approval !== undefined && isFor(approval, user));
	});
	const [first] = waiting;
	if (first === undefined || first.id === selected) return null;
	const more = waiting.length > 1 ? `, and ${countOf(waiting.length - 1, "more job")}` : "";
	return (
		<div className="dw-bar dw-bar-approve" role="status">
			<span>{`${first.id} waits for you${more}.`}</span>
			<button
				type="button"
				className="dw-button"
				onClick={() => {
					panel.find(first.id, "keyboard");
					panel.change({ showInspector: true });
				}}
			>
				Show
			</button>
		</div>
	);
}

/** What stands where there is no graph. */
export function EmptyState() {
	const panel = usePanel();
	const state = usePanelState();
	if (!state.heard) return <Loading />;
	if (!state.hasPlan) {
		const errors = state.problems.filter((problem) => problem.severity === "error");
		return (
			<div className="dw-empty">
				<p>{emptyText(state, errors.length)}</p>
				{state.file === undefined ? (
					<div className="dw-choices">
						<button type="button" className="dw-button dw-primary" onClick={() => panel.post({ type: "new_workflow" })}>
							New workflow
						</button>
						<button type="button" className="dw-button" onClick={() => panel.post({ type: "open_example" })}>
							Open example
						</button>
					</div>
				) : errors.length === 0 ? (
					<button
						type="button"
						className="dw-button dw-primary"
						onClick={() => panel.post({ type: "insert_workflow" })}
					>
						Insert workflow
					</button>
				) : null}
				{errors.length === 0 ? null : (
					<button
						type="button"
						className="dw-button"
						onClick={() =>
							panel.post({
								type: "reveal_problem",
								index: state.problems.findIndex((problem) => problem.severity === "error"),
							})
						}
					>
						Go to first
					</button>
				)}
			</div>
		);
	}
	return null;
}

/** The last layout in outline until the host has spoken; words only when that takes long. */
function Loading() {
	const { remembered } = usePanel();
	const [slow, setSlow] = useState(false);
	useEffect(() => {
		const timer = setTimeout(() => setSlow(true), SLOW);
		return () => clearTimeout(timer);
	}, []);
	const outline = remembered.outline;
	return (
		<div className="dw-empty dw-loading">
			{outline === undefined ? null : (
				<svg viewBox={`0 0 ${outline.width} ${outline.height}`} aria-hidden="true">
					{outline.boxes.map(([x, y, width, height]) => (
						<rect key={`${x} ${y}`} x={x} y={y} width={width} height={height} rx="6" />
					))}
				</svg>
			)}
			{slow ? <p role="status">{`Reading ${outline?.subject ?? "the workflow"}…`}</p> : null}
		</div>
	);
}

/** ms */
const SLOW = 400;

function NotRun({ state }: { readonly state: PanelState }) {
	const panel = usePanel();
	const jobs = panel.graph.view.nodes.filter((node) => !["let", "output", "rollback"].includes(node.kind)).length;
	return (
		<div className="dw-bar dw-bar-quiet">
			<span>{`${state.workflow} has not run yet. ${countOf(jobs, "job")}, checked.`}</span>
			<button type="button" className="dw-button dw-primary" onClick={() => panel.post({ type: "run" })}>
				Run
			</button>
		</div>
	);
}

function emptyText(state: PanelState, errors: number): string {
	if (state.file === undefined) return "Open a .dag file to see its graph.";
	if (errors > 0) return `${countOf(errors, "problem")}, and no workflow that could be understood.`;
	return "This file has no workflow yet.";
}

/** Tells screen readers when the selected node changes its status. */
export function LiveRegion({ text }: { readonly text: string }) {
	return (
		<div className="dw-live" aria-live="polite">
			{text}
		</div>
	);
}
