import { hasErrors, placeOf } from "./human-report.ts";
import type { RanTest, TestedFile } from "./run-tests.ts";
import { storyOf } from "./story.ts";

/**
 * What came of the tests as JUnit XML, in the elements and attributes that all its readers share: a suite for each
 * file, a case for each test; a file with mistakes is a case with an error. Times are in seconds.
 */
export function junitReport(files: readonly TestedFile[], took: number): string {
	const told = files.filter((file) => hasErrors(file) || file.tests.length > 0);
	const tests = told.reduce((sum, file) => sum + file.tests.length + (hasErrors(file) ? 1 : 0), 0);
	const failures = told.flatMap((file) => file.tests).filter(isFailed).length;
	const errors = told.filter(hasErrors).length;
	return [
		'<?xml version="1.0" encoding="UTF-8"?>',
		element(
			"testsuites",
			{ name: "dag test", tests, failures, errors, time: seconds(took) },
			told.map(suite).join("\n"),
		),
		"",
	].join("\n");
}

function suite(file: TestedFile): string {
	const broken = hasErrors(file);
	const name = file.source.file;
	const cases = file.tests.map((test) => testCase(test, name));
	const took = file.tests.reduce((sum, test) => sum + test.took, 0);
	const attributes = {
		name,
		tests: cases.length + (broken ? 1 : 0),
		failures: file.tests.filter(isFailed).length,
		errors: broken ? 1 : 0,
		skipped: 0,
		time: seconds(took),
	};
	return element("testsuite", attributes, [...(broken ? [brokenCase(file, name)] : []), ...cases].join("\n"));
}

function testCase({ result, origins, took }: RanTest, file: string): string {
	const attributes = {
		name: result.test.title,
		classname: `${file}#${nameOf(result.test.workflow)}`,
		time: seconds(took),
	};
	const [first] = result.failures;
	if (first === undefined) return element("testcase", attributes, "");
	const lines = result.failures.flatMap((failure) => {
		const { file: where, start } = placeOf(failure, origins);
		const place = `${where}:${start.line + 1}:${start.character + 1}`;
		return [
			`${place}: ${failure.message}`,
			...(failure.kind === "expectation" ? failure.actual : []).map((each) => `  ${each}`),
		];
	});
	const story = storyOf(result).map(({ path, text }) => `  ${path}: ${text}`);
	const text = [...lines, ...(story.length > 0 ? ["", "What happened:", ...story] : [])].join("\n");
	const failure = element("failure", { message: first.message, type: first.kind }, escaped(text));
	return element("testcase", attributes, failure);
}

function brokenCase({ diagnostics }: TestedFile, file: string): string {
	const errors = diagnostics.filter(({ severity }) => severity === "error");
	const text = errors
		.map(({ at, message, code }) => `${at.file}:${at.start.line + 1}:${at.start.character + 1}: ${message} (${code})`)
		.join("\n");
	const [first] = errors;
	const error = element("error", { message: first?.message ?? "", type: first?.code ?? "" }, escaped(text));
	return element("testcase", { name: "the file has no mistakes", classname: file, time: seconds(0) }, error);
}

function isFailed({ result }: RanTest): boolean {
	return result.failures.length > 0;
}

function nameOf(workflow: string): string {
	return workflow.slice(workflow.lastIndexOf("#") + 1);
}

function element(name: string, attributes: Readonly<Record<string, string | number>>, content: string): string {
	const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${inAttribute(String(value))}"`);
	const opening = `<${name}${written.join("")}`;
	if (content === "") return `${opening}/>`;
	return content.startsWith("<") ? `${opening}>\n${content}\n</${name}>` : `${opening}>${content}</${name}>`;
}

/** Text as it may stand in XML 1.0, which cannot hold most control characters nor half a pair of UTF-16. */
function escaped(text: string): string {
	return text
		.replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "\ufffd")
		.replaceAll("&", "&amp;")
		.replaceAll("<", "&lt;")
		.replaceAll(">", "&gt;")
		.replaceAll('"', "&quot;")
		.replaceAll("\r", "&#13;");
}

/** A reader would take the ends of lines and tabs of an attribute for spaces. */
function inAttribute(text: string): string {
	return escaped(text).replaceAll("\t", "&#9;").replaceAll("\n", "&#10;");
}

function seconds(ms: number): string {
	return (ms / 1000).toFixed(3);
}
