import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/** The paths that one attempt may write to. */
export interface AttemptFolder {
	/** `$DAG_WORK`: empty scratch. */
	readonly work: string;
	/** `$DAG_ARTIFACTS`. */
	readonly artifacts: string;
	/** `$DAG_OUTPUT`; not there until the job writes it. */
	readonly output: string;
	/** `$DAG_EVENTS`; not there until the job writes it. */
	readonly events: string;
	/** The base of all. */
	readonly base: string;
}

/**
 * Hands out folders for attempts. One that comes back untouched is handed out again, so that jobs that write nothing
 * cost no folder each; what was written to is removed.
 */
export class AttemptFolders {
	readonly #root: string;
	readonly #free: AttemptFolder[] = [];
	#made = 0;

	/** @param root is emptied: what lies there is of attempts that died with their engine. */
	constructor(root: string) {
		this.#root = root;
		rmSync(root, { recursive: true, force: true });
		mkdirSync(root, { recursive: true });
	}

	take(): AttemptFolder {
		return this.#free.pop() ?? this.#make();
	}

	/** @param reusable false when a process of the attempt may still be alive and write here */
	giveBack(folder: AttemptFolder, reusable: boolean): void {
		const untouched =
			reusable &&
			!existsSync(folder.output) &&
			!existsSync(folder.events) &&
			isEmpty(folder.work) &&
			isEmpty(folder.artifacts);
		if (untouched) this.#free.push(folder);
		else rmSync(folder.base, { recursive: true, force: true });
	}

	#make(): AttemptFolder {
		this.#made++;
		const base = join(this.#root, String(this.#made));
		const folder = {
			base,
			work: join(base, "work"),
			artifacts: join(base, "artifacts"),
			output: join(base, "output.json"),
			events: join(base, "events.jsonl"),
		};
		mkdirSync(base);
		mkdirSync(folder.work);
		mkdirSync(folder.artifacts);
		return folder;
	}
}

function isEmpty(folder: string): boolean {
	try {
		return readdirSync(folder).length === 0;
	} catch (error) {
		if (error instanceof Error) return false; // the job removed it or took its permissions: make a new one
		throw error;
	}
}
