import { basename } from "node:path";
import { simulateTest } from "@dagwright/engine/simulator";
import { expect, test } from "vitest";
import { testsOfDag } from "../../../test/support/simulate-dag.ts";
import { junitReport } from "./junit-report.ts";
import type { TestedFile } from "./run-tests.ts";

interface XmlElement {
	readonly name: string;
	readonly attributes: Readonly<Record<string, string>>;
	readonly children: XmlElement[];
	text: string;
}

/** Reads a document of elements, attributes and text, as strictly as XML 1.0 is; what is not well-formed throws. */
function readXml(document: string): XmlElement {
	const bad = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.exec(document);
	if (bad !== null) throw new Error(`XML cannot hold the character ${bad[0].codePointAt(0)}`);
	const root: XmlElement = { name: "", attributes: {}, children: [], text: "" };
	const open = [root];
	let rest = document.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, "");
	while (rest !== "") {
		const found =
			/^<\/(?<closes>[a-z]+)>|^<(?<opens>[a-z]+)(?<written>(?: [a-z]+="[^"<]*")*)(?<ends>\/?)>|^(?<text>[^<]+)/.exec(
				rest,
			);
		if (found === null) throw new Error(`this is no XML: ${rest.slice(0, 60)}`);
		rest = rest.slice(found[0].length);
		const { closes, opens, written = "", ends, text } = found.groups ?? {};
		const innermost = open.at(-1) ?? root;
		if (text !== undefined) {
			if (text.includes("]]>")) throw new Error("`]]>` may not stand in text");
			innermost.text += unescaped(text);
		} else if (opens !== undefined) {
			const attributes = [...written.matchAll(/([a-z]+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [
				name,
				unescaped(value.replaceAll(/[\t\n\r]/g, " ")),
			]);
			const names = new Set(attributes.map(([name]) => name));
			if (names.size < attributes.length) throw new Error(`an attribute of ${opens} stands twice`);
			const element = { name: opens, attributes: Object.fromEntries(attributes), children: [], text: "" };
			innermost.children.push(element);
			if (ends === "") open.push(element);
		} else if (open.pop()?.name !== closes) throw new Error(`${closes} is closed where it is not open`);
	}
	const [only, ...more] = root.children;
	if (only === undefined || more.length > 0 || open.length > 1) throw new Error("a document is one element");
	return only;
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

function unescaped(text: string): string {
	return text.replaceAll(/&([^;&]*);?/g, (whole, name: string) => {
		const code = /^#(\d+)$/.exec(name)?.[1];
		const meant = code === undefined ? entities[name] : String.fromCodePoint(Number(code));
		if (meant === undefined || !whole.endsWith(";")) throw new Error(`${whole} is no reference`);
		return meant;
	});
}

/** What came of the tests of `.dag` text, as of a file with this name. */
function tested(file: string, text: string, diagnostics: TestedFile["diagnostics"] = []): TestedFile {
	const source = { root: "/project", file, absolute: `/project/${basename(file)}` };
	const tests = testsOfDag(text).map(({ plan, test, origins }) => ({
		source,
		result: simulateTest(plan, test),
		origins,
		took: 250,
	}));
	return { source, sources: [file], diagnostics, tests, leftOut: [], plans: () => [] };
}

const gate = `
	workflow w {
		job score: node { script = "x.mjs"  outputs { value: float } }
		job ship: shell when score.value > 0.5 { run "./ship" }
	}`;

const at = {
	file: "broken.dag",
	start: { offset: 0, line: 4, character: 1 },
	end: { offset: 9, line: 4, character: 9 },
};

test("a report is a suite for each file and a case for each test, with counts that are equal and times", () => {
	const one = tested(
		"one.dag",
		`${gate}
		test "ships" of w { mock score => { value: 0.9 }  expect ship succeeded }
		test "does not" of w { mock score => { value: 0.9 }  expect ship skipped  expect run failed }`,
	);
	const two = tested("lib/two.dag", `${gate} test "waits" of w { mock score => { value: 0.1 }  expect ship skipped }`);
	const broken = tested("broken.dag", gate, [
		{ code: "dag/syntax", severity: "error", message: "`}` is missing.", at, related: [] },
	]);
	const report = readXml(junitReport([one, two, broken, tested("idle.dag", gate)], 1500));
	expect(report.name).toBe("testsuites");
	expect(report.attributes).toEqual({ name: "dag test", tests: "4", failures: "1", errors: "1", time: "1.500" });
	expect(report.children.map(({ name, attributes }) => [name, attributes])).toEqual([
		["testsuite", { name: "one.dag", tests: "2", failures: "1", errors: "0", skipped: "0", time: "0.500" }],
		["testsuite", { name: "lib/two.dag", tests: "1", failures: "0", errors: "0", skipped: "0", time: "0.250" }],
		["testsuite", { name: "broken.dag", tests: "1", failures: "0", errors: "1", skipped: "0", time: "0.000" }],
	]);
	for (const suite of report.children) {
		const inside = suite.children.flatMap(({ children }) => children.map(({ name }) => name));
		expect(suite.children.every(({ name }) => name === "testcase")).toBe(true);
		expect([suite.children.length, inside.filter((name) => name === "failure").length]).toEqual(
			[suite.attributes["tests"], suite.attributes["failures"]].map(Number),
		);
	}
	expect(report.children[0]?.children[0]).toMatchObject({
		attributes: { name: "ships", classname: "one.dag#w", time: "0.250" },
		children: [],
	});
	const [failure] = report.children[0]?.children[1]?.children ?? [];
	expect(failure?.attributes).toEqual({
		message: "Expected ship to have been skipped, but it succeeded.",
		type: "expectation",
	});
	expect(failure?.text).toContain("Expected the run to have failed, but it succeeded.\n");
	expect(report.children[2]?.children[0]?.children[0]).toMatchObject({
		name: "error",
		attributes: { message: "`}` is missing.", type: "dag/syntax" },
		text: "broken.dag:5:2: `}` is missing. (dag/syntax)",
	});
});

test("names and messages come back as they were, whatever is in them", () => {
	const hostile = `<a href="x">'&amp;' & ]]> <![CDATA[ --> \\u{9}tab \\u{a}line`;
	const same = `<a href="x">'&amp;' & ]]> <![CDATA[ --> \ttab \nline`;
	const quoted = hostile.replaceAll('"', '\\"');
	const file = tested(
		'a&"<b>.dag',
		`${gate} test "${quoted} \\u{0}\\u{1b}" of w { mock score fails "${quoted} \\u{7}"  expect run succeeded }`,
	);
	const [suite] = readXml(junitReport([file], 1)).children;
	const [testCase] = suite?.children ?? [];
	expect(suite?.attributes["name"]).toBe('a&"<b>.dag');
	expect(testCase?.attributes).toEqual({
		name: `${same} \ufffd\ufffd`,
		classname: 'a&"<b>.dag#w',
		time: "0.250",
	});
	const [failure] = testCase?.children ?? [];
	expect(failure?.attributes["message"]).toContain(`${same} \ufffd`);
	expect(failure?.text).toContain(`${same} \ufffd`);
});
