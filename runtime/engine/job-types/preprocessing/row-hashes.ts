import { hash } from "node:crypto";

/** 32-bit words of a hash that are kept: 128 bits, so that no two different rows are ever taken for one. */
const WORDS = 4;

/** A set of hashes of rows in one typed array: 32 bytes a row at most, where a Set of strings takes a hundred. */
export class RowHashes {
	#words = new Uint32Array(1024 * WORDS);
	#size = 0;

	/** Adds a text; false if it was there. */
	add(text: string): boolean {
		const digest = hash("sha256", text, "buffer");
		const words: number[] = [
			digest.readUInt32LE(0),
			digest.readUInt32LE(4),
			digest.readUInt32LE(8),
			digest.readUInt32LE(12),
		];
		// A slot whose words are all 0 is free.
		if (!words.some(Boolean)) words[0] = 1;
		const slot = this.#find(words);
		if (this.#words[slot] !== 0 || this.#words[slot + 1] !== 0 || this.#words[slot + 2] !== 0) return false;
		this.#words.set(words, slot);
		this.#size++;
		if (this.#size * 2 > this.#words.length / WORDS) this.#grow();
		return true;
	}

	/** The slot of these words, or the free one where they go. */
	#find(words: readonly number[]): number {
		const count = this.#words.length / WORDS;
		for (let index = (words[0] ?? 0) & (count - 1); ; index = (index + 1) & (count - 1)) {
			const slot = index * WORDS;
			let same = true;
			let free = true;
			for (let word = 0; word < WORDS; word++) {
				const there = this.#words[slot + word];
				same &&= there === words[word];
				free &&= there === 0;
			}
			if (same || free) return slot;
		}
	}

	#grow(): void {
		const old = this.#words;
		this.#words = new Uint32Array(old.length * 2);
		for (let slot = 0; slot < old.length; slot += WORDS) {
			const words = [...old.subarray(slot, slot + WORDS)];
			if (words.some((word) => word !== 0)) this.#words.set(words, this.#find(words));
		}
	}
}
