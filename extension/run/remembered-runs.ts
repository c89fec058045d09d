/** Where VS Code keeps what outlives a window: the part of `vscode.Memento` that is needed. */
export interface Memory {
	get(key: string): unknown;
	update(key: string, value: unknown): Thenable<void>;
}

/** Which run a window followed last for a workflow of a document. */
export interface RememberedRun {
	/** Address of the document. */
	readonly document: string;
	readonly workflow: string;
	readonly run: string;
}

const key = "runs.latest";
/** Older ones are forgotten. */
const most = 100;

/**
 * The latest run of each workflow by its number; what happened in it stays in its journal. VS Code keeps it in its own
 * time, so that the last run before a window's end may be missing.
 */
export class RememberedRuns {
	readonly #memory: Memory;

	constructor(memory: Memory) {
		this.#memory = memory;
	}

	/** Notes a run that began. */
	note(run: RememberedRun): void {
		const others = this.#all().filter((each) => each.document !== run.document || each.workflow !== run.workflow);
		void this.#memory.update(key, [...others, run].slice(-most));
	}

	/** The latest run of a workflow, or of any workflow of the document. */
	latestOf(document: string, workflow: string | undefined): RememberedRun | undefined {
		return this.#all().findLast(
			(each) => each.document === document && (workflow === undefined || each.workflow === workflow),
		);
	}

	#all(): readonly RememberedRun[] {
		const kept = this.#memory.get(key);
		return Array.isArray(kept) ? kept.filter(isRemembered) : [];
	}
}

function isRemembered(data: unknown): data is RememberedRun {
	if (typeof data !== "object" || data === null) return false;
	const { document, workflow, run }: Partial<Record<keyof RememberedRun, unknown>> = data;
	return [document, workflow, run].every((text) => typeof text === "string");
}
