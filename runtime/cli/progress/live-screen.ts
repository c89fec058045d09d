import type { Channel } from "../terminal/terminal.ts";
import { displayWidth } from "../terminal/width.ts";

const beginUpdate = "\x1b[?2026h";
const endUpdate = "\x1b[?2026l";
const hideCursor = "\x1b[?25l";
const showCursor = "\x1b[?25h";
const eraseLineEnd = "\x1b[K";
const eraseBelow = "\x1b[J";

/**
 * Keeps some lines at the bottom of the terminal up to date while others scroll away above them. Each update is one
 * write inside a synchronised update, and lines are overwritten rather than cleared first, so nothing flickers.
 */
export class LiveScreen implements Disposable {
	readonly #channel: Channel;
	#frame: readonly string[] = [];
	#columns: number;
	#started = false;
	#resized = false;
	readonly #stopListening: () => void;

	constructor(channel: Channel, resized: () => void) {
		this.#channel = channel;
		this.#columns = channel.size().columns;
		this.#stopListening = channel.onResize(() => {
			this.#resized = true;
			resized();
		});
	}

	/** Prints `above` for good and draws `frame` below it; writes nothing when nothing changed. */
	draw(above: readonly string[], frame: readonly string[]): void {
		if (above.length === 0 && !this.#resized && same(frame, this.#frame)) return;
		const text =
			beginUpdate + (this.#started ? "" : hideCursor) + this.#home() + lines(above) + lines(frame) + eraseBelow;
		this.#channel.write(text + endUpdate);
		this.#started = true;
		this.#resized = false;
		this.#frame = frame;
		this.#columns = this.#channel.size().columns;
	}

	/** Takes the frame away, so that ordinary printing can go on, and gives the cursor back. */
	[Symbol.dispose](): void {
		this.#stopListening();
		if (!this.#started) return;
		this.#channel.write(beginUpdate + this.#home() + eraseBelow + showCursor + endUpdate);
		this.#started = false;
		this.#frame = [];
	}

	/** Moves to where the frame began. A terminal that became narrower has wrapped its lines, so it is higher now. */
	#home(): string {
		const { columns, rows } = this.#channel.size();
		let height = this.#frame.length;
		if (this.#resized && columns < this.#columns)
			height = this.#frame.reduce((sum, line) => sum + Math.max(1, Math.ceil(displayWidth(line) / columns)), 0);
		const up = Math.min(height, rows - 1);
		return up > 0 ? `\x1b[${up}A\r` : "\r";
	}
}

/** Gives the cursor back when the process ends in a hurry. */
export const restoreCursor = showCursor;

function lines(all: readonly string[]): string {
	return all.map((line) => `${line}${eraseLineEnd}\n`).join("");
}

function same(left: readonly string[], right: readonly string[]): boolean {
	return left.length === right.length && left.every((line, index) => line === right[index]);
}
