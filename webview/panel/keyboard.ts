import type { GraphControls } from "../graph/graph.tsx";
import { type ArrowKey, neighbour } from "../graph/neighbour.ts";
import type { PanelStore } from "../store/panel-store.ts";

/** What the keys do beside changing the store. */
export interface KeyTargets {
	readonly controls: GraphControls | undefined;
	focusSearch(): void;
}

/** Handles a key of the design's keyboard table; true when it was one. Keys typed into a field are left alone. */
export function handleKey(event: KeyboardEvent, panel: PanelStore, targets: KeyTargets): boolean {
	if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return false;
	const { controls } = targets;
	const { selected } = panel.state;
	switch (event.key) {
		case "ArrowUp":
		case "ArrowDown":
		case "ArrowLeft":
		case "ArrowRight":
			move(panel, controls, event.key);
			return true;
		case "Enter":
			if (isControl(event.target)) return false;
			open(panel);
			return true;
		case "Escape":
			panel.select(selected === undefined ? undefined : panel.graph.node(selected)?.parent, "keyboard");
			return true;
		case "F12":
			if (selected !== undefined) panel.post({ type: "reveal", job: selected });
			return true;
		case "/":
			targets.focusSearch();
			return true;
		case "f":
			controls?.fit();
			return true;
		case "F":
			controls?.fitSelected();
			return true;
		case "+":
		case "=":
			controls?.zoom(1.25);
			return true;
		case "-":
			controls?.zoom(0.8);
			return true;
		case "c":
			panel.change({ showCritical: !panel.state.showCritical });
			return true;
		case "d":
			panel.change({ direction: panel.state.direction === "down" ? "right" : "down" });
			return true;
		case "i":
			panel.change({ showInspector: !panel.state.showInspector });
			return true;
		default:
			return false;
	}
}

function move(panel: PanelStore, controls: GraphControls | undefined, key: ArrowKey): void {
	const layout = controls?.layout();
	const { selected } = panel.state;
	const next =
		selected === undefined || layout === undefined
			? panel.graph.view.nodes[0]?.id
			: neighbour(panel.graph, layout, selected, key);
	if (next !== undefined) panel.select(next, "keyboard");
}

/** Into a container (unfolding it), or the inspector of anything else. */
function open(panel: PanelStore): void {
	const { selected, collapsed } = panel.state;
	if (selected === undefined) return;
	const inside = panel.graph.children(selected);
	if (collapsed.has(selected)) panel.toggleCollapsed(selected);
	else if (inside[0] !== undefined) panel.select(inside[0].id, "keyboard");
	else panel.change({ showInspector: true });
}

function isTyping(target: EventTarget | null): boolean {
	return (
		target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
	);
}

function isControl(target: EventTarget | null): boolean {
	return target instanceof HTMLElement && target.closest("button, summary, a") !== null;
}
