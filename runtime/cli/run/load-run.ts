import { type RunSnapshot, readRun } from "@dagwright/engine";
import type { Terminal } from "../terminal/terminal.ts";
import { findRun } from "./find-run.ts";

/** Reads a run by its name. */
export function loadRun(terminal: Terminal, name: string): RunSnapshot {
	const { root, run } = findRun(terminal, name);
	return readRun(root, run);
}
