import {
	type AstNode,
	createParser,
	type LangiumCoreServices,
	LangiumParser,
	type ParseResult,
	type ParserOptions,
} from "langium";
import type { DagLexer } from "./lexer.ts";
import { refuseNesting, refuseText } from "./limits.ts";
import { installRecovery, type RecoveringParser } from "./parser-recovery.ts";
import type { LexicalProblem } from "./token.ts";

/**
 * The parser that everyone uses: it refuses what would cost too much before it is read, and replaces the generated
 * parser after anything it threw, since that one may then fail on every later text.
 */
export class DagParser extends LangiumParser {
	readonly #services: LangiumCoreServices;
	#generated: GeneratedParser | undefined;

	constructor(services: LangiumCoreServices) {
		super(services);
		this.#services = services;
	}

	override parse<T extends AstNode>(text: string, options?: ParserOptions): ParseResult<T> {
		const refusal = refuseText(text) ?? this.#refuseTokens(text);
		if (refusal !== undefined) return this.#refused(refusal);
		// The parser throws at every mistake, and nobody asks where in the parser that was.
		const { stackTraceLimit } = Error;
		try {
			Error.stackTraceLimit = 0;
			return this.#parser().parse<T>(text, options);
		} catch (error) {
			this.#generated = undefined;
			const reason = error instanceof Error ? error.message : String(error);
			return this.#refused({
				code: "dag/syntax",
				message: `this file could not be read (${reason})`,
				offset: 0,
				length: 0,
			});
		} finally {
			Error.stackTraceLimit = stackTraceLimit;
		}
	}

	#refuseTokens(text: string): LexicalProblem | undefined {
		// The token types are numbered when a parser is first made.
		this.#parser();
		return refuseNesting((this.lexer as DagLexer).scan(text).tokens);
	}

	#refused<T extends AstNode>(refusal: LexicalProblem): ParseResult<T> {
		const empty = this.#parser().parse<T>("");
		return { ...empty, lexerErrors: [{ ...refusal, line: undefined, column: undefined }] };
	}

	#parser(): GeneratedParser {
		this.#generated ??= createGeneratedParser(this.#services);
		return this.#generated;
	}
}

class GeneratedParser extends LangiumParser {
	constructor(services: LangiumCoreServices) {
		super(services);
		installRecovery(this.wrapper as unknown as RecoveringParser);
	}
}

function createGeneratedParser(services: LangiumCoreServices): GeneratedParser {
	const parser = new GeneratedParser(services);
	createParser(services.Grammar, parser, services.parser.Lexer.definition);
	parser.finalize();
	return parser;
}
