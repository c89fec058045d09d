import fc from "fast-check";
import { expect, test } from "vitest";
import { ReadyQueue } from "./ready-queue.ts";

const steps = fc.array(fc.oneof(fc.record({ add: fc.integer({ min: 0, max: 3 }) }), fc.record({ remove: fc.nat() })), {
	maxLength: 400,
	size: "max",
});

test("walks by priority and then first in, first out, whatever was added and taken from the middle", () => {
	fc.assert(
		fc.property(steps, (given) => {
			const queue = new ReadyQueue<number>();
			let model: { readonly priority: number; readonly order: number }[] = [];
			for (const [order, step] of given.entries()) {
				if ("add" in step) {
					queue.add(order, step.add, order);
					model.push({ priority: step.add, order });
				} else {
					const gone = model[step.remove % Math.max(1, model.length)];
					if (gone === undefined) continue;
					queue.remove(gone.priority, gone.order);
					model = model.filter((item) => item !== gone);
				}
			}
			const expected = model.sort((a, b) => b.priority - a.priority || a.order - b.order).map(({ order }) => order);
			expect(walked(queue)).toEqual(expected);
			expect([queue.first(), queue.isEmpty]).toEqual([expected[0], expected.length === 0]);
		}),
	);
});

test("keeps its order when most of a long lane has gone", () => {
	const queue = new ReadyQueue<number>();
	const orders = Array.from({ length: 1000 }, (_, order) => order);
	for (const order of orders) queue.add(order, 1, order);
	for (const order of orders) if (order % 7 !== 3) queue.remove(1, order);
	queue.add(1000, 1, 1000);
	expect(walked(queue)).toEqual([...orders.filter((order) => order % 7 === 3), 1000]);
});

test("walks of two queues can be compared by what they are at", () => {
	const queue = (priority: number, order: number) => {
		const made = new ReadyQueue<number>();
		made.add(order, priority, order);
		return made.walk();
	};
	expect([queue(2, 5).isBefore(queue(1, 1)), queue(1, 5).isBefore(queue(1, 6))]).toEqual([true, true]);
	expect([queue(1, 1).isBefore(queue(2, 5)), queue(1, 6).isBefore(queue(1, 5))]).toEqual([false, false]);
});

test("refuses to remove what it does not hold", () => {
	const queue = new ReadyQueue<string>();
	queue.add("a", 1, 1);
	for (const [priority, order] of [[1, 2] as const, [2, 1] as const]) {
		expect(() => queue.remove(priority, order)).toThrow("not in this queue");
	}
});

function walked(queue: ReadyQueue<number>): readonly number[] {
	const found: number[] = [];
	const walk = queue.walk();
	for (let item = walk.peek(); item !== undefined; item = walk.peek()) {
		found.push(item);
		walk.next();
	}
	return found;
}
