import { definitionAt } from "@dagwright/dsl/query";
import type { DefinitionParams, LocationLink } from "vscode-languageserver";
import type { Build } from "../builds.ts";
import { rangeOf } from "./location.ts";

/** Where the word under the cursor is declared. */
export function definitionOf(build: Build, { position }: DefinitionParams): LocationLink[] {
	const found = definitionAt(build.analysis(), position);
	if (!found) return [];
	return [
		{
			originSelectionRange: rangeOf(found.from),
			targetUri: build.project.uriOf(found.whole.file),
			targetRange: rangeOf(found.whole),
			targetSelectionRange: rangeOf(found.name),
		},
	];
}
