import { assertNever, type GraphNode, type GraphView } from "@dagwright/core";
import type { Answer, FromWebview, ToWebview } from "@dagwright/protocol";
import { type GraphStore, jobOf } from "./graph-store.ts";
import { atInstances } from "./instances.ts";
import { callOf, levelOf } from "./levels.ts";
import { PanelSource } from "./panel-source.ts";
import { type AnswerState, type Asking, emptyPanel, type PanelState } from "./panel-state.ts";
import type { Problem } from "./problems.ts";
import type { Remembered } from "./remembered.ts";
import type { FoldCore } from "./run-fold.ts";
import type { FrameScheduler } from "./signal.ts";
import { Topics } from "./signal.ts";

/** ms; numbers that change more often than this cannot be read. */
const SAMPLES_EVERY = 250;

/** What the panel draws, and what it lets the user do: messages and gestures go in, views and messages come out. */
export class PanelStore {
	readonly graph: GraphStore;
	/** What an earlier page left behind. */
	readonly remembered: Remembered;
	readonly #source: PanelSource;
	readonly #frames: FrameScheduler;
	readonly #post: (message: FromWebview) => void;
	readonly #now: () => number;
	readonly #topics = new Topics<"panel">();
	#state: PanelState;
	#resyncing = false;
	#viewIsOld = false;
	/** All levels of what is drawn. */
	#whole: GraphView | undefined;
	/** Of what is drawn in one round or instance: its path there. */
	#paths: ReadonlyMap<string, string> = new Map();
	/** The call whose inside is drawn. */
	#within: string | undefined;
	/** When samples were last drawn, as `now` says. */
	#sampled = Number.NEGATIVE_INFINITY;

	constructor(dependencies: {
		readonly graph: GraphStore;
		readonly core: FoldCore;
		readonly frames: FrameScheduler;
		readonly post: (message: FromWebview) => void;
		/** ms from any instant; the page's own clock unless a test brings one. */
		readonly now?: () => number;
		readonly remembered?: Remembered;
	}) {
		this.graph = dependencies.graph;
		this.remembered = dependencies.remembered ?? {};
		this.#source = new PanelSource(dependencies.core);
		this.#frames = dependencies.frames;
		this.#post = dependencies.post;
		this.#now = dependencies.now ?? (() => performance.now());
		this.#state = { ...emptyPanel, direction: this.remembered.direction ?? emptyPanel.direction };
	}

	get state(): PanelState {
		return this.#state;
	}

	readonly subscribe = (listener: () => void): (() => void) => this.#topics.subscribe("panel", listener);
	readonly getState = (): PanelState => this.#state;

	/** The error that stands in a node's text. */
	problemOf(node: string): Problem | undefined {
		return this.#source.problemOf(node);
	}

	/** Whether an edge is part of a cycle that the checker reported. */
	isOnCycle(edge: string): boolean {
		return this.#source.isOnCycle(edge);
	}

	receive(message: ToWebview): void {
		switch (message.type) {
			case "plan": {
				const marked = this.#source.takeText(message);
				this.#change({ file: message.file, problems: message.problems });
				this.#redraw();
				for (const id of marked) this.graph.touch(id);
				return;
			}
			case "snapshot":
				this.#resyncing = false;
				if (message.run !== this.#source.run) this.#forgetRun();
				this.#source.takeRun(message);
				if (this.#source.behind > 0) this.#askForSnapshot();
				this.#redraw();
				return;
			case "events":
				this.#receiveEvents(message);
				return;
			case "sample":
				if (message.run !== this.#source.run) return;
				for (const { instance, attempt, progress, metric } of message.samples) {
					this.graph.addSample(instance, attempt, progress, metric);
				}
				this.#frames.request(this.#draw);
				return;
			case "no_file": {
				this.#source.dropText();
				const { file: _file, ...rest } = this.#state;
				this.#state = rest;
				this.#redraw();
				return;
			}
			case "no_run":
				this.#source.dropRun();
				this.#forgetRun();
				this.#redraw();
				return;
			case "select":
				this.find(message.job === undefined ? undefined : jobOf(message.job), "host");
				return;
			case "user":
				this.#change({ user: message.name });
				return;
			case "answered":
				this.#noteAnswer(
					message.instance,
					message.problem === undefined ? undefined : { status: "refused", problem: message.problem },
				);
				return;
			case "connection": {
				const { lostSince: _lostSince, ...rest } = this.#state;
				this.#state = rest;
				this.#change({
					connected: message.connected,
					engineEnded: !message.connected && message.ended === true,
					...(message.since !== undefined && { lostSince: message.since }),
				});
				return;
			}
			default:
				assertNever(message);
		}
	}

