import fc from "fast-check";
import { expect, test } from "vitest";
import { type HeapItem, IndexedHeap } from "./indexed-heap.ts";

interface Numbered extends HeapItem {
	readonly key: number;
}

const steps = fc.array(fc.oneof(fc.record({ add: fc.integer({ min: 0, max: 20 }) }), fc.record({ remove: fc.nat() })));

test("walks in order without a change, whatever was added and taken from the middle", () => {
	fc.assert(
		fc.property(steps, (given) => {
			const heap = new IndexedHeap<Numbered>((a, b) => a.key < b.key);
			let model: Numbered[] = [];
			for (const step of given) {
				if ("add" in step) {
					const item = { key: step.add, slot: -1 };
					heap.add(item);
					model.push(item);
				} else {
					const gone = model[step.remove % Math.max(1, model.length)];
					if (gone === undefined) continue;
					heap.remove(gone);
					model = model.filter((item) => item !== gone);
				}
			}
			const before = [...heap.items];
			const walk = heap.walk();
			const walked: number[] = [];
			for (let item = walk.next(); item !== undefined; item = walk.next()) walked.push(item.key);
			expect(walked).toEqual(model.map(({ key }) => key).sort((a, b) => a - b));
			expect(heap.items).toEqual(before);
			expect(heap.first()?.key).toBe(walked[0]);
		}),
	);
});

test("refuses to remove what it does not hold", () => {
	const heap = new IndexedHeap<Numbered>((a, b) => a.key < b.key);
	expect(() => heap.remove({ key: 1, slot: -1 })).toThrow("not in this heap");
});
