import type { GraphNode, GraphView } from "@dagwright/core";
import type { Direction } from "@dagwright/layout";
import type { Answer } from "@dagwright/protocol";
import type { Problem } from "./problems.ts";

/** All of the panel that is not the graph itself; a new object after each change. */
export interface PanelState {
	/** Before the first message: nothing is known. */
	readonly heard: boolean;
	readonly file?: string;
	/** Whether the file has a workflow. */
	readonly hasPlan: boolean;
	/** Name of the workflow that is shown. */
	readonly workflow: string;
	readonly run?: NonNullable<GraphView["run"]>;
	/** The text is no longer what the run was started from. */
	readonly textChanged: boolean;
	readonly problems: readonly Problem[];
	readonly connected: boolean;
	/** UTC ms since when the connection is lost. */
	readonly lostSince?: number;
	/** The connection is lost because the engine's process is gone: the run stands still. */
	readonly engineEnded: boolean;
	/** Events known to be missing, while a snapshot is on its way. */
	readonly behind: number;
	readonly selected?: string;
	/** Path of the instance chosen within the selected node. */
	readonly instance?: string;
	/** The graph shall bring the selected node into view and focus it; counts the requests. */
	readonly reveal: number;
	/** The opened calls around what is drawn, the outermost first. */
	readonly path: readonly GraphNode[];
	/** The chosen round or instance of a loop, group or call, by its node. */
	readonly chosen: ReadonlyMap<string, string>;
	/** By which name the engine knows who sits here. */
	readonly user?: string;
	/** What is asked once more before it is answered. */
	readonly asking?: Asking;
	/** Answers on their way, and what was wrong with one; by instance. */
	readonly answers: ReadonlyMap<string, AnswerState>;
	readonly direction: Direction;
	readonly collapsed: ReadonlySet<string>;
	readonly showCritical: boolean;
	readonly showInspector: boolean;
}

/** An answer that waits to be confirmed. */
export type Asking = Pick<Answer, "instance" | "decision">;

export type AnswerState = { readonly status: "sent" } | { readonly status: "refused"; readonly problem: string };

/** The panel before it has heard anything. */
export const emptyPanel: PanelState = {
	heard: false,
	hasPlan: false,
	workflow: "",
	textChanged: false,
	problems: [],
	connected: true,
	engineEnded: false,
	behind: 0,
	reveal: 0,
	path: [],
	chosen: new Map(),
	answers: new Map(),
	direction: "down",
	collapsed: new Set(),
	showCritical: true,
	showInspector: false,
};
