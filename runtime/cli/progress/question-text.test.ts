import { expect, test } from "vitest";
import { questionDetails } from "./question-text.ts";

test("writes the fields of a form as they may be given, durations, sizes and percents with their units", () => {
	const details = questionDetails({
		show: {},
		given: [],
		form: [
			{ name: "wait", type: { kind: "duration" }, value: 300_000 },
			{ name: "room", type: { kind: "optional", of: { kind: "size" } }, value: 512_000_000 },
			{ name: "share", type: { kind: "percent" }, value: 0.1 },
			{ name: "tries", type: { kind: "int" }, value: 3 },
			{ name: "reason", type: { kind: "string" }, value: "" },
		],
	});
	expect(details.map(({ name, text }) => `${name} ${text}`)).toEqual([
		"--set wait duration, now 5m",
		"--set room size?, now 512MB",
		"--set share percent, now 10%",
		"--set tries int, now 3",
		"--set reason string, now empty",
	]);
});
