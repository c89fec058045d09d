import type { Token } from "./token.ts";

/**
 * How the parser goes on after a mistake. Chevrotain's own recovery treats all tokens alike; here the braces are known
 * to balance (balance-braces.ts), so a mistake never leaves the block it stands in, and no block is invented.
 */
export function installRecovery(parser: RecoveringParser): void {
	const inRepetition = parser.tryInRepetitionRecovery.bind(parser);
	const followSets = parser.flattenFollowSet.bind(parser);

	const hasGivenUp = () => parser._errors.length >= MOST_MISTAKES;

	parser.canTokenTypeBeInsertedInRecovery = (type) => {
		if (hasGivenUp() || neverInvented.has(type.name)) return false;
		// The next line is no value of this one.
		return !linking.has(type.name) || parser.LA(1).startLine === parser.LA(0).endLine;
	};
	// What may follow a token is found by a walk through the grammar: the same for every mistake of its kind.
	const followsOf = parser.getFollowsForInRuleRecovery.bind(parser);
	const known = new Map<string, TokenType[]>();
	parser.getFollowsForInRuleRecovery = (type, index) => {
		if (neverInvented.has(type.name)) return [];
		const key = `${parser.RULE_STACK.slice(0, parser.RULE_STACK_IDX + 1)} ${parser.RULE_OCCURRENCE_STACK.slice(0, parser.RULE_OCCURRENCE_STACK_IDX + 1)} ${type.name} ${index}`;
		const follows = known.get(key) ?? followsOf(type, index);
		known.set(key, follows);
		return follows;
	};

	parser.canTokenTypeBeDeletedInRecovery = () => {
		const token = parser.LA(1);
		// What begins the next line is more likely right than wrong.
		return !hasGivenUp() && !structure.has(token.tokenType.name) && token.startLine === parser.LA(0).endLine;
	};

	parser.flattenFollowSet = () => {
		const rules = ruleStack(parser);
		const block = rules.findLastIndex((name, index) => index < rules.length - 1 && blocks.has(name));
		if (block < 0 || blocks.has(rules.at(-1) ?? "")) return followSets();
		return parser
			.buildFullFollowKeyStack()
			.slice(block + 1)
			.flatMap((key) => parser.getFollowSetFromFollowKey(key));
	};

	/** Where the last search for a place to go on ended. */
	let target: Token | undefined;

	parser.findReSyncTokenType = () => {
		const { endLine } = parser.LA(0);
		const candidates = parser.flattenFollowSet();
		let depth = 0;
		for (let k = 1; ; k++) {
			const token = parser.LA(k);
			const name = token.tokenType.name;
			target = token;
			const mayGoOn = depth === 0 && !hasGivenUp() && mayGoOnAt(token, endLine, parser.LA(k + 1));
			if (mayGoOn && candidates.some((type) => parser.tokenMatcher(token, type))) return token.tokenType;
			// The end of the file, or of the block, ends every search.
			if (name === "EOF") return token.tokenType;
			depth += depthChange(name);
			if (depth >= 0 || hasGivenUp()) continue;
			// What is left of a string that was given up ends no block, and nothing ends the file but its end.
			const rules = ruleStack(parser);
			const ends = name === "TEMPLATE_TAIL" ? rules.includes("Template") : rules.some((rule) => blocks.has(rule));
			if (ends) return token.tokenType;
			depth = 0;
		}
	};

	parser.reSyncTo = () => {
		const skipped: Token[] = [];
		while (parser.LA(1) !== target && parser.LA(1).tokenType.name !== "EOF") {
			skipped.push(parser.LA(1));
			parser.SKIP_TOKEN();
		}
		return skipped;
	};

	parser.tryInRepetitionRecovery = (rule, ruleArguments, canGoOn, expected) => {
		if (hasGivenUp() || (expected.name !== "}" && expected.name !== "TEMPLATE_TAIL")) {
			inRepetition(rule, ruleArguments, canGoOn, expected);
			return;
		}
		const start = parser.exportLexerState();
		const first = parser.LA(1);
		const previous = parser.LA(0);
		let depth = 0;
		for (;;) {
			const token = parser.LA(1);
			const name = token.tokenType.name;
			if (name === "EOF") {
				parser.importLexerState(start);
				return;
			}
			const onward =
				depth === 0 && token !== first && mayGoOnAt(token, previous.endLine, parser.LA(2)) && canGoOn.call(parser);
			if (onward || (depth === 0 && name === expected.name)) {
				parser.SAVE_ERROR(misplaced(parser, expected, first, previous));
				if (onward) rule.apply(parser, ruleArguments);
				return;
			}
			depth += depthChange(name);
			parser.SKIP_TOKEN();
		}
	};
}

