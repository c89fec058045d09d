import { IndexedHeap } from "./indexed-heap.ts";
import { Lane } from "./lane.ts";

/** What is ready with one priority, first in, first out. */
class PriorityLane<Item> extends Lane<Item> {
	priority: number;
	/** Its place in the heap of lanes. */
	slot = -1;

	constructor(priority: number) {
		super();
		this.priority = priority;
	}
}

/**
 * Items in the order of priority, the highest first, and among equals first in, first out. Jobs get ready by the
 * hundred with the same priority, so each priority has a lane, and only lanes are kept in order.
 */
export class ReadyQueue<Item> {
	readonly #lanes = new Map<number, PriorityLane<Item>>();
	/** The lanes that hold something. */
	readonly #order = new IndexedHeap<PriorityLane<Item>>((a, b) => a.priority > b.priority);
	/** The lane that was asked for last. */
	#recent: PriorityLane<Item> | undefined;
	/** An empty lane, for the next priority that has none: one job after the other would each make a new one. */
	#spare: PriorityLane<Item> | undefined;

	get isEmpty(): boolean {
		return this.#order.size === 0;
	}

	first(): Item | undefined {
		return this.#order.first()?.first();
	}

	/** Puts it behind all others of its priority; `order` is higher than of any that came before. */
	add(item: Item, priority: number, order: number): void {
		let lane = this.#lane(priority);
		if (lane === undefined) {
			lane = this.#spare ?? new PriorityLane(priority);
			this.#spare = undefined;
			lane.priority = priority;
			this.#lanes.set(priority, lane);
			this.#order.add(lane);
			this.#recent = lane;
		}
		lane.add(item, order);
	}

	/** Takes out what came with this priority and order; throws if it is not there. */
	remove(priority: number, order: number): void {
		const lane = this.#lane(priority);
		if (lane === undefined) throw new Error("the item is not in this queue");
		lane.remove(order);
		if (lane.size > 0) return;
		this.#order.remove(lane);
		this.#lanes.delete(priority);
		this.#recent = undefined;
		this.#spare = lane;
	}

	/** Puts the item in the place of what came with this priority and order. */
	replace(priority: number, order: number, item: Item): void {
		this.#lane(priority)?.replace(order, item);
	}

	/** Walks the items in order; the queue must not change meanwhile. */
	walk(): ReadyWalk<Item> {
		return new ReadyWalk(this.#order.walk());
	}

	#lane(priority: number): PriorityLane<Item> | undefined {
		if (this.#recent?.priority === priority) return this.#recent;
		const lane = this.#lanes.get(priority);
		if (lane !== undefined) this.#recent = lane;
		return lane;
	}
}

/** A walk over a ready queue. */
export class ReadyWalk<Item> {
	readonly #lanes: { next(): PriorityLane<Item> | undefined };
	#lane: PriorityLane<Item> | undefined;
	#place = 0;

	constructor(lanes: { next(): PriorityLane<Item> | undefined }) {
		this.#lanes = lanes;
		this.#enter(lanes.next());
	}

	/** The item that `next` leaves behind, if any. */
	peek(): Item | undefined {
		return this.#lane?.at(this.#place);
	}

	/** Whether the item here comes before that of another walk; both must be at one. */
	isBefore(other: ReadyWalk<Item>): boolean {
		const difference = (this.#lane?.priority ?? 0) - (other.#lane?.priority ?? 0);
		if (difference !== 0) return difference > 0;
		return (this.#lane?.numberAt(this.#place) ?? 0) < (other.#lane?.numberAt(other.#place) ?? 0);
	}

	next(): void {
		const lane = this.#lane;
		if (lane === undefined) return;
		this.#place = lane.next(this.#place);
		if (lane.at(this.#place) === undefined) this.#enter(this.#lanes.next());
	}

	#enter(lane: PriorityLane<Item> | undefined): void {
		this.#lane = lane;
		this.#place = lane?.start ?? 0;
	}
}
