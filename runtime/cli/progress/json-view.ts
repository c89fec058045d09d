import type { RunEvent } from "@dagwright/core";
import type { Notice as EngineNotice, Sample } from "@dagwright/engine";
import type { RunStreamLine } from "@dagwright/protocol";
import type { Terminal } from "../terminal/terminal.ts";
import type { RunView } from "./run-view.ts";

/** The run as `RunStreamLine`s on stdout; what is only for people goes to stderr. */
export class JsonView implements RunView {
	readonly #terminal: Terminal;

	constructor(terminal: Terminal) {
		this.#terminal = terminal;
	}

	event(event: RunEvent): void {
		this.line({ type: "event", event });
	}

	past(event: RunEvent): void {
		this.line({ type: "event", event });
	}

	sample({ instance, attempt, progress, metric }: Sample): void {
		if (progress === undefined && metric === undefined) return;
		this.line({
			type: "sample",
			instance,
			attempt,
			...(progress === undefined ? {} : { progress }),
			...(metric === undefined ? {} : { metric }),
		});
	}

	notice(notice: EngineNotice): void {
		this.#terminal.err.write(`${notice.message}\n`);
	}

	interrupted(stage: "pausing" | "killing"): void {
		this.#terminal.err.write(stage === "pausing" ? "pausing: interrupt again to kill\n" : "killing every job\n");
	}

	watching(): void {}

	/** Prints one line of the stream. */
	line(line: RunStreamLine): void {
		this.#terminal.out.write(`${JSON.stringify(line)}\n`);
	}

	[Symbol.dispose](): void {}
}
