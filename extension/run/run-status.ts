import * as vscode from "vscode";
import type { RunEnd } from "./run-record.ts";

/** The run in the status bar: quiet while it goes well, coloured when it failed. A click shows the log. */
export class RunStatus implements Disposable {
	readonly #item = vscode.window.createStatusBarItem("dag.run", vscode.StatusBarAlignment.Left, 10);

	constructor() {
		this.#item.name = "Dag Run";
	}

	starting(): void {
		this.#show("$(loading~spin) Starting…");
	}

	/** While people are asked a click leads to their answer. */
	running(line: string, asking: boolean): void {
		this.#show(`$(${asking ? "person" : "loading~spin"}) ${line}`);
		this.#item.command = asking ? "dag.approve" : "dag.showLog";
		this.#item.tooltip = asking ? "Approve or reject" : "Show the run's log";
	}

	/** `dag` refused the run and said why. */
	refused(message: string): void {
		this.#show(`$(error) ${message}`, "statusBarItem.errorBackground");
	}

	ended(title: string | undefined, end: RunEnd | undefined, code: number | null): void {
		if (end === undefined) {
			// What `dag` said stays; without a word of it, its end is told.
			if (code !== 0 && !this.#item.text.startsWith("$(error)")) {
				this.refused(`${title ?? "dag"} ended without a result`);
			}
			return;
		}
		const name = title ?? "Run";
		if (end.result === "failed") this.#show(`$(error) ${name} failed`, "statusBarItem.errorBackground");
		else if (end.result === "succeeded") this.#show(`$(pass) ${name} succeeded`);
		else if (end.result === "succeeded_with_warnings") this.#show(`$(warning) ${name} succeeded with warnings`);
		else this.#show(`$(circle-slash) ${name} ${end.result.replaceAll("_", " ")}`);
	}

	[Symbol.dispose](): void {
		this.#item.dispose();
	}

	#show(text: string, background?: string): void {
		this.#item.command = "dag.showLog";
		this.#item.tooltip = "Show the run's log";
		this.#item.text = text.length > 90 ? `${text.slice(0, 89)}…` : text;
		this.#item.backgroundColor = background === undefined ? undefined : new vscode.ThemeColor(background);
		this.#item.show();
	}
}
