/** Where a shell cannot take an interpolation as one piece of data. */
export type ScriptPlace =
	| "backticks"
	| "arithmetic"
	| "quoted_here_document"
	| "here_document_word"
	| "code"
	| "variable_name"
	| "parameter_expansion"
	| "after_backslash"
	| "after_dollar"
	| "ansi_quotes"
	| "ambiguous"
	| "nesting";
