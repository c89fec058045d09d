import { expect, test } from "vitest";
import { allPairs, coveredPairs } from "./coverage.ts";
import { neverMeet } from "./never-meet.ts";

const coveredBy = coveredPairs();

test("each pair of constructs meets in a case, or is said why it never can", () => {
	expect(allPairs.filter((pair) => !coveredBy.has(pair) && neverMeet.get(pair) === undefined)).toEqual([]);
});

test("no pair is said never to meet that meets in a case", () => {
	expect([...neverMeet.keys()].filter((pair) => coveredBy.has(pair))).toEqual([]);
});
