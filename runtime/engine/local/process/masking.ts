const MASK = Buffer.from("***");

/** Shorter pieces (of a line of a secret, of an encoding) are not searched for: they would blank out ordinary text. */
const SHORTEST_PIECE = 8;

/** All the forms in which a secret may turn up, longest first. */
export function secretVariants(secrets: readonly string[]): readonly Buffer[] {
	const variants = new Set<string>();
	for (const secret of secrets) {
		if (secret === "") continue;
		variants.add(secret);
		for (const line of secret.split(/\r?\n/)) addPiece(variants, line.trim());
		for (const encoded of percentEncodings(secret)) addPiece(variants, encoded);
		addPiece(variants, JSON.stringify(secret).slice(1, -1));
		const bytes = Buffer.from(secret);
		addPiece(variants, bytes.toString("hex"));
		addPiece(variants, bytes.toString("hex").toUpperCase());
		for (const shift of [0, 1, 2]) {
			const encoded = base64Core(bytes, shift);
			addPiece(variants, encoded);
			addPiece(variants, encoded.replaceAll("+", "-").replaceAll("/", "_"));
		}
	}
	return [...variants].map((text) => Buffer.from(text)).sort((a, b) => b.length - a.length);
}

/** As JavaScript, forms and Python's `quote` (which keeps `/` and encodes `!*'()`) write it; in either case of hex. */
function percentEncodings(secret: string): readonly string[] {
	const script = encodeURIComponent(secret);
	const strict = script.replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
	const all = [script, strict].flatMap((text) => [
		text,
		text.replaceAll("%20", "+"),
		text.replaceAll("%2F", "/"),
		text.replaceAll("%20", "+").replaceAll("%2F", "/"),
	]);
	return all.flatMap((text) => [text, text.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())]);
}

function addPiece(variants: Set<string>, piece: string): void {
	if (piece.length >= SHORTEST_PIECE) variants.add(piece);
}

/**
 * The characters of a base64 text that depend on nothing but the secret when `shift` other bytes stand before it:
 * the secret is found inside `base64("user:" + secret)` too.
 */
function base64Core(bytes: Buffer, shift: number): string {
	const text = Buffer.concat([Buffer.alloc(shift), bytes])
		.toString("base64")
		.replaceAll("=", "");
	const wholeBits = (shift + bytes.length) * 8;
	return text.slice(Math.ceil((shift * 8) / 6), Math.floor(wholeBits / 6));
}

/** Replaces secrets in a stream of bytes; a secret that is split over chunks is found as well. */
export class Masker {
	readonly #variants: readonly Buffer[];
	#held = Buffer.alloc(0);

	constructor(variants: readonly Buffer[]) {
		this.#variants = variants;
	}

	/** What may be passed on now; an end that may be the beginning of a secret is held back. */
	push(chunk: Buffer): Buffer {
		const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
		// A whole secret inside the open end waits too: a longer one may begin where it does.
		const { out, end } = this.#replace(bytes, bytes.length - this.#openEnd(bytes));
		const rest = bytes.subarray(end);
		const passed = rest.length - this.#openEnd(rest);
		this.#held = Buffer.from(rest.subarray(passed));
		return Buffer.concat([...out, rest.subarray(0, passed)]);
	}

	/** What was held back, when nothing more comes. */
	end(): Buffer {
		const { out, end } = this.#replace(this.#held, this.#held.length);
		const rest = this.#held.subarray(end);
		this.#held = Buffer.alloc(0);
		return Buffer.concat([...out, rest]);
	}

	/** Replaces the secrets that begin before `limit`, the earliest first and of these the longest. */
	#replace(bytes: Buffer, limit: number): { out: Buffer[]; end: number } {
		const out: Buffer[] = [];
		// The next place of each variant is looked up again only once it was passed, so the whole stays linear.
		const places = this.#variants.map((variant) => placeOf(bytes, variant, 0));
		let end = 0;
		while (true) {
			let start = limit;
			let found: Buffer | undefined;
			for (const [index, variant] of this.#variants.entries()) {
				let place = places[index] ?? Number.POSITIVE_INFINITY;
				if (place < end) {
					place = placeOf(bytes, variant, end);
					places[index] = place;
				}
				if (place < start) {
					start = place;
					found = variant;
				}
			}
			if (found === undefined) return { out, end };
			out.push(bytes.subarray(end, start), MASK);
			end = start + found.length;
		}
	}

	/** The length of the longest end that begins a secret. */
	#openEnd(bytes: Buffer): number {
		const longest = this.#variants[0]?.length ?? 0;
		for (let length = Math.min(longest - 1, bytes.length); length > 0; length--) {
			const end = bytes.subarray(bytes.length - length);
			if (this.#variants.some((variant) => variant.length > length && variant.subarray(0, length).equals(end))) {
				return length;
			}
		}
		return 0;
	}
}

function placeOf(bytes: Buffer, variant: Buffer, from: number): number {
	const place = bytes.indexOf(variant, from);
	return place === -1 ? Number.POSITIVE_INFINITY : place;
}

/** Replaces secrets in one text. */
export function maskText(text: string, variants: readonly Buffer[]): string {
	if (variants.length === 0) return text;
	const masker = new Masker(variants);
	return Buffer.concat([masker.push(Buffer.from(text)), masker.end()]).toString();
}

/** Whether a text holds a secret in any form. */
export function holdsSecret(text: string, variants: readonly Buffer[]): boolean {
	return variants.some((variant) => text.includes(variant.toString()));
}
