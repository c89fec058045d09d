import { expect, test } from "vitest";
import { fractionOf, retryDelay } from "./jitter.ts";
import type { JobPolicies } from "./plan.ts";

const policies: JobPolicies = { retry: { max: 9, backoff: { from: 1000, to: 60_000 } } };

test("the ceiling of a retry's delay doubles from one failure to the next, up to its cap", () => {
	const fraction = fractionOf("r1/a/1");
	const delays = [1, 2, 3, 4, 5, 6, 7, 8].map((failures) => retryDelay(policies, failures, "r1/a/1"));
	const ceilings = [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000];
	expect(delays).toEqual(ceilings.map((ceiling) => Math.round(ceiling * fraction)));
});

test("the delay of an attempt is a share of its ceiling that only its name decides, and the shares spread evenly", () => {
	const names = Array.from({ length: 1000 }, (_, at) => `r1/a[${at}]/1`);
	const delays = names.map((name) => retryDelay(policies, 1, name));
	expect(delays).toEqual(names.map((name) => retryDelay(policies, 1, name)));
	expect(delays.every((delay) => delay >= 0 && delay <= 1000)).toBe(true);
	const quarters = [0, 250, 500, 750].map((from) => delays.filter((d) => d >= from && d < from + 250).length);
	for (const count of quarters) expect(Math.abs(count - 250)).toBeLessThan(60);
});

test("without a backoff a retry waits for nothing", () => {
	expect(retryDelay({ retry: { max: 2 } }, 3, "r1/a/3")).toBe(0);
});
