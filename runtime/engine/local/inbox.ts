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
import type { Json, JsonObject, Report } from "@dagwright/core";
import type { Inbox } from "../ports.ts";
import { fileError, systemCode } from "../user-error.ts";

/** ms between looks, where the file system's hints fail. */
const POLL = 500;

/** What other processes may ask of a run. */
export type InboxRequest = Extract<Report, { type: "cancel" | "pause" | "resume" | "checkpoint" | "answer" }>;

/** What a person says to what a run asks, with when it was said. */
export type AnswerRequest = Extract<Report, { type: "answer" }>;

/**
 * Leaves a request in a run's inbox: it appears whole, and waits there when no engine is alive. Returns how to take it
 * back, which does nothing once an engine has it.
 */
export function leaveRequest(folder: string, message: InboxRequest): () => void {
	const inbox = join(folder, "inbox");
	const name = `${String(Date.now()).padStart(15, "0")}-${process.pid}-${process.hrtime.bigint()}`;
	try {
		mkdirSync(inbox, { recursive: true });
		writeFileSync(join(inbox, `.${name}`), JSON.stringify(message));
		renameSync(join(inbox, `.${name}`), join(inbox, `${name}.json`));
	} catch (error) {
		throw fileError("leave a request for the run", inbox, error);
	}
	return () => rmSync(join(inbox, `${name}.json`), { force: true });
}

/** The inbox of a run in its folder. */
export class FolderInbox implements Inbox {
	readonly #folder: string;
	#watcher: FSWatcher | undefined;
	#timer: NodeJS.Timeout | undefined;
	/** Answers of people that were taken and are not recorded yet. */
	#taken: string[] = [];
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

	settle(): void {
		if (this.#taken.length === 0) return;
		for (const path of this.#taken) rmSync(path, { force: true });
		this.#taken = [];
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
			// while one that came back would cancel the run that a person has just resumed. The answer of a person, who
			// has gone, is kept until it is recorded; should it come back, it is refused as given already.
			if (message?.type === "answer") this.#taken.push(path);
			else rmSync(path, { force: true });
			if (message !== undefined) reports.push(message);
		}
		return reports;
	}
}

/** The answers that wait in a run's inbox, oldest first, which no engine has taken yet. */
export function waitingAnswers(runFolder: string): readonly AnswerRequest[] {
	const inbox = join(runFolder, "inbox");
	try {
		return readdirSync(inbox)
			.filter((name) => name.endsWith(".json"))
			.sort()
			.map((name) => read(join(inbox, name)))
			.filter((message) => message?.type === "answer");
	} catch (error) {
		if (systemCode(error) === "ENOENT") return [];
		throw fileError("read the requests left for the run", inbox, error);
	}
}

/** Undefined for what is no request: left by something else, and of no meaning. */
function read(path: string): InboxRequest | undefined {
	try {
		const value: unknown = JSON.parse(readFileSync(path, "utf8"));
		if (value === null || typeof value !== "object" || !("type" in value)) return undefined;
		if (!("by" in value) || typeof value.by !== "string") return undefined;
		const { type, by } = value;
		if (type === "answer") return readAnswer({ ...value, by });
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

/** What is known of an answer; the core checks what it says against what was asked. */
function readAnswer(value: object & { readonly by: string }): AnswerRequest | undefined {
	const { by } = value;
	if (!("instance" in value) || typeof value.instance !== "string" || !("decision" in value)) return undefined;
	const { instance, decision } = value;
	if (decision !== "approved" && decision !== "rejected" && decision !== "succeeded") return undefined;
	return {
		type: "answer",
		instance,
		by,
		decision,
		...("comment" in value && typeof value.comment === "string" && { comment: value.comment }),
		...("form" in value && isRecord(value.form) && { form: value.form }),
		// From JSON, so that it is JSON.
		...("outputs" in value && { outputs: value.outputs as Json }),
		...("attempt" in value && typeof value.attempt === "number" && { attempt: value.attempt }),
		...("at" in value && typeof value.at === "number" && { at: value.at }),
	};
}

function isRecord(value: unknown): value is JsonObject {
	return value !== null && typeof value === "object" && !Array.isArray(value);
}
