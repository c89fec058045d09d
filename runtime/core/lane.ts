/**
 * Items in the order of the numbers that they come with, each higher than the last; the first is the one that leaves
 * most often. Coming and going costs the same however many there are.
 */
export class Lane<Item> {
	/** Undefined: taken out from the middle. */
	readonly #items: (Item | undefined)[] = [];
	readonly #numbers: number[] = [];
	/** Where the first lies. */
	#head = 0;
	#size = 0;

	get size(): number {
		return this.#size;
	}

	first(): Item | undefined {
		return this.#items[this.#head];
	}

	/** Puts it behind all others; `number` is higher than of any that came before. */
	add(item: Item, number: number): void {
		this.#items.push(item);
		this.#numbers.push(number);
		this.#size++;
	}

	/** Takes out what came with this number; throws if it is not there. */
	remove(number: number): void {
		const items = this.#items;
		const at = this.#placeOf(number);
		if (items[at] === undefined) throw new Error("the item is not in this queue");
		items[at] = undefined;
		this.#size--;
		let head = this.#head;
		while (head < items.length && items[head] === undefined) head++;
		this.#head = head;
		if (items.length > 64 && this.#size * 2 < items.length) this.#closeGaps();
	}

	/** Puts the item in the place of what came with this number. */
	replace(number: number, item: Item): void {
		const at = this.#placeOf(number);
		if (at >= 0) this.#items[at] = item;
	}

	/** Where the first item lies, for `next` and `at`. */
	get start(): number {
		return this.#head;
	}

	/** The place of the item behind a place; where there is none, `at` gives none. The lane must not change meanwhile. */
	next(place: number): number {
		let at = place + 1;
		while (at < this.#items.length && this.#items[at] === undefined) at++;
		return at;
	}

	at(place: number): Item | undefined {
		return this.#items[place];
	}

	numberAt(place: number): number {
		return this.#numbers[place] ?? 0;
	}

	/** Where the item of a number lies; nearly always it is the first. */
	#placeOf(number: number): number {
		const numbers = this.#numbers;
		let low = this.#head;
		let high = numbers.length;
		if (numbers[low] === number) return low;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((numbers[middle] ?? 0) < number) low = middle + 1;
			else high = middle;
		}
		return numbers[low] === number ? low : -1;
	}

	/** Drops what was taken out, when it is more than what is held. */
	#closeGaps(): void {
		const items = this.#items;
		const numbers = this.#numbers;
		let size = 0;
		for (let at = this.#head; at < items.length; at++) {
			if (items[at] === undefined) continue;
			items[size] = items[at];
			numbers[size++] = numbers[at] ?? 0;
		}
		items.length = numbers.length = size;
		this.#head = 0;
	}
}
