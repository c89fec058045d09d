/** SHA-256 (FIPS 180-4) in plain JavaScript, for hashes that every host must compute alike; about 100 MB/s and more. */

const initial = [
	0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
] as const;

const constants = roundConstants();

/** The SHA-256 of text (as UTF-8) or bytes, as 64 lower-case hex digits. */
export function sha256Hex(data: string | Uint8Array): string {
	const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
	const state = new Int32Array(initial);
	const schedule = new Int32Array(64);
	const wholeBlocks = bytes.length >>> 6;
	for (let block = 0; block < wholeBlocks; block++) compress(state, schedule, bytes, block * 64);
	const tail = padding(bytes, wholeBlocks * 64);
	for (let at = 0; at < tail.length; at += 64) compress(state, schedule, tail, at);
	return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

function padding(bytes: Uint8Array, from: number): Uint8Array {
	const rest = bytes.subarray(from);
	const tail = new Uint8Array(rest.length + 9 > 64 ? 128 : 64);
	tail.set(rest);
	tail[rest.length] = 0x80;
	const view = new DataView(tail.buffer);
	view.setUint32(tail.length - 8, Math.floor(bytes.length / 0x2000_0000));
	view.setUint32(tail.length - 4, (bytes.length << 3) >>> 0);
	return tail;
}

/** One block. The `| 0` on reads also serves the compiler: within the arrays no read is undefined. */
function compress(state: Int32Array, w: Int32Array, bytes: Uint8Array, at: number): void {
	for (let t = 0, i = at; t < 16; t++, i += 4) {
		w[t] =
			((bytes[i] as number) << 24) |
			((bytes[i + 1] as number) << 16) |
			((bytes[i + 2] as number) << 8) |
			(bytes[i + 3] as number);
	}
	for (let t = 16; t < 64; t++) {
		const x = w[t - 15] as number;
		const y = w[t - 2] as number;
		const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
		const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
		w[t] = ((w[t - 16] as number) + s0 + (w[t - 7] as number) + s1) | 0;
	}
	let a = state[0] as number;
	let b = state[1] as number;
	let c = state[2] as number;
	let d = state[3] as number;
	let e = state[4] as number;
	let f = state[5] as number;
	let g = state[6] as number;
	let h = state[7] as number;
	for (let t = 0; t < 64; t++) {
		const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
		const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (constants[t] as number) + (w[t] as number)) | 0;
		const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
		const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
		h = g;
		g = f;
		f = e;
		e = (d + t1) | 0;
		d = c;
		c = b;
		b = a;
		a = (t1 + t2) | 0;
	}
	state[0] = (state[0] as number) + a;
	state[1] = (state[1] as number) + b;
	state[2] = (state[2] as number) + c;
	state[3] = (state[3] as number) + d;
	state[4] = (state[4] as number) + e;
	state[5] = (state[5] as number) + f;
	state[6] = (state[6] as number) + g;
	state[7] = (state[7] as number) + h;
}

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
function roundConstants(): Int32Array {
	const words = new Int32Array(64);
	let found = 0;
	for (let candidate = 2; found < 64; candidate++) {
		let prime = true;
		for (let divisor = 2; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0) prime = false;
		if (prime) words[found++] = cubeRootFraction(candidate);
	}
	return words;
}

/** In whole numbers (the root of prime · 2⁹⁶), so that no engine's floating-point library has a say. */
function cubeRootFraction(prime: number): number {
	const target = BigInt(prime) << 96n;
	let low = 0n;
	let high = 1n << 36n;
	while (low < high) {
		const middle = (low + high + 1n) >> 1n;
		if (middle * middle * middle <= target) low = middle;
		else high = middle - 1n;
	}
	return Number(BigInt.asIntN(32, low));
}
