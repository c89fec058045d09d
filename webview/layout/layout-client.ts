import type { Layout, LayoutRequest } from "@dagwright/layout";
import { layoutSteps } from "@dagwright/layout";
import type { LayoutDone, LayoutJob } from "./layout-worker.ts";

/** The worker's bundled source: `build.mjs` puts it here, as a page under a strict CSP may only start blobs. */
declare const LAYOUT_WORKER: string | undefined;

/** Asks for layouts off the UI thread; where no worker may start, in slices on it. */
export interface LayoutClient extends Disposable {
	/** Only the newest request is answered; `done` is not called for those that it overtook. */
	ask(request: LayoutRequest, done: (layout: Layout) => void): void;
	/** Where the layouts are made, for diagnosis. */
	readonly where: "worker" | "page";
}

const SLICE = 8;

/** Starts the worker once; falls back to the page as soon as it reports an error. */
export function startLayoutClient(): LayoutClient {
	let worker = startWorker();
	let newest = 0;
	let waiting: { readonly id: number; readonly request: LayoutRequest; done(layout: Layout): void } | undefined;
	const fallBack = () => {
		worker?.terminate();
		worker = undefined;
		if (waiting !== undefined) runInSlices(waiting.request, () => waiting?.id === newest, answer);
	};
	const answer = (layout: Layout) => {
		const done = waiting?.done;
		waiting = undefined;
		done?.(layout);
	};
	if (worker !== undefined) {
		worker.onmessage = (message: MessageEvent<LayoutDone>) => {
			if (message.data.id === newest) answer(message.data.layout);
		};
		worker.onerror = fallBack;
	}
	return {
		get where() {
			return worker === undefined ? "page" : "worker";
		},
		ask(request, done) {
			const id = ++newest;
			waiting = { id, request, done };
			if (worker === undefined) runInSlices(request, () => id === newest, answer);
			else worker.postMessage({ id, request } satisfies LayoutJob);
		},
		[Symbol.dispose]() {
			newest++;
			worker?.terminate();
		},
	};
}

function startWorker(): Worker | undefined {
	if (typeof LAYOUT_WORKER !== "string" || typeof Worker === "undefined") return undefined;
	const url = URL.createObjectURL(new Blob([LAYOUT_WORKER], { type: "text/javascript" }));
	try {
		return new Worker(url);
	} catch (error) {
		console.warn("The layout runs on the page, as no worker may start here.", error);
		return undefined;
	}
}

function runInSlices(request: LayoutRequest, wanted: () => boolean, done: (layout: Layout) => void): void {
	const steps = layoutSteps(request);
	const slice = () => {
		const end = performance.now() + SLICE;
		while (wanted()) {
			const step = steps.next();
			if (step.done) return done(step.value);
			if (performance.now() > end) {
				setTimeout(slice, 0);
				return;
			}
		}
	};
	setTimeout(slice, 0);
}
