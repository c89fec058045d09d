import { nearestName } from "@dagwright/core/expression";

/**
 * Which keyword a word was meant to be that is none: `tiemout 3s`, `jobb a: shell`, `overlap skipp`, `a and b`. Told from
 * the tokens before it: where only a word of the language can stand, a name cannot be meant, so the nearest such word is
 * taken for it, and the rest of the text is read as if it stood there. So a slip costs one message and nothing else.
 */
export class MistypedWords {
	readonly #frames: Frame[] = [newFrame("file")];
	#previous = "";
	/** Tokens since the keyword that began the statement. */
	#age = 0;

	/** Takes the next token, by the name of its type. */
	note(name: string): void {
		const frame = this.#frame();
		this.#age++;
		if (opening.has(name)) this.#frames.push(newFrame(name === "{" ? this.#blockOf(frame) : "other"));
		else if (closing.has(name)) {
			if (this.#frames.length > 1) this.#frames.pop();
			if (frame.kind !== "other") this.#begin("");
		} else if (statements.has(name) && members[frame.kind].includes(name) && this.#previous !== "checkpoint")
			this.#begin(name);
		else if (continuations.has(name)) frame.clause = name;
		this.#previous = name;
	}

	/**
	 * The keyword or operator that the word must mean; undefined where a name may stand, or nothing is near. `newLine` says
	 * that it is the first of its line, `isPlain` that no `=`, `:`, `.` or `(` follows, by which it would be a name.
	 */
	meaning(word: string, newLine: boolean, isPlain: () => boolean): string | undefined {
		if (!newLine && Object.hasOwn(operators, word) && this.#endsOperand(newLine)) {
			if (this.#frame().clause !== "after") return operators[word];
			return word === "and" ? "," : undefined;
		}
		if (word === "not" && operandsDue.has(this.#previous) && isPlain()) return "!";
		const frame = this.#frame();
		if (frame.kind === "other" || word.length < 2 || namesFollow.has(this.#previous) || !isPlain()) return undefined;
		const due = this.#due(frame, newLine);
		if (due === undefined) return undefined;
		const foreign = Object.hasOwn(foreignWords, word) ? foreignWords[word] : undefined;
		if (foreign !== undefined && due.includes(foreign)) return foreign;
		return nearestName(
			word,
			due.filter((each) => each.length > 2 || word.length > 2),
		);
	}

	/** The words one of which is due; undefined where something else may stand too. */
	#due(frame: Frame, newLine: boolean): readonly string[] | undefined {
		const previous = this.#previous;
		if (previous === "on" || previous === ",") {
			if (frame.head === "checkpoint") return triggers;
			if (previous === "on") return events;
			return frame.clause === "needs" || frame.head === "needs" ? kinds : undefined;
		}
		const fixed = Object.hasOwn(follows, previous) ? follows[previous] : undefined;
		if (fixed !== undefined) return fixed;
		const starts = previous === "{" || previous === "";
		if (!starts && !this.#endsOperand(newLine)) return undefined;
		// After its name a declaration goes on with `:` or `=`.
		if (!newLine && this.#age === 1 && named.has(frame.head)) return undefined;
		const begins = members[frame.kind] ?? [];
		const goesOn = starts ? [] : [...(goOn[frame.head] ?? []), ...(goOn[frame.clause] ?? [])];
		return [...goesOn, ...begins];
	}

	/** What stands before could be the end of an expression or a statement: then a name cannot follow. */
	#endsOperand(newLine: boolean): boolean {
		const previous = this.#previous;
		// `list<int>` and `int?` end a param's type; elsewhere these are operators.
		if (previous === ">" || previous === "?") return newLine && this.#frame().head === "param";
		return operandEnds.has(previous);
	}

	#blockOf(frame: Frame): BlockKind {
		if (frame.kind === "other" || valuesFollow.has(this.#previous)) return "other";
		return blocks[frame.head] ?? "other";
	}

	#begin(head: string): void {
		const frame = this.#frame();
		frame.head = head;
		frame.clause = "";
		this.#age = 0;
	}

	#frame(): Frame {
		return this.#frames.at(-1) ?? newFrame("file");
	}
}

/** What a brace holds; `other` is whatever holds names rather than words: objects, fields, brackets, strings. */
type BlockKind = "file" | "workflow" | "group" | "loop" | "hook" | "body" | "defaults" | "test" | "other";

interface Frame {
	readonly kind: BlockKind;
	/** The keyword that began the statement; empty before one. */
	head: string;
	/** The last keyword within the statement. */
	clause: string;
}

function newFrame(kind: BlockKind): Frame {
	return { kind, head: "", clause: "" };
}

const words = (text: string): readonly string[] => text.split(" ");

const policies = words("retry timeout cache limit succeed needs uses allow environment sources");
const nodes = words("job let group loop");
const kinds = words("cpu memory gpu label");
const triggers = words("job_completed level_completed every before manual");
const events = words("failure success done");
const outcomes = words("succeeded failed skipped done");

const members: Readonly<Record<BlockKind, readonly string[]>> = {
	file: words("workflow import type test"),
	workflow: [...nodes, ...words("param secret output on schedule checkpoint defaults overlap"), ...policies],
	group: [...nodes, ...policies, "output", "fallback", "rollback"],
	loop: [...nodes, ...policies, "next", "fallback", "rollback"],
	hook: nodes,
	body: [...policies, "run", "outputs", "fallback", "rollback"],
	defaults: policies,
	test: words("with mock expect"),
	other: [],
};

/** How a statement or clause may go on. */
const goOn: Readonly<Record<string, readonly string[]>> = {
	job: words("for when after critical"),
	group: words("for when after critical"),
	loop: words("for when after critical carry max until"),
	for: words("in where"),
	after: outcomes,
	retry: words("backoff when"),
	uses: ["as"],
	schedule: words("tz backfill"),
	checkpoint: ["keep"],
	import: ["from"],
	test: ["of"],
	mock: words("fails takes then"),
	expect: outcomes,
};

/** Words after which only certain others can stand. */
const follows: Readonly<Record<string, readonly string[]>> = {
	overlap: words("skip queue allow"),
	allow: ["failure"],
	before: ["critical"],
	backfill: ["max"],
	needs: kinds,
	checkpoint: ["on"],
};

const blocks: Readonly<Record<string, BlockKind>> = {
	workflow: "workflow",
	job: "body",
	group: "group",
	loop: "loop",
	on: "hook",
	defaults: "defaults",
	test: "test",
	fallback: "body",
	rollback: "body",
};

/** What other tools call it. */
const foreignWords: Readonly<Record<string, string>> = {
	if: "when",
	foreach: "for",
	depends: "after",
	depends_on: "after",
	requires: "after",
	const: "let",
	var: "let",
	def: "let",
	val: "let",
	task: "job",
	step: "job",
	pipeline: "workflow",
	dag: "workflow",
	fail: "failure",
	error: "failure",
	succeeded: "success",
	always: "done",
	finished: "done",
	include: "import",
	input: "param",
	parameter: "param",
	env: "environment",
	secrets: "uses",
	retries: "retry",
	attempts: "retry",
	resources: "needs",
	command: "run",
	cmd: "run",
	exec: "run",
	return: "output",
	cron: "schedule",
};

/** Operators that other languages write as words. */
const operators: Readonly<Record<string, string>> = { and: "&&", or: "||" };

const statements = new Set([...Object.values(members).flat(), "fallback"]);
const continuations = new Set(words("for when after where retry uses needs carry until backoff"));
/** Declarations whose name is followed by `:` or `=`. */
const named = new Set(words("job param let output"));
const opening = new Set(words("{ ( [ TEMPLATE_HEAD"));
const closing = new Set(words("} ) ] TEMPLATE_TAIL"));
/** A `{` after these begins an object or a record type. */
const valuesFollow = new Set(words("= : , ( [ => ? ?? == != && || + < > import outputs environment"));
/** Where a name stands most often; only to be quick. */
const namesFollow = new Set(words("job let param secret workflow group loop output = : . in"));
const operandsDue = new Set(words("= ( [ , && || ! ? : => when until where expect == !="));
const operandEnds = new Set(
	words(
		"ID TEXT TEMPLATE_TAIL NUMBER DURATION SIZE PERCENT MALFORMED_NUMBER ) ] } true false null critical cache failure " +
			"success skip queue allow job_completed level_completed manual succeeded failed skipped cancelled done fails",
	),
);
