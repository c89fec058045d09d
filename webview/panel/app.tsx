import type { Layout } from "@dagwright/layout";
import { ReactFlowProvider } from "@xyflow/react";
import { useCallback, useEffect, useRef, useState } from "react";
import { nodeLabel } from "../graph/describe.ts";
import { Graph, type GraphControls } from "../graph/graph.tsx";
import { IconSprite } from "../graph/icon.tsx";
import type { LayoutClient } from "../layout/layout-client.ts";
import type { PanelStore } from "../store/panel-store.ts";
import { outlineOf, type Remembered } from "../store/remembered.ts";
import { Breadcrumb } from "./breadcrumb.tsx";
import { PanelProvider, usePanel, usePanelValue } from "./context.tsx";
import { ErrorBoundary } from "./error-boundary.tsx";
import { Inspector } from "./inspector.tsx";
import { handleKey } from "./keyboard.ts";
import { EmptyState, LiveRegion, Notice } from "./notices.tsx";
import { Toolbar } from "./toolbar.tsx";

/** The whole panel. */
export function App(props: {
	readonly panel: PanelStore;
	readonly client: LayoutClient;
	/** Keeps what outlives the page. */
	readonly keep?: (part: Partial<Remembered>) => void;
}) {
	return (
		<PanelProvider value={props.panel}>
			<ReactFlowProvider>
				<IconSprite />
				<ErrorBoundary>
					<Panel client={props.client} keep={props.keep} />
				</ErrorBoundary>
			</ReactFlowProvider>
		</PanelProvider>
	);
}

function Panel(props: {
	readonly client: LayoutClient;
	readonly keep: ((part: Partial<Remembered>) => void) | undefined;
}) {
	const { client, keep } = props;
	const panel = usePanel();
	const inspector = usePanelValue((state) => state.showInspector && state.hasPlan);
	const [controls, setControls] = useState<GraphControls>();
	const search = useRef<HTMLInputElement>(null);
	const zoom = useRef<HTMLSpanElement>(null);
	const onZoom = useCallback((value: number) => {
		// Written past React: zooming shall draw nothing else.
		if (zoom.current !== null) zoom.current.textContent = `${Math.round(value * 100)}%`;
	}, []);
	const onLayout = useCallback(
		(layout: Layout) => {
			const { run, workflow } = panel.getState();
			const outline = outlineOf(layout, run === undefined ? workflow : `run ${run.id}`);
			if (outline !== undefined) keep?.({ outline });
		},
		[panel, keep],
	);
	useEffect(() => {
		const onKey = (event: KeyboardEvent) => {
			const handled = handleKey(event, panel, { controls, focusSearch: () => search.current?.focus() });
			if (handled) event.preventDefault();
		};
		window.addEventListener("keydown", onKey);
		return () => window.removeEventListener("keydown", onKey);
	}, [panel, controls]);
	return (
		<div className="dw-app" data-inspector={inspector ? "open" : "closed"}>
			<Toolbar controls={controls} zoom={zoom} search={search} />
			<main className="dw-main">
				<Notice />
				<div className="dw-stage">
					<Graph client={client} controls={setControls} onZoom={onZoom} onLayout={onLayout} />
					<Breadcrumb />
					<EmptyState />
				</div>
			</main>
			{inspector ? <Inspector /> : null}
			<SelectedStatus />
		</div>
	);
}

/** Says aloud when the selected node changes its status. */
function SelectedStatus() {
	const panel = usePanel();
	const selected = usePanelValue((state) => state.selected);
	const [text, setText] = useState("");
	useEffect(() => {
		if (selected === undefined) return;
		let status = panel.graph.node(selected)?.status;
		return panel.graph.subscribeNode(selected, () => {
			const node = panel.graph.node(selected);
			if (node === undefined || node.status === status) return;
			status = node.status;
			setText(nodeLabel(node, node.status, undefined));
		});
	}, [panel, selected]);
	return <LiveRegion text={text} />;
}
