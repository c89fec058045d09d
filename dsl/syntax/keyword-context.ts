/**
 * Which words are keywords, and where. All but four are words of the language only where a construct may begin or go
 * on; anywhere else (`limit = 3`, `row.type`, `let timeout = 5m`) they are names. Deciding it here, from the tokens
 * around the word, keeps the grammar free of ambiguity and its error recovery local.
 */

/** What the decision rests on. */
export interface WordPlace {
	readonly word: string;
	/** Name of the token type before the word; empty at the start of the file. */
	readonly previous: string;
	/** Whether a line break stands between the two. */
	readonly newLine: boolean;
	/** The next characters after the word and blanks: `=` (assignment), `=>`, `:`, or anything else. */
	readonly next: "assign" | "arrow" | "colon" | "other";
	/** The list of words that is being read. */
	readonly list: WordList;
	/** Whether the innermost open bracket is `(` or `[`. */
	readonly inBrackets: boolean;
}

/** Constructs whose items are words that mean nothing elsewhere. */
export type WordList = "none" | "import" | "needs" | "checkpoint";

/** Never names, except as a member (`r.in`). */
const reserved = new Set(["true", "false", "null", "in"]);

/** Words that begin a declaration; they end a half-typed expression on the line before. */
const declarations = new Set(
	"import workflow type test param secret let job group loop output next on schedule checkpoint defaults outputs mock expect with".split(
		" ",
	),
);

const needs = new Set(["cpu", "memory", "gpu", "label"]);
const triggers = new Set(["job_completed", "level_completed", "every", "before", "manual"]);
const overlapModes = new Set(["skip", "queue"]);

/** After these a name is due, if it stands on the same line. */
const namesFollow = new Set(
	(
		"= == != < <= > >= + - * / % && || ?? ? : , ( [ => ! . in job let param secret workflow type group loop output " +
		"next carry for after when where until expect mock as of uses fallback rollback TEMPLATE_HEAD TEMPLATE_MIDDLE"
	).split(" "),
);

/** After these an operand is due, and may stand on the next line. */
const operandsFollow = new Set("== != < <= > >= + - * / % && || ?? ? ( [ => ! in".split(" "));

/** Tells whether the word is a keyword where it stands. */
export function isKeywordHere(place: WordPlace): boolean {
	const { word, previous, newLine, next, list } = place;
	if (previous === "." && !newLine) return false;
	if (reserved.has(word)) return true;
	if (list === "import") return isImportWord(place);
	if (needs.has(word)) return list === "needs" && (previous === "needs" || previous === ",");
	if (triggers.has(word)) return list === "checkpoint" && (previous === "on" || previous === ",");
	if (overlapModes.has(word)) return previous === "overlap";
	// `then => { … }` goes on with the outcomes of a mock; `f(then => then)` is a function.
	if (word === "then" && next === "arrow") return !place.inBrackets;
	if (next !== "other") return false;
	if (namesFollow.has(previous) && !newLine) return false;
	if (declarations.has(word)) return true;
	if (operandsFollow.has(previous)) return false;
	return !(previous === "," && place.inBrackets);
}

/** Everything in an import list is a name but its own words, unless the list was left open and something else begins. */
function isImportWord({ word, newLine, previous }: WordPlace): boolean {
	if (previous === "{" || previous === "," || previous === "as") return false;
	if (word === "from") return true;
	return word === "as" ? previous === "ID" : newLine && (word === "import" || word === "workflow");
}
