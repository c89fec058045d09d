import type { NodeStatus } from "@dagwright/core";
import { type RefObject, useState } from "react";
import { formatDuration } from "../format.ts";
import { statusIcon } from "../graph/describe.ts";
import type { GraphControls } from "../graph/graph.tsx";
import { Icon, type IconName } from "../graph/icon.tsx";
import type { PanelState } from "../store/panel-state.ts";
import { useNow, usePanel, usePanelState } from "./context.tsx";
import { Search } from "./search.tsx";

/** Status, run controls, search and view controls: 44 px above the graph. */
export function Toolbar(props: {
	readonly controls: GraphControls | undefined;
	readonly zoom: RefObject<HTMLSpanElement | null>;
	readonly search: RefObject<HTMLInputElement | null>;
}) {
	const panel = usePanel();
	const state = usePanelState();
	const running = state.run !== undefined && state.run.status !== "finished";
	const [more, setMore] = useState(false);
	const runnable = state.hasPlan && !running && !state.problems.some((problem) => problem.severity === "error");
	return (
		<header className="dw-toolbar">
			<RunTitle state={state} />
			<i className="dw-rule" />
			{state.run?.status === "paused" ? (
				<Tool icon="play" name="Resume the run" onClick={() => panel.post({ type: "resume" })} />
			) : (
				<Tool icon="play" name="Run" disabled={!runnable} onClick={() => panel.post({ type: "run" })} />
			)}
			<Tool
				icon="pause"
				name="Pause the run"
				disabled={state.run?.status !== "running"}
				onClick={() => panel.post({ type: "pause" })}
			/>
			<Tool icon="stop" name="Cancel the run" disabled={!running} onClick={() => panel.post({ type: "cancel" })} />
			<span className="dw-space" />
			<Search input={props.search} />
			<span className="dw-view-tools" data-open={more}>
				<Tool
					icon="path"
					name="Critical path (c)"
					pressed={state.showCritical}
					onClick={() => panel.change({ showCritical: !state.showCritical })}
				/>
				<span className="dw-seg">
					<Tool
						icon="down"
						name="Top to bottom (d)"
						pressed={state.direction === "down"}
						onClick={() => panel.change({ direction: "down" })}
					/>
					<Tool
						icon="right"
						name="Left to right (d)"
						pressed={state.direction === "right"}
						onClick={() => panel.change({ direction: "right" })}
					/>
				</span>
				<span className="dw-zoom">
					<Tool icon="minus" name="Zoom out (-)" onClick={() => props.controls?.zoom(0.8)} />
					<span className="dw-zoom-text" ref={props.zoom}>
						100%
					</span>
					<Tool icon="plus" name="Zoom in (+)" onClick={() => props.controls?.zoom(1.25)} />
					<Tool icon="fit" name="Fit the graph (f)" onClick={() => props.controls?.fit()} />
				</span>
			</span>
			<span className="dw-more">
				<Tool icon="more" name="More" pressed={more} onClick={() => setMore(!more)} />
			</span>
			<Tool
				icon="panel"
				name="Inspector (i)"
				pressed={state.showInspector}
				onClick={() => panel.change({ showInspector: !state.showInspector })}
			/>
		</header>
	);
}

function RunTitle({ state }: { readonly state: PanelState }) {
	const { run } = state;
	const ongoing = run !== undefined && run.status !== "finished";
	const now = useNow(ongoing && state.connected);
	const status = runStatus(run);
	return (
		<div className={`dw-title st-${status}`}>
			<Icon name={state.hasPlan ? statusIcon(status) : "logo"} className="dw-status" />
			<b title={state.file}>{state.workflow === "" ? "Dagwright" : state.workflow}</b>
			{run === undefined ? (
				state.hasPlan ? (
					<span className="dw-muted">not run</span>
				) : null
			) : (
				<>
					<span className="dw-muted dw-run-id">{`run ${run.id}`}</span>
					<span className="dw-run-time">{formatDuration((run.ended ?? now) - run.started)}</span>
					<span className="dw-muted dw-run-words">{runWords(run)}</span>
				</>
			)}
			{state.textChanged ? <span className="dw-tag">text changed since</span> : null}
		</div>
	);
}

function runStatus(run: PanelState["run"]): NodeStatus {
	if (run === undefined) return "pending";
	if (run.status !== "finished") return run.status === "paused" ? "held" : "running";
	switch (run.result) {
		case "failed":
			return "failed";
		case "cancelled":
			return "cancelled";
		default:
			return "succeeded";
	}
}

function runWords(run: NonNullable<PanelState["run"]>): string {
	if (run.status !== "finished") return run.status === "running" ? "" : run.status;
	return run.result === "succeeded_with_warnings" ? "succeeded, with warnings" : (run.result ?? "");
}

function Tool(props: {
	readonly icon: IconName;
	readonly name: string;
	readonly onClick: () => void;
	readonly disabled?: boolean;
	readonly pressed?: boolean;
}) {
	return (
		<button
			type="button"
			className="dw-tool"
			aria-label={props.name}
			title={props.name}
			disabled={props.disabled}
			aria-pressed={props.pressed}
			onClick={props.onClick}
		>
			<Icon name={props.icon} />
		</button>
	);
}
