import type { JobTypeCatalog } from "@dagwright/core";
import catalog from "@dagwright/job-types/catalog.json" with { type: "json" };
import { CstUtils, type LeafCstNode } from "langium";
import { expect, test } from "vitest";
import { LineTable } from "../syntax/line-table.ts";
import { everything } from "../test/everything.ts";
import { analyse, definitionAt, hoverAt } from "./index.ts";

const files: Readonly<Record<string, string>> = { "main.dag": everything.main, "lib.dag": everything.library };
const analysis = analyse({
	file: "main.dag",
	read: (path) => (files[path] === undefined ? { problem: "missing" } : { text: files[path] }),
	catalog: catalog as unknown as JobTypeCatalog,
});
const lines = new LineTable(everything.main);

function words(): readonly LeafCstNode[] {
	const root = analysis.main?.tree.$cstNode;
	if (!root) throw new Error("The file was not parsed.");
	return [...CstUtils.flattenCst(root)].filter(({ hidden, text }) => !hidden && /^[A-Za-z_]\w*$/.test(text));
}

const hovers = words().map((leaf) => {
	const position = lines.position(leaf.offset);
	const definition = definitionAt(analysis, position);
	return {
		word: leaf.text,
		line: position.line + 1,
		before: everything.main.slice(0, leaf.offset).split("\n").at(-1) ?? "",
		markdown: hoverAt(analysis, position)?.markdown.replaceAll(/```(dag)?\n?/g, ""),
		leads: definition && `${definition.name.file}:${definition.name.start.line + 1}`,
	};
});

test("tells something of every word but literals", () => {
	const silent = hovers.filter(({ markdown }) => markdown === undefined);
	expect([...new Set(silent.map(({ word }) => word))]).toEqual(["true", "false"]);
});

test("tells no word that nothing is known of it", () => {
	expect(
		hovers.filter(({ markdown }) => markdown?.includes("unknown") && !markdown.includes("unknown outcome")),
	).toEqual([]);
});

/** The words as `what stands before it on its line|word`, each with a part of what is told, and where it leads. */
test.each([
	["import|{", "import", "Workflows and types of another file.", undefined],
	["import { canary, Share |as", "as", "Its name in this file.", undefined],
	["import { canary, Share as S } |from", "from", "relative to this one", undefined],
	["  timeout 6h  overlap skip  |limit", "limit", "attempts of the whole run", undefined],
	["  |timeout 6h", "timeout", "The longest that a run may take", undefined],
	["    |limit 4", "limit", "instances of the `for`", undefined],
	['  schedule "0 2 * * *" tz "Europe/Berlin" backfill |max', "max", "How far back.", undefined],
	["  checkpoint |on", "on", "What makes a checkpoint", undefined],
	["    retry 2 |when", "when", "Which errors are tried again.", undefined],
	["  on |failure", "failure", "The run failed.", undefined],
	["  on |done", "done", "The run ended", undefined],
	["  job nice: shell { allow |failure", "failure", "goes on", undefined],
	["  param xs: list<|int", "int", "A whole number", undefined],
	["  param share: S = { |part", "part", "part: percent", undefined],
	[
		'    limit 4 succeed 75% needs memory 2GB, gpu 1, label "big" uses token as |TOKEN',
		"TOKEN",
		"the secret `token`",
		undefined,
	],
	["  mock tune[2].|fit", "fit", "job fit: training", "main.dag:32"],
	["  mock ship.|deploy", "deploy", "job deploy: deployment", "lib.dag:8"],
	["  mock ship.|rollback", "rollback", "rollback shell\n// of ship", "main.dag:40"],
	["  mock sweep.|fallback", "fallback", "fallback training\n// of sweep", "main.dag:23"],
	["  mock |on_failure", "on_failure", "on failure", "main.dag:44"],
	["  mock on_failure.|alert", "alert", "job alert: slack", "main.dag:44"],
	["  mock release => |expired", "expired", "expired", undefined],
	["  mock prep[0].c => { |q", "q", "q: int", undefined],
	["  expect ship.|deploy", "deploy", "job deploy: deployment", "lib.dag:8"],
	["  expect on_done.|bye", "bye", "job bye: shell", "main.dag:45"],
	["  expect |run", "run", "result: enum(", undefined],
	["  expect run.result == |failed", "failed", "succeeded_with_warnings", undefined],
	["  expect sweep[1].fallback |skipped", "skipped", "never reached", undefined],
	["  expect sweep.map(r => |r", "r", "metrics", "main.dag:64"],
] as const)("%s tells %s", (place, word, part, leads) => {
	const [before = ""] = place.split("|");
	const found = hovers.filter(
		(each) => each.word === word && (each.before === before || (before === "import" && each.line === 1)),
	);
	expect(found.map((each) => each.markdown)).toEqual([expect.stringContaining(part)]);
	expect(found[0]?.leads).toBe(leads);
});
