import type { Terminal } from "../terminal/terminal.ts";
import { version } from "../version.ts";

/** `dag version`: what runs, and on what. */
export function printVersion(terminal: Terminal, options: { readonly json?: true; readonly version?: true }): void {
	const facts = { dag: version, node: process.versions.node, platform: `${process.platform}-${process.arch}` };
	terminal.out.write(
		options.json === true
			? `${JSON.stringify(facts)}\n`
			: `dag ${facts.dag}\nnode ${facts.node} on ${facts.platform}\n`,
	);
}
