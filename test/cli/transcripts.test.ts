import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { makeFixtureProject } from "./fixture-project.ts";
import { type Call, callBuilt, callHere, writeTranscript } from "./transcript.ts";

/** Each is a golden file `NAME.golden` beside this one; UPDATE_GOLDEN=1 writes them anew. */
const transcripts: Readonly<Record<string, readonly Call[]>> = {
	help: [
		{ argv: ["--help"] },
		{ argv: ["help", "run"] },
		{ argv: ["help", "exit-codes"] },
		{ argv: ["help", "json"] },
		{ argv: ["--help"], environment: { COLUMNS: "40" } },
		{ argv: ["version"] },
		{ argv: ["--version"] },
	],
	usage: [
		{ argv: ["rum", "hello.dag"] },
		{ argv: ["run", "hello.dag", "--max-paralel", "2"] },
		{ argv: ["run", "hello.dag", "--max-parallel", "many"] },
		{ argv: ["run"] },
		{ argv: ["run", "hello.dag", "--param", "times"] },
		{ argv: ["run", "hello.dag", "--param", "times=x"] },
		{ argv: ["run", "hello.dag", "--param", "times=9", "--param", "nmae=x"] },
		{ argv: ["run", "hello.dag", "--params", "params.json"] },
		{ argv: ["run", "hello.dag", "--params", "bad.json"] },
		{ argv: ["run", "hello.dag", "--only", "gret"] },
		{ argv: ["graph", "hello.dag", "--format", "png"] },
		{ argv: ["help", "exit-code"] },
		{ argv: ["run", "hello.dag", "--param", "times=x", "--json"] },
	],
	"bad-input": [
		{ argv: ["run", "missing.dag"] },
		{ argv: ["run", "helo.dag"] },
		{ argv: ["run", "sub"] },
		{ argv: ["check", "empty.dag"] },
		{ argv: ["run", "empty.dag"] },
		{ argv: ["check", "binary.dag"] },
		{ argv: ["run", "binary.dag"] },
		{ argv: ["fmt", "binary.dag"] },
		{ argv: ["check", "windows.dag", "sub/naïve.dag"] },
		{ argv: ["run", "two.dag"] },
		{ argv: ["run", "two.dag", "--workflow", "secnd"] },
		{ argv: ["run", "gated.dag"], environment: { UPLOAD_TOKEN: "x" } },
		{ argv: ["run", "hello.dag"], environment: { DAG_PARAM_TIMES: "six" } },
		{ argv: ["status"] },
		{ argv: ["logs", "12"] },
		{ argv: ["cancel", "hello"] },
	],
	check: [
		{ argv: ["check", "broken.dag"] },
		{ argv: ["check", "cycle.dag"] },
		{ argv: ["check", "wide.dag"] },
		{ argv: ["check", "broken.dag"], environment: { COLUMNS: "40" } },
		{ argv: ["check", "broken.dag"], environment: { FORCE_COLOR: "1" } },
		{ argv: ["check", "broken.dag"], environment: { NO_COLOR: "1" } },
		{ argv: ["check", "hello.dag", "--json"] },
		{ argv: ["graph", "broken.dag"] },
		{ argv: ["graph", "cycle.dag", "--format", "svg", "--output", "cycle.svg"] },
		{ argv: ["run", "broken.dag"] },
	],
	test: [
		{ argv: ["test", "tested.dag"] },
		{ argv: ["test", "tested.dag", "--filter", "WEAK", "--coverage"] },
		{ argv: ["test", "tested.dag", "--filter", "nothing"] },
		{ argv: ["test", "tested.dag", "--filter", "score", "--reporter", "junit"] },
		{ argv: ["test", "tested.dag", "--filter", "weak", "--reporter", "json", "--coverage"] },
		{ argv: ["test", "broken.dag", "hello.dag"] },
		{ argv: ["test", "mistaken.dag"] },
		{ argv: ["test", "broken.dag", "--reporter", "junit"] },
		{ argv: ["test", "tested.dag"], environment: { COLUMNS: "44", DAG_ASCII: "1" } },
		{ argv: ["test", "tested.dag", "--reporter", "xml"] },
		{ argv: ["test", "missing.dag"] },
		{ argv: ["test", "--job", "greet"] },
		{ argv: ["test", "--from-run", "last"] },
		{ argv: ["run", "hello.dag", "-j", "1", "-p", "times=1"] },
		{ argv: ["test", "--from-run", "last"] },
		{ argv: ["test", "--from-run", "1", "--write", "hello.dag"] },
		{ argv: ["test", "hello.dag"] },
		{ argv: ["test", "hello.dag", "--from-run", "1"] },
		{ argv: ["test", "--from-run", "1", "--write", "soft.dag"] },
	],
	fmt: [
		{ argv: ["fmt", "--check", "untidy.dag"] },
		{ argv: ["fmt", "untidy.dag"] },
		{ argv: ["fmt", "--check", "untidy.dag", "windows.dag"] },
		{ argv: ["fmt", "broken.dag", "--json"] },
		{ argv: ["fmt", "-"], input: 'workflow w {\njob a: shell { run "true" }\n}\n' },
	],
	plan: [
		{ argv: ["plan", "hello.dag"] },
		{ argv: ["plan", "failing.dag"], environment: { COLUMNS: "40" } },
		{ argv: ["run", "hello.dag", "--dry-run", "-p", "times=3"] },
		{ argv: ["graph", "hello.dag"] },
		{ argv: ["graph", "failing.dag", "--format", "dot"] },
	],
	run: [
		{ argv: ["run", "hello.dag", "-p", "name=Grace", "--tag", "nightly", "-j", "1"] },
		{ argv: ["run", "hello.dag", "-j", "1"], environment: { COLUMNS: "40", DAG_PARAM_TIMES: "1", DAG_ASCII: "1" } },
		{ argv: ["run", "failing.dag", "-j", "1"] },
		{ argv: ["run", "hello.dag", "--only", "prepare"], environment: { FORCE_COLOR: "1" } },
		{ argv: ["runs"] },
		{ argv: ["runs", "--tag", "nightly", "--json"] },
		{ argv: ["status", "3"] },
		{ argv: ["logs", "1"] },
		{ argv: ["logs", "1", "each[1]", "--time"] },
		{ argv: ["logs", "3", "fetch", "--attempt", "1", "--lines", "1"] },
		{ argv: ["logs", "1", "grete"] },
		{ argv: ["logs", "1", "greet", "--attempt", "9"] },
		{ argv: ["logs", "3", "use"] },
		{ argv: ["status", "4"] },
		{ argv: ["run", "soft.dag", "-j", "1"] },
		{ argv: ["logs", "last", "none"] },
		{ argv: ["logs", "last", "may"] },
		{ argv: ["status"] },
		{ argv: ["resume", "1"] },
		{ argv: ["cancel", "1"] },
		{ argv: ["graph", "3"] },
		{ argv: ["clean", "--keep", "1", "--dry-run"] },
		{ argv: ["clean", "--keep", "1"] },
		{ argv: ["runs", "-n", "5"] },
		{ argv: ["clean", "5"] },
		{ argv: ["clean", "5"] },
	],
	approve: [
		{ argv: ["run", "asks.dag", "--no-wait"] },
		{ argv: ["runs"] },
		{ argv: ["approve", "--as", "eve"] },
		{ argv: ["approve", "release", "--as", "ada", "--set", "shar=1", "--set", "share=much", "--set", "reason"] },
		{ argv: ["approve", "1", "ship", "--as", "ada"] },
		{ argv: ["approve", "1", "relaese", "--as", "ada"] },
		{ argv: ["approve", "1", "release", "--as", "ada", "--succeeded"] },
		{ argv: ["approve", "1", "release", "--reject", "--succeeded"] },
		{ argv: ["approve", "1", "release", "--as", "ada", "--set", "share=0.5", "-m", "looks good"] },
		{ argv: ["approve", "--as", "ada"] },
		{ argv: ["__complete", "approve", "1", ""] },
		{ argv: ["approve", "--as", "bob", "--json"] },
		{ argv: ["approve", "--as", "cid"] },
		{ argv: ["approve", "1", "release", "--as", "cid"] },
		{ argv: ["resume"] },
		{ argv: ["approve", "1", "release", "--as", "cid"] },
		{ argv: ["run", "asks.dag", "--no-wait"] },
		{ argv: ["approve", "2", "--reject", "--as", "cid", "-m", "not today"] },
		{ argv: ["resume", "2"] },
		{ argv: ["approve", "--help"] },
	],
	json: [
		{ argv: ["version", "--json"] },
		{ argv: ["check", "cycle.dag", "--json"] },
		{ argv: ["plan", "two.dag", "--workflow", "first", "--json"] },
		{ argv: ["graph", "two.dag", "--workflow", "first", "--json"] },
		{ argv: ["run", "hello.dag", "-j", "1"] },
		{ argv: ["runs", "--json"] },
		{ argv: ["status", "--json"] },
		{ argv: ["logs", "last", "greet", "--json"] },
		{ argv: ["cancel", "1", "--json"] },
		{ argv: ["clean", "--keep", "0", "--json"] },
		{ argv: ["init", "fresh", "--json"] },
	],
	follow: [
		{ argv: ["run", "hello.dag", "-j", "1"] },
		{ argv: ["logs", "1", "each", "--follow"] },
		{ argv: ["logs", "1", "greet", "--lines", "5"] },
		{ argv: ["status", "1", "--watch"] },
		{ argv: ["graph", "1", "--format", "svg", "--output", "run.svg"] },
		{ argv: ["clean", "--keep", "0", "--older", "7d"] },
		{ argv: ["runs", "--tag", "none"] },
	],
	baseline: [
		{ argv: ["baseline"] },
		{ argv: ["baseline", "--json"] },
		{ argv: ["baseline", "show"] },
		{ argv: ["baseline", "show", "prod"] },
		{ argv: ["baseline", "set", "prod"] },
		{ argv: ["baseline", "set", "prod", "--metric", "accuracy"] },
		{ argv: ["baseline", "set", "../prod", "--metric", "accuracy=1"] },
		{ argv: ["baseline", "set", "prod", "--from", "last", "gate"] },
		{ argv: ["run", "hello.dag", "-j", "1"] },
		{ argv: ["baseline", "set", "prod", "--from", "last", "greet"] },
		{ argv: ["baseline", "set", "prod", "--from", "last"] },
		{ argv: ["baseline", "frob"] },
		{ argv: ["help", "baseline"] },
	],
	init: [
		{ argv: ["init", "fresh"] },
		{ argv: ["init", "fresh"] },
		{ argv: ["check", "fresh"] },
		{ argv: ["fmt", "--check", "fresh"] },
		{ argv: ["run", "fresh/hello.dag", "-j", "1"] },
	],
	completion: [
		{ argv: ["__complete", "--", "r"] },
		{ argv: ["__complete", "--", "run", "h"] },
		{ argv: ["__complete", "--", "run", "hello.dag", "--max"] },
		{ argv: ["__complete", "--", "run", "hello.dag", "--param", ""] },
		{ argv: ["__complete", "--", "run", "hello.dag", "--only", "p"] },
		{ argv: ["__complete", "--", "run", "modes.dag", "-p", "mode=f"] },
		{ argv: ["__complete", "--", "run", "modes.dag", "--param=deep="] },
		{ argv: ["__complete", "--", "graph", "--format=s"] },
		{ argv: ["__complete", "--", "graph", "--format", ""] },
		{ argv: ["__complete", "--", "check", "sub/"] },
		{ argv: ["__complete", "--", "completion", ""] },
		{ argv: ["__complete", "--", "help", "ex"] },
		{ argv: ["__complete", "--", "run", "--params", ""] },
		{ argv: ["run", "hello.dag", "-j", "1", "--only", "prepare"] },
		{ argv: ["__complete", "--", "status", ""] },
		{ argv: ["__complete", "--", "logs", "last", ""] },
		{ argv: ["__complete", "--", "graph", "l"] },
		{ argv: ["completion", "bash"] },
		{ argv: ["completion", "zsh"] },
		{ argv: ["completion", "fish"] },
	],
};

describe.each(Object.entries(transcripts))("the transcript %s", (name, calls) => {
	const folders: string[] = [];
	const project = () => {
		const folder = makeFixtureProject();
		folders.push(folder);
		return folder;
	};
	afterAll(() => {
		for (const folder of folders) rmSync(folder, { recursive: true, force: true });
	});
	const golden = fileURLToPath(new URL(`./${name}.golden`, import.meta.url));

	test("is what the built command line prints", () => {
		const folder = project();
		const text = calls.map((call) => writeTranscript(folder, call, callBuilt(folder, call))).join("\n");
		if (process.env["UPDATE_GOLDEN"] === "1" || !existsSync(golden)) writeFileSync(golden, text);
		expect(text).toBe(readFileSync(golden, "utf8"));
	});

	test("is the same from source", async () => {
		const folder = project();
		const parts: string[] = [];
		for (const call of calls.filter(({ input }) => input === undefined))
			parts.push(writeTranscript(folder, call, await callHere(folder, call)));
		const expected = readFileSync(golden, "utf8");
		for (const part of parts) expect(expected).toContain(part);
	});
});
