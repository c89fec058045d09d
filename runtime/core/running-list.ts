import { Lane } from "./lane.ts";

/** The attempts that run, in the order of their starts: those of instances, and those of straight tasks, by position. */
export class RunningList<Instance extends { readonly path: string }> {
	readonly #instances = new Map<string, { readonly instance: Instance; readonly start: number }>();
	readonly #straight = new Lane<number>();

	get size(): number {
		return this.#instances.size + this.#straight.size;
	}

	/** The instance that runs under this path, unless it is a straight task. */
	get(path: string): Instance | undefined {
		return this.#instances.size === 0 ? undefined : this.#instances.get(path)?.instance;
	}

	/** The straight task that started first: nearly always it is the next to end. */
	firstStraight(): number | undefined {
		return this.#straight.first();
	}

	/** `start` says which start of the run it was. */
	add(instance: Instance, start: number): void {
		this.#instances.set(instance.path, { instance, start });
	}

	addStraight(at: number, start: number): void {
		this.#straight.add(at, start);
	}

	remove(instance: Instance): void {
		this.#instances.delete(instance.path);
	}

	removeStraight(start: number): void {
		this.#straight.remove(start);
	}

	*[Symbol.iterator](): Generator<Instance | number> {
		const starts: { readonly item: Instance | number; readonly start: number }[] = [];
		for (const { instance, start } of this.#instances.values()) starts.push({ item: instance, start });
		const straight = this.#straight;
		for (let place = straight.start; ; place = straight.next(place)) {
			const item = straight.at(place);
			if (item === undefined) break;
			starts.push({ item, start: straight.numberAt(place) });
		}
		for (const { item } of starts.sort((a, b) => a.start - b.start)) yield item;
	}
}
