/** What lies in a heap: `slot` is its place there, -1 when it is in none, so that it can be taken out from the middle. */
export interface HeapItem {
	slot: number;
}

/** A binary heap whose items know their place; the first is the one that `before` all others. An item is in one heap at most. */
export class IndexedHeap<Item extends HeapItem> {
	readonly items: Item[] = [];
	readonly before: (a: Item, b: Item) => boolean;

	constructor(before: (a: Item, b: Item) => boolean) {
		this.before = before;
	}

	get size(): number {
		return this.items.length;
	}

	first(): Item | undefined {
		return this.items[0];
	}

	add(item: Item): void {
		this.items.push(item);
		this.#rise(item, this.items.length - 1);
	}

	/** Takes the item out; it must be in this heap. */
	remove(item: Item): void {
		const at = item.slot;
		if (this.items[at] !== item) throw new Error("the item is not in this heap");
		const last = this.items.pop();
		item.slot = -1;
		if (last === undefined || last === item) return;
		this.#rise(last, at);
		if (last.slot === at) this.#sink(last, at);
	}

	/** Walks the items in order without changing the heap; each step costs the logarithm of the steps so far. */
	walk(): HeapWalk<Item> {
		return new HeapWalk(this.items, this.before);
	}

	#rise(item: Item, from: number): void {
		const { items } = this;
		let at = from;
		while (at > 0) {
			const up = (at - 1) >> 1;
			const parent = items[up];
			if (parent === undefined || !this.before(item, parent)) break;
			items[at] = parent;
			parent.slot = at;
			at = up;
		}
		items[at] = item;
		item.slot = at;
	}

	#sink(item: Item, from: number): void {
		const { items } = this;
		const { length } = items;
		let at = from;
		for (;;) {
			let down = 2 * at + 1;
			let child = items[down];
			if (child === undefined || down >= length) break;
			const right = items[down + 1];
			if (right !== undefined && this.before(right, child)) {
				down++;
				child = right;
			}
			if (!this.before(child, item)) break;
			items[at] = child;
			child.slot = at;
			at = down;
		}
		items[at] = item;
		item.slot = at;
	}
}

/** A walk over a heap in order: the frontier holds the places whose parents were passed. */
export class HeapWalk<Item> {
	readonly #items: readonly Item[];
	readonly #before: (a: Item, b: Item) => boolean;
	readonly #frontier: number[];

	constructor(items: readonly Item[], before: (a: Item, b: Item) => boolean) {
		this.#items = items;
		this.#before = before;
		this.#frontier = items.length > 0 ? [0] : [];
	}

	/** The item that `next` will give, if any. */
	peek(): Item | undefined {
		const at = this.#frontier[0];
		return at === undefined ? undefined : this.#items[at];
	}

	next(): Item | undefined {
		const at = this.#frontier[0];
		if (at === undefined) return undefined;
		this.#removeFirst();
		if (2 * at + 1 < this.#items.length) this.#add(2 * at + 1);
		if (2 * at + 2 < this.#items.length) this.#add(2 * at + 2);
		return this.#items[at];
	}

	#isBefore(a: number, b: number): boolean {
		const first = this.#items[a];
		const second = this.#items[b];
		return first !== undefined && second !== undefined && this.#before(first, second);
	}

	#add(place: number): void {
		const frontier = this.#frontier;
		let at = frontier.push(place) - 1;
		while (at > 0) {
			const up = (at - 1) >> 1;
			const parent = frontier[up] ?? 0;
			if (!this.#isBefore(place, parent)) break;
			frontier[at] = parent;
			at = up;
		}
		frontier[at] = place;
	}

	#removeFirst(): void {
		const frontier = this.#frontier;
		const last = frontier.pop();
		if (last === undefined || frontier.length === 0) return;
		let at = 0;
		for (;;) {
			let down = 2 * at + 1;
			if (down >= frontier.length) break;
			if (down + 1 < frontier.length && this.#isBefore(frontier[down + 1] ?? 0, frontier[down] ?? 0)) down++;
			const child = frontier[down] ?? 0;
			if (!this.#isBefore(child, last)) break;
			frontier[at] = child;
			at = down;
		}
		frontier[at] = last;
	}
}
