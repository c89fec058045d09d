import type { FromWebview } from "@dagwright/protocol";

/** Who shows the panel: VS Code, or a page that embeds it. */
export interface Host {
	post(message: FromWebview): void;
	/** Undecoded messages, in order. */
	listen(receive: (data: unknown) => void): Disposable;
	/** UI state (direction, collapsed groups) that outlives the page. */
	readonly memory: { read(): unknown; write(state: unknown): void };
}

interface VsCodeApi {
	postMessage(message: unknown): void;
	getState(): unknown;
	setState(state: unknown): void;
}

declare const acquireVsCodeApi: (() => VsCodeApi) | undefined;

/** VS Code where its API is there, else the page around this one. */
export function connectHost(): Host {
	return typeof acquireVsCodeApi === "function" ? vsCodeHost(acquireVsCodeApi()) : pageHost();
}

function vsCodeHost(api: VsCodeApi): Host {
	return {
		post: (message) => api.postMessage(message),
		listen: listenToWindow,
		memory: { read: () => api.getState(), write: (state) => api.setState(state) },
	};
}

/** A page that embeds the panel, or loads it beside a script of its own: both use `postMessage` of the same origin. */
function pageHost(): Host {
	return {
		post: (message) => window.parent.postMessage({ ...message, from: "dagwright-panel" }, window.location.origin),
		listen: listenToWindow,
		memory: { read: () => null, write: () => undefined },
	};
}

function listenToWindow(receive: (data: unknown) => void): Disposable {
	const onMessage = (event: MessageEvent<unknown>) => {
		if (!isOwn(event.data)) receive(event.data);
	};
	window.addEventListener("message", onMessage);
	return { [Symbol.dispose]: () => window.removeEventListener("message", onMessage) };
}

/** Our own messages come back to us where host and panel share a window. */
function isOwn(data: unknown): boolean {
	return typeof data === "object" && data !== null && "from" in data && data.from === "dagwright-panel";
}
