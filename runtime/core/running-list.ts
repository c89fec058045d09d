import { Lane } from "./lane.ts";

/** The attempts that run, in the order of their starts; an item is known by the start of the run that it was. */
export class RunningList<Item> {
	readonly #lane = new Lane<Item>();

	get size(): number {
		return this.#lane.size;
	}

	/** What started first: nearly always it is the next to end. */
	first(): Item | undefined {
		return this.#lane.first();
	}

	/** `start` is higher than of any that came before. */
	add(item: Item, start: number): void {
		this.#lane.add(item, start);
	}

	/** Puts the item in the place of the one with this start. */
	replace(start: number, item: Item): void {
		this.#lane.replace(start, item);
	}

	remove(start: number): void {
		this.#lane.remove(start);
	}

	*[Symbol.iterator](): Generator<Item> {
		const lane = this.#lane;
		for (let place = lane.start; ; place = lane.next(place)) {
			const item = lane.at(place);
			if (item === undefined) return;
			yield item;
		}
	}
}
