import type { Command } from "commander";
import { completeWords } from "../completion/complete-words.ts";
import { type Shell, shellScript } from "../completion/shell-script.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** `dag completion`: the script for a shell. */
export function completion(terminal: Terminal, shell: Shell): void {
	terminal.out.write(shellScript(shell));
}

/** What the scripts call: candidates for the last of the words, one a line, `value<Tab>description`. */
export async function complete(terminal: Terminal, program: Command, words: readonly string[]): Promise<void> {
	const candidates = await completeWords(program, words, terminal.cwd);
	terminal.out.write(candidates.map(({ value, description }) => `${value}\t${description}\n`).join(""));
}
