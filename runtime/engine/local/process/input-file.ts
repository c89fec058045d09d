import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "@dagwright/core";
import type { StartCommand } from "../../ports.ts";

/** Bytes up to which the same input is written once and shared, and how many are. */
const SHARED_SIZE = 1024;
const SHARED_COUNT = 64;

/** Writes the JSON files at `$DAG_INPUT`. */
export class InputFiles {
	readonly #folder: string;
	readonly #shared = new Map<string, string>();

	constructor(folder: string) {
		this.#folder = folder;
		mkdirSync(folder, { recursive: true });
	}

	/** The path of the file with the config without scripts and, under `for`, the bindings. */
	write(command: StartCommand, config: Readonly<Record<string, Json>>, base: string): string {
		const input: Record<string, Json> = {};
		for (const key in config) if (command.task.scripts?.[key] === undefined) input[key] = config[key] ?? null;
		for (const _ in command.bindings) {
			input.for = command.bindings;
			break;
		}
		const text = JSON.stringify(input);
		const known = this.#shared.get(text);
		if (known !== undefined) return known;
		const share = text.length <= SHARED_SIZE && this.#shared.size < SHARED_COUNT;
		const path = share ? join(this.#folder, `${this.#shared.size + 1}.json`) : join(base, "input.json");
		writeFileSync(path, text);
		if (share) this.#shared.set(text, path);
		return path;
	}
}
