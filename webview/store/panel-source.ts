import type { GraphView, Origins, Plan, RunEvent } from "@dagwright/core";
import type { ToWebview } from "@dagwright/protocol";
import { mergeViews } from "./merge-views.ts";
import { type Problem, problemsByNode, withCycles } from "./problems.ts";
import { type FoldCore, RunFold } from "./run-fold.ts";

interface Text {
	readonly plan?: Plan;
	readonly origins: Origins;
	readonly problems: readonly Problem[];
}

const NO_TEXT: Text = { origins: {}, problems: [] };

/** What is drawn, as it was told: the text as it was last understood, and the run that is followed. */
export class PanelSource {
	readonly #core: FoldCore;
	#text: Text = NO_TEXT;
	#textView: GraphView | undefined;
	#fold: RunFold | undefined;
	/** Which of text and run spoke last, where they are of different workflows. */
	#latest: "text" | "run" = "text";
	#problems: ReadonlyMap<string, Problem> = new Map();
	#cycle: ReadonlySet<string> = new Set();

	constructor(core: FoldCore) {
		this.#core = core;
	}

	/** The run that is followed. */
	get run(): string | undefined {
		return this.#fold?.run;
	}

	/** Events of the run that are known to be missing. */
	get behind(): number {
		return this.#fold?.behind ?? 0;
	}

	/** The error that stands in a node's text. */
	problemOf(node: string): Problem | undefined {
		return this.#problems.get(node);
	}

	/** Whether an edge is part of a cycle that the checker reported. */
	isOnCycle(edge: string): boolean {
		return this.#cycle.has(edge);
	}

	/** Takes the text as it stands now; returns the nodes whose problems may be others. */
	takeText(message: Extract<ToWebview, { type: "plan" }>): ReadonlySet<string> {
		// The outline was checked when it was decoded; plans and events are the core's own, from the same version.
		const plan = message.plan as unknown as Plan | undefined;
		this.#text = { ...(plan !== undefined && { plan }), origins: message.origins, problems: message.problems };
		this.#latest = "text";
		if (plan !== undefined) {
			const drawn = withCycles(this.#core.graphView(plan), message.problems, message.origins);
			this.#textView = drawn.view;
			this.#cycle = drawn.cycle;
		} else if (!message.problems.some((problem) => problem.severity === "error")) {
			// An empty file. While the text is broken beyond a plan, the last good graph stays.
			this.#textView = undefined;
		}
		const before = this.#problems;
		this.#problems = problemsByNode(message.problems, message.origins);
		return new Set([...before.keys(), ...this.#problems.keys()]);
	}

	/** Follows a run from all that happened so far. */
	takeRun(message: Extract<ToWebview, { type: "snapshot" }>): void {
		const plan = message.plan as unknown as Plan;
		this.#fold = new RunFold(this.#core, message.run, plan, message.events as unknown as RunEvent[]);
		this.#latest = "run";
	}

	/** Folds what came of the run; `gap` where something before it is missing, `other` where it is of another run. */
	takeEvents(message: Extract<ToWebview, { type: "events" }>): "folded" | "gap" | "other" {
		if (message.run !== this.#fold?.run) return "other";
		return this.#fold.add(message.events as unknown as RunEvent[]);
	}

	/** Follows no run any more. */
	dropRun(): void {
		this.#fold = undefined;
	}

	/** There is no file any more. */
	dropText(): void {
		this.#text = NO_TEXT;
		this.#textView = undefined;
		this.#fold = undefined;
	}

	/** What is to be drawn: the text, the run, or the text with what the run says of it. */
	view(): { readonly view?: GraphView; readonly textChanged: boolean } {
		const text = this.#textView;
		const fold = this.#fold;
		if (fold === undefined) return { ...(text !== undefined && { view: text }), textChanged: false };
		const plan = this.#text.plan;
		if (text === undefined || plan?.hash === fold.plan.hash) return { view: fold.view(), textChanged: false };
		if (plan === undefined || plan.main === fold.plan.main) {
			return { view: mergeViews(text, fold.view()), textChanged: true };
		}
		return this.#latest === "text" ? { view: text, textChanged: false } : { view: fold.view(), textChanged: false };
	}
}
