import * as vscode from "vscode";
import { paint } from "./paint.ts";

/** Lines that are kept, so that a terminal which is opened later shows what was before. */
const mostLines = 5000;

/** The log of the latest run, as a terminal that nothing can be typed into. */
export class RunTerminal implements Disposable {
	#terminal: vscode.Terminal | undefined;
	#lines: string[] = [];
	#isOpen = false;
	readonly #text = new vscode.EventEmitter<string>();

	/** Brings it up; the focus stays where it is. */
	show(): void {
		this.#terminal ??= this.#create();
		this.#terminal.show(true);
	}

	/** Begins the log of another run. */
	clear(): void {
		this.#lines = [];
		if (this.#isOpen) this.#text.fire("\x1b[2J\x1b[3J\x1b[H");
	}

	write(line: string): void {
		this.#lines.push(line);
		if (this.#lines.length > mostLines) this.#lines.shift();
		if (this.#isOpen) this.#text.fire(`${paint(line)}\r\n`);
	}

	[Symbol.dispose](): void {
		this.#terminal?.dispose();
		this.#text.dispose();
	}

	#create(): vscode.Terminal {
		return vscode.window.createTerminal({
			name: "Dag Run",
			iconPath: new vscode.ThemeIcon("type-hierarchy"),
			isTransient: true,
			pty: {
				onDidWrite: this.#text.event,
				open: () => {
					this.#isOpen = true;
					this.#text.fire(this.#lines.map((line) => `${paint(line)}\r\n`).join(""));
				},
				close: () => {
					this.#isOpen = false;
					this.#terminal = undefined;
				},
			},
		});
	}
}
