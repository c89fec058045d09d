import type { LangiumCoreServices, ParseResult } from "langium";
import type { Diagnostic } from "./diagnostic.ts";
import type { File } from "./generated/ast.ts";
import { createDagServices } from "./services.ts";
import { syntaxFindings } from "./syntax/syntax-diagnostics.ts";

/** A file that was read: its tree, of all that could be understood, and what is wrong with its syntax. */
export interface ParsedFile {
	/** Project-relative, with `/`. */
	readonly path: string;
	readonly text: string;
	/**
	 * With broken syntax, any property of any node may be missing, also where its type says it is there; arrays and
	 * flags are always present. References are by name (`$refText`); nothing is linked.
	 */
	readonly ast: File;
	readonly syntaxDiagnostics: readonly Diagnostic[];
	/** Zero-based lines that could not be read as they stand. */
	readonly brokenLines: ReadonlySet<number>;
}

let services: LangiumCoreServices | undefined;

/** Reads a file. Never throws, whatever the text: what cannot be read is refused with a diagnostic and an empty tree. */
export function parse(text: string, path: string): ParsedFile {
	services ??= createDagServices().dag;
	const result: ParseResult<File> = services.parser.LangiumParser.parse<File>(text);
	const { diagnostics, brokenLines } = syntaxFindings(result, text, path);
	return { path, text, ast: result.value, syntaxDiagnostics: diagnostics, brokenLines };
}
