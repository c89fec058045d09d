import { expect, test } from "vitest";
import { shellWord } from "./shell-word.ts";

test("quotes only what a shell would take apart", () => {
	expect(["tune.fit", "ship/deploy", "sweep[3]", "my project", "dír/日本", "it's", ""].map(shellWord)).toEqual([
		"tune.fit",
		"ship/deploy",
		"'sweep[3]'",
		"'my project'",
		"dír/日本",
		"'it'\\''s'",
		"''",
	]);
});
