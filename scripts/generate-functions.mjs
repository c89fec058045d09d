/** Writes docs/functions.md from the one table of functions. */
import { functionReference } from "../runtime/core/expression/index.ts";
import { writeGenerated } from "./write-generated.mjs";

// The reference is a section elsewhere; here it is the page.
const reference = functionReference()
	.replace(/^# .*\n+/, "")
	.replaceAll(/^##(#+ )/gm, "#$1")
	.trimEnd();

await writeGenerated(
	"docs/functions.md",
	`# Functions\n\nWhat expressions may call. Generated from \`runtime/core/expression/functions\` by \`npm run generate\`.\n\n${reference}\n`,
);