	/** Chooses a node; `reveal` also brings it into view. A choice that came from the host is brought into view too. */
	select(node: string | undefined, by: "pointer" | "keyboard" | "host", instance?: string): void {
		const before = this.#state.selected;
		if (before === node && this.#state.instance === instance) {
			// The cursor in the text may have chosen it before the click did.
			if (by === "pointer" && node !== undefined) this.#change({ showInspector: true });
			return;
		}
		const { selected: _selected, instance: _instance, ...rest } = this.#state;
		this.#state = {
			...rest,
			...(node !== undefined && { selected: node }),
			...(instance !== undefined && { instance }),
			reveal: by === "pointer" || node === undefined ? rest.reveal : rest.reveal + 1,
			showInspector: by === "pointer" && node !== undefined ? true : rest.showInspector,
		};
		this.#topics.tell("panel");
		if (before !== undefined) this.graph.touch(before);
		if (node !== undefined && node !== before) this.graph.touch(node);
	}

	/** Chooses a node wherever it lies: the called workflow that holds it is opened. */
	find(node: string | undefined, by: "keyboard" | "host"): void {
		const call = node === undefined || this.#whole === undefined ? this.#within : callOf(this.#whole, node);
		if (call !== this.#within) this.open(call);
		this.select(node, by);
	}

	/** The path of a node as it is drawn: of a loop's job that in the round that is shown. */
	pathOf(node: string): string {
		return this.#paths.get(node) ?? node;
	}

	/** Every node of every level, for the search. */
	get allNodes(): readonly GraphNode[] {
		return this.#whole?.nodes ?? [];
	}

	/** Draws the inside of a call; of the workflow itself without one. */
	open(call: string | undefined): void {
		if (call === this.#within) return;
		this.select(undefined, "keyboard");
		this.#within = call;
		this.#viewIsOld = true;
		this.#draw();
	}

	/** Out of the called workflow that is drawn, to its node. */
	leave(): void {
		const call = this.#within;
		if (call === undefined || this.#whole === undefined) return;
		this.open(callOf(this.#whole, call));
		this.select(call, "keyboard");
	}

	/** Chooses the round or instance of a loop, group or call whose inside is drawn. */
	choose(container: string, instance: string): void {
		this.#change({ chosen: new Map(this.#state.chosen).set(container, instance) });
		this.select(container, "pointer", instance);
		this.#redraw();
	}

	/** Asks once more before an answer; without one the question is taken back. */
	ask(asking: Asking | undefined): void {
		const { asking: _asking, ...rest } = this.#state;
		this.#state = { ...rest, ...(asking !== undefined && { asking, showInspector: true }) };
		this.#topics.tell("panel");
	}

	/** Sends an answer; the events tell what follows from it, or `answered` why it was refused. */
	answer(answer: Omit<Answer, "type">): void {
		this.ask(undefined);
		this.#noteAnswer(answer.instance, { status: "sent" });
		this.#post({ type: "answer", ...answer });
	}

	#noteAnswer(instance: string, state: AnswerState | undefined): void {
		const answers = new Map(this.#state.answers);
		if (state === undefined) answers.delete(instance);
		else answers.set(instance, state);
		this.#change({ answers });
	}

	/** What was chosen and answered was of another run. */
	#forgetRun(): void {
		this.graph.clearSamples();
		this.ask(undefined);
		this.#change({ chosen: new Map(), answers: new Map(), connected: true, engineEnded: false });
	}

	toggleCollapsed(container: string): void {
		const collapsed = new Set(this.#state.collapsed);
		if (!collapsed.delete(container)) collapsed.add(container);
		this.#change({ collapsed });
	}

	change(part: Partial<Pick<PanelState, "direction" | "showCritical" | "showInspector">>): void {
		this.#change(part);
	}

	post(message: FromWebview): void {
		this.#post(message);
	}

	#receiveEvents(message: Extract<ToWebview, { type: "events" }>): void {
		const taken = this.#source.takeEvents(message);
		if (taken === "other") {
			if (this.#source.run === undefined) this.#askForSnapshot();
			return;
		}
		if (taken === "gap") {
			this.#askForSnapshot();
			this.#change({ behind: this.#source.behind });
		}
		this.#redraw();
	}

	#askForSnapshot(): void {
		if (this.#resyncing) return;
		this.#resyncing = true;
		this.#post({ type: "resync" });
	}

	#redraw(): void {
		this.#viewIsOld = true;
		this.#frames.request(this.#draw);
	}

	readonly #draw = (): void => {
		const now = this.#now();
		if (now - this.#sampled >= SAMPLES_EVERY) {
			if (this.graph.flushSamples()) this.#sampled = now;
		} else if (this.graph.hasSamples) this.#frames.request(this.#draw);
		if (!this.#viewIsOld) return;
		this.#viewIsOld = false;
		const { view, textChanged } = this.#source.view();
		const at = view === undefined ? undefined : atInstances(view, this.#state.chosen);
		this.#whole = at?.view;
		this.#paths = at?.paths ?? new Map();
		const level = this.#whole === undefined ? undefined : levelOf(this.#whole, this.#within);
		this.#within = level?.path.at(-1)?.id;
		this.graph.show(level?.view ?? { workflow: "", nodes: [], edges: [], critical: [] }, level?.inside);
		const { run: _run, selected, ...rest } = this.#state;
		this.#state = {
			...rest,
			heard: true,
			hasPlan: view !== undefined,
			workflow: view?.title ?? view?.workflow ?? "",
			...(view?.run !== undefined && { run: view.run }),
			...(selected !== undefined && this.graph.node(selected) !== undefined && { selected }),
			path: level?.path ?? [],
			textChanged,
			behind: this.#source.behind,
		};
		this.#topics.tell("panel");
	};

	#change(part: Partial<PanelState>): void {
		this.#state = { ...this.#state, ...part };
		this.#topics.tell("panel");
	}
}
