import { createStyle, type Style, wantsColor } from "./style.ts";
import { type Symbols, symbolsFor } from "./symbols.ts";

/** Where a command speaks and what it may do there. Tests bring one that collects. */
export interface Terminal {
	/** Results: what another program would read. */
	readonly out: Channel;
	/** Diagnostics and errors. */
	readonly err: Channel;
	readonly environment: NodeJS.ProcessEnv;
	readonly cwd: string;
	readonly symbols: Symbols;
}

export interface Channel {
	write(text: string): void;
	readonly style: Style;
	readonly isTerminal: boolean;
	/** Columns and rows at this moment; at least 40 and 4 are assumed when a terminal claims less. */
	size(): { readonly columns: number; readonly rows: number };
	/** Calls back when the size changed; returns how to stop. */
	onResize(changed: () => void): () => void;
}

/** The process's own terminal. */
export function processTerminal(): Terminal {
	const environment = process.env;
	return {
		out: channel(process.stdout, environment),
		err: channel(process.stderr, environment),
		environment,
		cwd: process.cwd(),
		symbols: symbolsFor(environment),
	};
}

/** Whether the screen may be redrawn: a real terminal, not `dumb`, and not a CI log. */
export function canRedraw(terminal: Terminal): boolean {
	const { environment } = terminal;
	const inCi = environment["CI"] !== undefined && environment["CI"] !== "" && environment["CI"] !== "false";
	return terminal.out.isTerminal && environment["TERM"] !== "dumb" && !inCi;
}

function channel(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv): Channel {
	const isTerminal = stream.isTTY === true;
	return {
		write: (text) => {
			stream.write(text);
		},
		style: createStyle(wantsColor(environment, isTerminal)),
		isTerminal,
		size: () => {
			const declared = Number(environment["COLUMNS"]);
			const columns = isTerminal ? stream.columns : declared > 0 ? declared : 100;
			return { columns: Math.max(40, columns || 80), rows: Math.max(4, (isTerminal && stream.rows) || 24) };
		},
		onResize: (changed) => {
			stream.on("resize", changed);
			return () => {
				stream.off("resize", changed);
			};
		},
	};
}
