/** Listeners by topic; a listener is told that something changed, and reads it from the store. */
export class Topics<Topic> {
	readonly #listeners = new Map<Topic, Set<() => void>>();

	subscribe(topic: Topic, listener: () => void): () => void {
		let listeners = this.#listeners.get(topic);
		if (listeners === undefined) {
			listeners = new Set();
			this.#listeners.set(topic, listeners);
		}
		listeners.add(listener);
		return () => {
			listeners.delete(listener);
			if (listeners.size === 0) this.#listeners.delete(topic);
		};
	}

	tell(topic: Topic): void {
		for (const listener of [...(this.#listeners.get(topic) ?? [])]) listener();
	}
}

/** Runs `draw` at the next frame, once however often it is asked for. */
export interface FrameScheduler {
	request(draw: () => void): void;
}

/** Frames of the browser; a hidden page gets none, so a timer stands in once a second. */
export function browserFrames(): FrameScheduler {
	let pending: (() => void) | undefined;
	const run = () => {
		const draw = pending;
		pending = undefined;
		draw?.();
	};
	return {
		request(draw) {
			const first = pending === undefined;
			pending = draw;
			if (!first) return;
			if (document.visibilityState === "visible") requestAnimationFrame(run);
			else setTimeout(run, 1000);
		},
	};
}
