import * as vscode from "vscode";
import type { RunRecord } from "./run-record.ts";

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
	running(run: string, line: string, asking: boolean): void {
		this.#show(`$(${asking ? "person" : "loading~spin"}) ${line}`, { run });
		if (!asking) return;
		this.#item.command = "dag.approve";
		this.#item.tooltip = `Run ${run}: approve or reject`;
	}

	/** `dag` refused the run and said why. */
	refused(message: string): void {
		this.#show(`$(error) ${message}`, { background: "statusBarItem.errorBackground" });
	}

	ended(record: RunRecord | undefined, code: number | null): void {
		const end = record?.end;
		if (record === undefined || end === undefined) {
			// What `dag` said stays; without a word of it, its end is told.
			if (code !== 0 && !this.#item.text.startsWith("$(error)")) {
				this.refused(`${record?.title ?? "dag"} ended without a result`);
			} else if (code === 0) this.#item.hide();
			return;
		}
		const { title, run } = record;
		if (end.result === "failed") {
			this.#show(`$(error) ${title} failed`, { run, background: "statusBarItem.errorBackground" });
		} else if (end.result === "succeeded") this.#show(`$(pass) ${title} succeeded`, { run });
		else if (end.result === "succeeded_with_warnings") {
			this.#show(`$(warning) ${title} succeeded with warnings`, { run });
		} else this.#show(`$(circle-slash) ${title} ${end.result.replaceAll("_", " ")}`, { run });
	}

	[Symbol.dispose](): void {
		this.#item.dispose();
	}

	#show(text: string, { run, background }: { readonly run?: string; readonly background?: string } = {}): void {
		this.#item.command = "dag.showLog";
		this.#item.tooltip = run === undefined ? "Show the run's log" : `Run ${run}: show its log`;
		this.#item.text = text.length > 90 ? `${text.slice(0, 89)}…` : text;
		this.#item.backgroundColor = background === undefined ? undefined : new vscode.ThemeColor(background);
		this.#item.show();
	}
}
