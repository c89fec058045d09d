import { hoverAt } from "@dagwright/dsl/query";
import { type Hover, type HoverParams, MarkupKind } from "vscode-languageserver";
import type { Build } from "../builds.ts";
import { rangeOf } from "./location.ts";

/** What is known of the word under the pointer. */
export function hoverOf(build: Build, { position }: HoverParams): Hover | null {
	const found = hoverAt(build.analysis(), position);
	return found ? { range: rangeOf(found.at), contents: { kind: MarkupKind.Markdown, value: found.markdown } } : null;
}
