/** Colours and weights of the command line; every function returns its text unchanged when colour is off. */
export interface Style {
	readonly enabled: boolean;
	readonly bold: Paint;
	readonly dim: Paint;
	readonly underline: Paint;
	/** Ended well. */
	readonly ok: Paint;
	/** Ended badly, and errors. */
	readonly fail: Paint;
	/** Under way. */
	readonly run: Paint;
	/** Trying again, and warnings. */
	readonly warn: Paint;
	/** Waiting for people. */
	readonly people: Paint;
	/** Hints and help. */
	readonly hint: Paint;
}

type Paint = (text: string) => string;

/** Builds the style; colours are the terminal's own sixteen, so they fit its theme. */
export function createStyle(enabled: boolean): Style {
	const paint =
		(open: number, close: number): Paint =>
		(text) =>
			enabled && text !== "" ? `\x1b[${open}m${text}\x1b[${close}m` : text;
	return {
		enabled,
		bold: paint(1, 22),
		dim: paint(2, 22),
		underline: paint(4, 24),
		ok: paint(32, 39),
		fail: paint(31, 39),
		run: paint(34, 39),
		warn: paint(33, 39),
		people: paint(35, 39),
		hint: paint(36, 39),
	};
}

/** Whether to colour: FORCE_COLOR and NO_COLOR decide (no-color.org), else a terminal that is not `dumb`. */
export function wantsColor(environment: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
	const force = environment["FORCE_COLOR"];
	if (force !== undefined && force !== "") return force !== "0" && force !== "false";
	const off = environment["NO_COLOR"];
	if (off !== undefined && off !== "") return false;
	return isTerminal && environment["TERM"] !== "dumb";
}
