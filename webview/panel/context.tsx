import { createContext, useCallback, useContext, useEffect, useState, useSyncExternalStore } from "react";
import type { GraphStore } from "../store/graph-store.ts";
import type { PanelState } from "../store/panel-state.ts";
import type { PanelStore } from "../store/panel-store.ts";

const Context = createContext<PanelStore | undefined>(undefined);

/** Hands the store to everything inside. */
export const PanelProvider = Context.Provider;

/** The store of the panel. */
export function usePanel(): PanelStore {
	const store = useContext(Context);
	if (store === undefined) throw new Error("PanelProvider is missing");
	return store;
}

/** The state of everything but the graph; draws again after each change. */
export function usePanelState(): PanelState {
	const store = usePanel();
	return useSyncExternalStore(store.subscribe, store.getState, store.getState);
}

/** One part of the state; draws again only when that part is another. */
export function usePanelValue<Value>(select: (state: PanelState) => Value): Value {
	const store = usePanel();
	const read = () => select(store.getState());
	return useSyncExternalStore(store.subscribe, read, read);
}

/** The graph, for a component that shows one node of it and shall be drawn again only with that node. */
export function useNodeUpdates(id: string): GraphStore {
	const { graph } = usePanel();
	const version = useCallback(() => graph.version(id), [graph, id]);
	useSyncExternalStore(
		useCallback((listener: () => void) => graph.subscribeNode(id, listener), [graph, id]),
		version,
		version,
	);
	return graph;
}

const ticking = new Set<() => void>();
let ticker: ReturnType<typeof setInterval> | undefined;

/** The wall clock in UTC ms, once a second while `active`; all components share one timer. */
export function useNow(active: boolean): number {
	const [now, setNow] = useState(() => Date.now());
	useEffect(() => {
		if (!active) return;
		const tick = () => setNow(Date.now());
		tick();
		ticking.add(tick);
		ticker ??= setInterval(() => {
			for (const each of ticking) each();
		}, 1000);
		return () => {
			ticking.delete(tick);
			if (ticking.size > 0) return;
			clearInterval(ticker);
			ticker = undefined;
		};
	}, [active]);
	return now;
}
