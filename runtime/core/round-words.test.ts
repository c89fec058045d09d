import { expect, test } from "vitest";
import { roundName, roundNumber, roundWords, unconvergedWords } from "./round-words.ts";

test.each([
	["at most 8 rounds", { begun: 0, over: false, unconverged: false }],
	["round 3 of 8", { begun: 3, over: false, unconverged: false }],
	["3 of 8 rounds", { begun: 3, over: true, unconverged: false }],
	["8 of 8 rounds, not converged", { begun: 8, over: true, unconverged: true }],
] as const)("a loop says %s", (words, count) => {
	expect(roundWords({ most: 8, ...count })).toBe(words);
});

test("of one round it does not speak in the plural", () => {
	expect(roundWords({ most: 1, begun: 1, over: true, unconverged: true })).toBe("1 of 1 round, not converged");
});

test("people count rounds from 1, paths from 0", () => {
	expect([roundName(roundNumber("tune[2]")), roundName(roundNumber("ship/tune[1][0]"), 8)]).toEqual([
		"round 3",
		"round 1 of 8",
	]);
});

test("a loop that did not converge says what was never true", () => {
	expect([unconvergedWords(1), unconvergedWords(8, "loss < 2")]).toEqual([
		"did not converge in 1 round",
		"did not converge in 8 rounds: `loss < 2` was never true",
	]);
});
