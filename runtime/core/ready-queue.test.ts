import fc from "fast-check";
import { expect, test } from "vitest";
import { type ReadyItem, ReadyQueue } from "./ready-queue.ts";

interface Named extends ReadyItem {
	readonly name: number;
}

const steps = fc.array(fc.oneof(fc.record({ add: fc.integer({ min: 0, max: 3 }) }), fc.record({ remove: fc.nat() })), {
	maxLength: 400,
	size: "max",
});

test("walks by priority and then first in, first out, whatever was added and taken from the middle", () => {
	fc.assert(
		fc.property(steps, (given) => {
			const queue = new ReadyQueue<Named>();
			let model: Named[] = [];
			for (const [name, step] of given.entries()) {
				if ("add" in step) {
					const item = { priority: step.add, name, slot: -1 };
					queue.add(item);
					model.push(item);
				} else {
					const gone = model[step.remove % Math.max(1, model.length)];
					if (gone === undefined) continue;
					queue.remove(gone);
					model = model.filter((item) => item !== gone);
				}
			}
			const expected = [...model].sort((a, b) => b.priority - a.priority || a.name - b.name);
			expect(names(queue)).toEqual(expected.map(({ name }) => name));
			expect([queue.first(), queue.isEmpty]).toEqual([expected[0], expected.length === 0]);
		}),
	);
});

test("keeps its order when most of a long lane has gone", () => {
	const queue = new ReadyQueue<Named>();
	const items = Array.from({ length: 1000 }, (_, name) => ({ priority: 1, name, slot: -1 }));
	for (const item of items) queue.add(item);
	for (const item of items) if (item.name % 7 !== 3) queue.remove(item);
	queue.add({ priority: 1, name: 1000, slot: -1 });
	expect(names(queue)).toEqual([...items.map(({ name }) => name).filter((name) => name % 7 === 3), 1000]);
});

test("refuses to remove what it does not hold", () => {
	expect(() => new ReadyQueue<Named>().remove({ priority: 1, name: 1, slot: -1 })).toThrow("not in this queue");
});

function names(queue: ReadyQueue<Named>): readonly number[] {
	const found: number[] = [];
	const walk = queue.walk();
	for (let item = walk.peek(); item !== undefined; item = walk.peek()) {
		found.push(item.name);
		walk.next();
	}
	return found;
}
