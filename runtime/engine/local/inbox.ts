import {
	type FSWatcher,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	watch,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Report } from "@dagwright/core";
import type { Inbox } from "../ports.ts";
import { fileError, systemCode } from "../user-error.ts";

/** ms between looks, where the file system's hints fail. */
const POLL = 500;

/** What other processes may ask of a run. */
export type InboxRequest = Extract<Report, { type: "cancel" | "pause" | "resume" | "checkpoint" }>;

/** Leaves a request in a run's inbox: it appears whole, and waits there when no engine is alive. */
export function leaveRequest(folder: string, message: InboxRequest): void {
	const inbox = join(folder, "inbox");
	const name = `${String(Date.now()).padStart(15, "0")}-${process.pid}-${process.hrtime.bigint()}`;
	try {
		mkdirSync(inbox, { recursive: true });
		writeFileSync(join(inbox, `.${name}`), JSON.stringify(message));
		renameSync(join(inbox, `.${name}`), join(inbox, `${name}.json`));
	} catch (error) {
		throw fileError("leave a request for the run", inbox, error);
	}
}

/** The inbox of a run in its folder. */
export class FolderInbox implements Inbox {
	readonly #folder: string;
	#watcher: FSWatcher | undefined;
	#timer: NodeJS.Timeout | undefined;
	/** Whether there may be something: a look at the folder for every turn of the loop would be dear. */
	#hinted = true;

	constructor(runFolder: string) {
		this.#folder = join(runFolder, "inbox");
		try {
			mkdirSync(this.#folder, { recursive: true });
		} catch (error) {
			throw fileError("make the run's inbox", this.#folder, error);
		}
	}

	take(): readonly Report[] {
		if (!this.#hinted) return [];
		this.#hinted = false;
		try {
			return this.#takeAll();
		} catch (error) {
			throw fileError("read the requests left for the run", this.#folder, error);
		}
	}

	watch(wake: () => void): void {
		const hint = () => {
			this.#hinted = true;
			wake();
		};
		this.#timer = setInterval(hint, POLL);
		try {
			this.#watcher = watch(this.#folder, hint);
			this.#watcher.on("error", () => this.#watcher?.close());
		} catch (error) {
			// No more watches to be had: polling is enough.
			if (systemCode(error) === undefined) throw error;
		}
	}

	[Symbol.dispose](): void {
		clearInterval(this.#timer);
		this.#watcher?.close();
	}

	#takeAll(): readonly Report[] {
		const reports: Report[] = [];
		for (const name of readdirSync(this.#folder).sort()) {
			if (!name.endsWith(".json")) continue;
			const path = join(this.#folder, name);
			const message = read(path);
			// It is removed before it is recorded: a request lost by a crash in between is asked again by its sender,
			// while one that came back would cancel the run that a person has just resumed.
			rmSync(path, { force: true });
			if (message !== undefined) reports.push(message);
		}
		return reports;
	}
}

/** Undefined for what is no request: left by something else, and of no meaning. */
function read(path: string): InboxRequest | undefined {
	try {
		const value: unknown = JSON.parse(readFileSync(path, "utf8"));
		if (value === null || typeof value !== "object" || !("type" in value)) return undefined;
		if (!("by" in value) || typeof value.by !== "string") return undefined;
		const { type, by } = value;
		if (type === "pause" || type === "resume") return { type, by };
		if (type === "checkpoint") {
			return "name" in value && typeof value.name === "string" ? { type, by, name: value.name } : { type, by };
		}
		return type === "cancel" ? { type, by, rollback: "rollback" in value && value.rollback === true } : undefined;
	} catch (error) {
		if (error instanceof SyntaxError || systemCode(error) === "ENOENT") return undefined;
		throw error;
	}
}
