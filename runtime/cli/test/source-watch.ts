import { existsSync, type FSWatcher, watch } from "node:fs";
import { dirname, join } from "node:path";

/** ms of quiet after which a change is told: editors write a file in several steps. */
const QUIET = 60;

/** Watches the folders of sources for changes of `.dag` files and of `dagwright.json`. */
export class SourceWatch implements Disposable {
	readonly #watchers = new Map<string, FSWatcher>();
	readonly #changed = new Set<string>();
	#timer: NodeJS.Timeout | undefined;
	#tell: (() => void) | undefined;

	/** Watches the folders of these files, and no others. */
	follow(files: readonly string[]): void {
		const folders = new Set(files.map((file) => dirname(file)).filter((folder) => existsSync(folder)));
		for (const [folder, watcher] of this.#watchers) {
			if (folders.has(folder)) continue;
			watcher.close();
			this.#watchers.delete(folder);
		}
		for (const folder of folders) if (!this.#watchers.has(folder)) this.#watch(folder);
	}

	/** Absolute paths of what has changed since the last answer; waits until there is something. */
	async changes(): Promise<ReadonlySet<string>> {
		if (this.#changed.size === 0 || this.#timer !== undefined) {
			await new Promise<void>((resolve) => {
				this.#tell = resolve;
			});
		}
		const changed = new Set(this.#changed);
		this.#changed.clear();
		return changed;
	}

	[Symbol.dispose](): void {
		for (const watcher of this.#watchers.values()) watcher.close();
		clearTimeout(this.#timer);
	}

	#watch(folder: string): void {
		const watcher = watch(folder, (_event, name) => {
			if (name !== null && (name.endsWith(".dag") || name === "dagwright.json")) this.note(join(folder, name));
		});
		// A folder that goes away has no more to tell; what was in it is missed when its files are read.
		watcher.on("error", () => {
			watcher.close();
			this.#watchers.delete(folder);
			this.note(folder);
		});
		this.#watchers.set(folder, watcher);
	}

	/** A change that was found otherwise: made before the folder was watched. */
	note(path: string): void {
		this.#changed.add(path);
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => {
			this.#timer = undefined;
			this.#tell?.();
		}, QUIET);
	}
}
