import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import oniguruma from "vscode-oniguruma";
import textmate, { type IGrammar, type IRawGrammar } from "vscode-textmate";

/** A piece of text with its most telling scope, without the trailing `.dag`; the bare text where it has none. */
export interface Token {
	readonly text: string;
	/** All scopes, outermost first, without that of the file. */
	readonly scopes: readonly string[];
}

/** The grammar of `.dag` on the engine that VS Code itself uses. */
export async function loadGrammar(shell: IRawGrammar | null = null): Promise<IGrammar> {
	const wasm = readFileSync(createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm"));
	await oniguruma.loadWASM(wasm);
	const path = new URL("../dag.tmLanguage.json", import.meta.url).pathname;
	const registry = new textmate.Registry({
		onigLib: Promise.resolve({
			createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
			createOnigString: (text) => new oniguruma.OnigString(text),
		}),
		loadGrammar: async (scope) =>
			// The shell's grammar is VS Code's own, so a test brings what it needs of one.
			scope === "source.dag" ? textmate.parseRawGrammar(readFileSync(path, "utf8"), path) : shell,
	});
	const grammar = await registry.loadGrammar("source.dag");
	if (!grammar) throw new Error("The grammar could not be loaded.");
	return grammar;
}

/** All tokens of a text but white space. */
export function tokenise(grammar: IGrammar, text: string): readonly Token[] {
	let state = textmate.INITIAL;
	return text.split(/\r?\n/).flatMap((line) => {
		const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
		state = ruleStack;
		return tokens.flatMap(({ startIndex, endIndex, scopes }) => {
			const piece = line.slice(startIndex, endIndex).trim();
			return piece === "" ? [] : [{ text: piece, scopes: named(scopes) }];
		});
	});
}

/** For an offset of the text, the scopes of the token there. */
export function scopesAt(grammar: IGrammar, text: string): (offset: number) => readonly string[] {
	const lines: {
		readonly start: number;
		readonly tokens: readonly { readonly end: number; readonly scopes: readonly string[] }[];
	}[] = [];
	let state = textmate.INITIAL;
	let start = 0;
	for (const line of text.split("\n")) {
		const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
		state = ruleStack;
		lines.push({ start, tokens: tokens.map(({ endIndex, scopes }) => ({ end: endIndex, scopes: named(scopes) })) });
		start += line.length + 1;
	}
	return (offset) => {
		const line = lines.findLast((each) => each.start <= offset);
		return line?.tokens.find(({ end }) => offset < line.start + end)?.scopes ?? [];
	};
}

function named(scopes: readonly string[]): readonly string[] {
	return scopes.slice(1).map((scope) => scope.replace(/\.dag$/, ""));
}
