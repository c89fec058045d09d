/** Numbers in [0, 1) that depend only on the seed: mulberry32, by Tommy Ettinger (public domain). */
export function randomNumbers(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** Puts items in another order, each order as likely (Fisher and Yates, after Durstenfeld 1964). */
export function shuffle<List extends { length: number; [index: number]: unknown }>(
	items: List,
	random: () => number,
): List {
	for (let last = items.length - 1; last > 0; last--) {
		const other = Math.floor(random() * (last + 1));
		[items[last], items[other]] = [items[other], items[last]];
	}
	return items;
}
