import { IndexedHeap } from "./indexed-heap.ts";

/** The items of one priority in the order in which they came; held from `head` on. */
interface Lane<Item> {
	readonly priority: number;
	/** Undefined: taken out from the middle. */
	readonly items: (Item | undefined)[];
	/** The order of each item, ascending. */
	readonly orders: number[];
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
export class ReadyQueue<Item> {
	readonly #lanes = new Map<number, Lane<Item>>();
	/** The lanes that hold something. */
	readonly #order = new IndexedHeap<Lane<Item>>((a, b) => a.priority > b.priority);
	/** The lane that was asked for last. */
	#recent: Lane<Item> | undefined;

	get isEmpty(): boolean {
		return this.#order.size === 0;
	}

	first(): Item | undefined {
		const lane = this.#order.first();
		return lane?.items[lane.head];
	}

	/** Puts it behind all others of its priority; `order` is higher than of any that came before. */
	add(item: Item, priority: number, order: number): void {
		let lane = this.#lane(priority);
		if (lane === undefined) {
			lane = { priority, items: [], orders: [], head: 0, size: 0, slot: -1 };
			this.#lanes.set(priority, lane);
			this.#order.add(lane);
			this.#recent = lane;
		}
		lane.items.push(item);
		lane.orders.push(order);
		lane.size++;
	}

	/** Takes out what came with this priority and order; throws if it is not there. */
	remove(priority: number, order: number): void {
		const lane = this.#lane(priority);
		const at = lane === undefined ? -1 : placeOf(lane, order);
		if (lane === undefined || lane.items[at] === undefined) throw new Error("the item is not in this queue");
		const { items } = lane;
		items[at] = undefined;
		lane.size--;
		while (lane.head < items.length && items[lane.head] === undefined) lane.head++;
		if (lane.size === 0) {
			this.#order.remove(lane);
			this.#lanes.delete(priority);
			this.#recent = undefined;
		} else if (items.length > 64 && lane.size * 2 < items.length) closeGaps(lane);
	}

	/** Puts the item in the place of what came with this priority and order. */
	replace(priority: number, order: number, item: Item): void {
		const lane = this.#lane(priority);
		if (lane !== undefined) lane.items[placeOf(lane, order)] = item;
	}

	/** Walks the items in order; the queue must not change meanwhile. */
	walk(): ReadyWalk<Item> {
		return new ReadyWalk(this.#order.walk());
	}

	#lane(priority: number): Lane<Item> | undefined {
		if (this.#recent?.priority === priority) return this.#recent;
		const lane = this.#lanes.get(priority);
		if (lane !== undefined) this.#recent = lane;
		return lane;
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

	/** Whether the item here comes before that of another walk; both must be at one. */
	isBefore(other: ReadyWalk<Item>): boolean {
		const difference = (this.#lane?.priority ?? 0) - (other.#lane?.priority ?? 0);
		if (difference !== 0) return difference > 0;
		return (this.#lane?.orders[this.#at] ?? 0) < (other.#lane?.orders[other.#at] ?? 0);
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

/** Where the item of an order lies; nearly always it is the first. */
function placeOf({ orders, head }: Lane<unknown>, order: number): number {
	let low = head;
	let high = orders.length;
	if (orders[low] === order) return low;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((orders[middle] ?? 0) < order) low = middle + 1;
		else high = middle;
	}
	return orders[low] === order ? low : -1;
}

/** Drops what was taken out, when it is more than what is held. */
function closeGaps<Item>(lane: Lane<Item>): void {
	const { items, orders } = lane;
	let size = 0;
	for (let at = lane.head; at < items.length; at++) {
		if (items[at] === undefined) continue;
		items[size] = items[at];
		orders[size++] = orders[at] ?? 0;
	}
	items.length = orders.length = size;
	lane.head = 0;
}
