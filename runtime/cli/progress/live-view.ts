import type { Plan, RunEvent } from "@dagwright/core";
import type { Notice as EngineNotice, Sample } from "@dagwright/engine";
import type { Terminal } from "../terminal/terminal.ts";
import { printable, wrap } from "../terminal/width.ts";
import { renderFrame } from "./frame.ts";
import type { Notice } from "./job-line.ts";
import { LiveScreen } from "./live-screen.ts";
import { noticeLines } from "./notice-lines.ts";
import { ProgressModel } from "./progress-model.ts";
import type { EndedJobs, RunView } from "./run-view.ts";

/** ms between frames. */
const framePeriod = 100;

/** Redraws the lines of running jobs ten times a second; what has ended scrolls up above them. */
export class LiveView implements RunView {
	readonly #terminal: Terminal;
	readonly #model: ProgressModel;
	readonly #screen: LiveScreen;
	readonly #timer: NodeJS.Timeout;
	readonly #nameWidth: number;
	#above: (Notice | string)[] = [];
	#interrupt: "pausing" | "killing" | undefined;
	#watching = false;

	constructor(terminal: Terminal, plan: Plan) {
		this.#terminal = terminal;
		this.#model = new ProgressModel(plan);
		this.#screen = new LiveScreen(terminal.out, () => this.#draw());
		this.#timer = setInterval(() => this.#draw(), framePeriod);
		this.#nameWidth = nameColumns(this.#model, terminal.out.size().columns);
	}

	event(event: RunEvent): void {
		this.#above.push(...this.#model.apply(event));
	}

	past(event: RunEvent): void {
		this.#model.apply(event);
	}

	sample(sample: Sample): void {
		this.#model.sample(sample.instance, sample.attempt, sample.progress, sample.metric);
	}

	notice(notice: EngineNotice): void {
		this.#above.push(printable(`${this.#terminal.symbols.warning} ${notice.message}`));
	}

	interrupted(stage: "pausing" | "killing"): void {
		this.#interrupt = stage;
		this.#draw();
	}

	get counts(): EndedJobs {
		return this.#model.table.counts;
	}

	watching(): void {
		this.#watching = true;
	}

	[Symbol.dispose](): void {
		clearInterval(this.#timer);
		this.#draw();
		this.#screen[Symbol.dispose]();
	}

	#draw(): void {
		const { out, symbols } = this.#terminal;
		const { columns, rows } = out.size();
		const now = Date.now();
		const options = { columns, style: out.style, symbols, nameWidth: this.#nameWidth, now };
		const above = this.#above.flatMap((entry) =>
			typeof entry === "string" ? wrap(entry, columns - 1).map(out.style.warn) : noticeLines(entry, options),
		);
		this.#above = [];
		const frame = renderFrame(this.#model, {
			columns,
			rows,
			now,
			style: out.style,
			symbols,
			watching: this.#watching,
			...(this.#interrupt === undefined ? {} : { interrupt: this.#interrupt }),
		});
		this.#screen.draw(above, frame);
	}
}

/** Columns for the names of jobs: that of the longest, within reason. */
export function nameColumns(model: ProgressModel, columns: number): number {
	let longest = 8;
	for (const key of model.table.leaves.keys()) longest = Math.max(longest, key.length);
	return Math.min(longest, Math.max(10, Math.floor(columns * 0.4)), 40);
}
