import { IndexedHeap } from "./indexed-heap.ts";

/** What may stand in a ready queue: `slot` is its place there, so that it can be taken out from the middle. */
export interface ReadyItem {
	readonly priority: number;
	slot: number;
}

/** The items of one priority, first in, first out; they are held from `head` on. */
interface Lane<Item> {
	readonly priority: number;
	/** Undefined: taken out from the middle. */
	readonly items: (Item | undefined)[];
	head: number;
	/** How many are held. */
	size: number;
	/** Its place in the heap of lanes. */
	slot: number;
}

/**
 * Items in the order of priority, the highest first, and among equals first in, first out. Jobs get ready by the
 * hundred with the same priority, so each priority has a lane, where coming and going costs the same however many wait,
 * and only lanes are kept in order.
 */
export class ReadyQueue<Item extends ReadyItem> {
	readonly #lanes = new Map<number, Lane<Item>>();
	/** The lanes that hold something. */
	readonly #order = new IndexedHeap<Lane<Item>>((a, b) => a.priority > b.priority);

	get isEmpty(): boolean {
		return this.#order.size === 0;
	}

	first(): Item | undefined {
		const lane = this.#order.first();
		return lane?.items[lane.head];
	}

	/** Puts it behind all others of its priority. */
	add(item: Item): void {
		let lane = this.#lanes.get(item.priority);
		if (lane === undefined) {
			lane = { priority: item.priority, items: [], head: 0, size: 0, slot: -1 };
			this.#lanes.set(item.priority, lane);
		}
		if (lane.size++ === 0) this.#order.add(lane);
		item.slot = lane.items.push(item) - 1;
	}

	/** Takes it out; it must be in this queue. */
	remove(item: Item): void {
		const lane = this.#lanes.get(item.priority);
		if (lane === undefined || lane.items[item.slot] !== item) throw new Error("the item is not in this queue");
		const { items } = lane;
		items[item.slot] = undefined;
		item.slot = -1;
		lane.size--;
		while (lane.head < items.length && items[lane.head] === undefined) lane.head++;
		if (lane.size === 0) {
			this.#order.remove(lane);
			this.#lanes.delete(lane.priority);
		} else if (items.length > 64 && lane.size * 2 < items.length) closeGaps(lane);
	}

	/** Walks the items in order; the queue must not change meanwhile. */
	walk(): ReadyWalk<Item> {
		return new ReadyWalk(this.#order.walk());
	}
}

/** A walk over a ready queue. */
export class ReadyWalk<Item> {
	readonly #lanes: { next(): Lane<Item> | undefined };
	#lane: Lane<Item> | undefined;
	#at = 0;

	constructor(lanes: { next(): Lane<Item> | undefined }) {
		this.#lanes = lanes;
		this.#enter(lanes.next());
	}

	/** The item that `next` leaves behind, if any. */
	peek(): Item | undefined {
		return this.#lane?.items[this.#at];
	}

	next(): void {
		const lane = this.#lane;
		if (lane === undefined) return;
		const { items } = lane;
		let at = this.#at + 1;
		while (at < items.length && items[at] === undefined) at++;
		this.#at = at;
		if (at >= items.length) this.#enter(this.#lanes.next());
	}

	#enter(lane: Lane<Item> | undefined): void {
		this.#lane = lane;
		this.#at = lane?.head ?? 0;
	}
}

/** Drops what was taken out, when it is more than what is held. */
function closeGaps<Item extends ReadyItem>(lane: Lane<Item>): void {
	const { items } = lane;
	let size = 0;
	for (let at = lane.head; at < items.length; at++) {
		const item = items[at];
		if (item === undefined) continue;
		items[size] = item;
		item.slot = size++;
	}
	items.length = size;
	lane.head = 0;
}
