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
			if (panel.state.asking !== undefined) panel.ask(undefined);
			else if (selected === undefined) panel.leave();
			else panel.select(panel.graph.node(selected)?.parent, "keyboard");
			return true;
		case "a":
		case "x":
			return answer(panel, event.key === "a" ? "approved" : "rejected");
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

/** Asks once more, in the inspector, before the selected approval is answered; false where nothing waits for people. */
function answer(panel: PanelStore, decision: "approved" | "rejected"): boolean {
	const { selected, instance } = panel.state;
	const node = selected === undefined ? undefined : panel.graph.node(selected);
	const waiting = node?.instances?.filter(({ approval }) => approval !== undefined) ?? [];
	const chosen = waiting.find(({ path }) => path === instance) ?? (waiting.length === 1 ? waiting[0] : undefined);
	const path = chosen?.path ?? (node?.approval === undefined ? undefined : panel.pathOf(node.id));
	if (node === undefined || path === undefined || (chosen ?? node).approval?.about !== "approval") return false;
	if (chosen !== undefined) panel.select(node.id, "pointer", chosen.path);
	panel.ask({ instance: path, decision });
	return true;
}

/** Into a called workflow or a container (unfolding it), or the inspector of anything else. */
function open(panel: PanelStore): void {
	const { selected, collapsed } = panel.state;
	if (selected === undefined) return;
	const inside = panel.graph.children(selected);
	if (panel.graph.node(selected)?.kind === "call") panel.open(selected);
	else if (collapsed.has(selected)) panel.toggleCollapsed(selected);
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