/**
 * After this many mistakes the rest of the text is passed over: it is no `.dag` file then, and each mistake costs many times
 * what a right line does.
 */
const MOST_MISTAKES = 5_000;
/** Tokens that stand for what only the writer can know. */
const neverInvented = new Set(["{", "}", "ID", "TEMPLATE_TAIL"]);
/** Tokens between a name and what it is. */
const linking = new Set(["=", ":", "=>", "in"]);
/** Tokens that are never skipped to reach an expected one: much hangs on them. */
const structure = new Set(["{", "}", "job", "workflow"]);
/** Rules that hold members between braces, or expressions in a string. */
const blocks = new Set(
	"Workflow Body GroupBody LoopBody Hook Defaults Test Outputs TypeDeclaration RecordType Environment ObjectLiteral Template".split(
		" ",
	),
);

/** The rules that are being read, outermost first, without the mark that Langium puts on their names. */
function ruleStack(parser: RecoveringParser): string[] {
	return parser.getHumanReadableRuleStack().map((name) => name.replace("\u200B", ""));
}

function depthChange(name: string): number {
	if (name === "{" || name === "TEMPLATE_HEAD") return 1;
	return name === "}" || name === "TEMPLATE_TAIL" ? -1 : 0;
}

/** A name is only believed on a new line, or before what makes it a setting or a key; words of the language anywhere. */
function mayGoOnAt(token: Token, line: number | undefined, next: Token): boolean {
	if (token.tokenType.name !== "ID" || token.startLine !== line) return true;
	return next.tokenType.name === "=" || next.tokenType.name === ":";
}

function misplaced(parser: RecoveringParser, expected: TokenType, actual: Token, previous: Token): Error {
	const message = parser.errorMessageProvider.buildMismatchTokenMessage({
		expected,
		actual,
		previous,
		ruleName: parser.getCurrRuleFullName(),
	});
	// Named as the parser library names it, which is how the library tells its own errors.
	return Object.assign(new Error(message), {
		name: "MismatchedTokenException",
		token: actual,
		previousToken: previous,
		resyncedTokens: [],
	});
}

type TokenType = Token["tokenType"];

/** What is used of Chevrotain's recovery; its types keep these members to itself. */
export interface RecoveringParser {
	readonly errorMessageProvider: {
		buildMismatchTokenMessage(options: {
			expected: TokenType;
			actual: Token;
			previous: Token;
			ruleName: string;
		}): string;
	};
	LA(howMany: number): Token;
	SKIP_TOKEN(): Token;
	SAVE_ERROR(error: Error): Error;
	exportLexerState(): number;
	importLexerState(state: number): void;
	tokenMatcher(token: Token, type: TokenType): boolean;
	getCurrRuleFullName(): string;
	getHumanReadableRuleStack(): string[];
	buildFullFollowKeyStack(): unknown[];
	getFollowSetFromFollowKey(key: unknown): TokenType[];
	flattenFollowSet(): TokenType[];
	readonly _errors: readonly Error[];
	readonly RULE_STACK: readonly number[];
	readonly RULE_STACK_IDX: number;
	readonly RULE_OCCURRENCE_STACK: readonly number[];
	readonly RULE_OCCURRENCE_STACK_IDX: number;
	getFollowsForInRuleRecovery(type: TokenType, index: number): TokenType[];
	findReSyncTokenType(): TokenType;
	reSyncTo(type: TokenType): Token[];
	canTokenTypeBeInsertedInRecovery(type: TokenType): boolean;
	canTokenTypeBeDeletedInRecovery(type: TokenType): boolean;
	tryInRepetitionRecovery(
		rule: (...values: unknown[]) => unknown,
		ruleArguments: unknown[],
		canGoOn: () => boolean,
		expected: TokenType,
	): void;
}
