import { expect, test } from "vitest";
import { nearestInOrder } from "./nearest-in-order.ts";

test("places that keep their distance stay where they are wanted", () => {
	const places = Float64Array.of(0, 100, 250);
	nearestInOrder(places, Float64Array.of(1, 1, 1), Float64Array.of(0, 50, 100));
	expect([...places]).toEqual([0, 100, 250]);
});

test("places that are too near part around their weighted middle", () => {
	const places = Float64Array.of(10, 10, 400);
	nearestInOrder(places, Float64Array.of(3, 1, 1), Float64Array.of(0, 40, 80));
	expect([...places]).toEqual([0, 40, 400]);
});
