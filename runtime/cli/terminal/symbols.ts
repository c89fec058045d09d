/** The signs of the command line. Each status differs in shape, not only in colour. */
export interface Symbols {
	readonly succeeded: string;
	readonly failed: string;
	readonly skipped: string;
	readonly cancelled: string;
	readonly retrying: string;
	readonly pending: string;
	readonly warning: string;
	readonly waiting: string;
	readonly paused: string;
	/** Turns while a job runs. */
	readonly spinner: readonly string[];
	readonly barFull: string;
	readonly barEmpty: string;
	readonly arrow: string;
	readonly dot: string;
	readonly rule: string;
	readonly gutter: string;
	readonly ellipsis: string;
}

const unicode: Symbols = {
	succeeded: "✓",
	failed: "✗",
	skipped: "»",
	cancelled: "⊘",
	retrying: "↻",
	pending: "·",
	warning: "!",
	waiting: "◷",
	paused: "‖",
	spinner: ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"],
	barFull: "━",
	barEmpty: "─",
	arrow: "→",
	dot: "·",
	rule: "─",
	gutter: "│",
	ellipsis: "…",
};

const ascii: Symbols = {
	succeeded: "+",
	failed: "x",
	skipped: ">",
	cancelled: "/",
	retrying: "@",
	pending: ".",
	warning: "!",
	waiting: "?",
	paused: "=",
	spinner: ["|", "/", "-", "\\"],
	barFull: "#",
	barEmpty: "-",
	arrow: "->",
	dot: "-",
	rule: "-",
	gutter: "|",
	ellipsis: "...",
};

/** The signs that this terminal can show: the Linux console has only ASCII. */
export function symbolsFor(environment: NodeJS.ProcessEnv): Symbols {
	return environment["TERM"] === "linux" || environment["DAG_ASCII"] === "1" ? ascii : unicode;
}
