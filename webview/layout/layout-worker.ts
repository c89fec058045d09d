import type { Layout, LayoutRequest } from "@dagwright/layout";
import { layout } from "@dagwright/layout";

/** What the worker is sent, and what it answers. */
export interface LayoutJob {
	readonly id: number;
	readonly request: LayoutRequest;
}

export interface LayoutDone {
	readonly id: number;
	readonly layout: Layout;
}

// The only sender is the page that made this worker from its own source, so the job needs no decoding.
self.onmessage = (message: MessageEvent<LayoutJob>) => {
	const done: LayoutDone = { id: message.data.id, layout: layout(message.data.request) };
	self.postMessage(done);
};
