/**
 * Moves wanted places to the nearest (weighted least squares) with `place[i+1] - place[i] >= offset[i+1] - offset[i]`,
 * in place, for as many as there are offsets: isotonic regression by pooling adjacent violators.
 */
export function nearestInOrder(places: Float64Array, weights: Float64Array, offsets: Float64Array): void {
	const count = offsets.length;
	if (means.length < count) {
		means = new Float64Array(2 * count);
		pooled = new Float64Array(2 * count);
		sizes = new Int32Array(2 * count);
	}
	let pools = 0;
	for (let index = 0; index < count; index++) {
		let mean = (places[index] ?? 0) - (offsets[index] ?? 0);
		let weight = weights[index] ?? 1;
		let size = 1;
		while (pools > 0 && (means[pools - 1] ?? 0) > mean) {
			pools--;
			const before = pooled[pools] ?? 0;
			mean = ((means[pools] ?? 0) * before + mean * weight) / (before + weight);
			weight += before;
			size += sizes[pools] ?? 0;
		}
		means[pools] = mean;
		pooled[pools] = weight;
		sizes[pools] = size;
		pools++;
	}
	let index = 0;
	for (let pool = 0; pool < pools; pool++) {
		const mean = means[pool] ?? 0;
		for (let left = sizes[pool] ?? 0; left > 0; left--, index++) places[index] = mean + (offsets[index] ?? 0);
	}
}

// Kept between calls: a layout makes some thousand of them, and none is under way when another begins.
let means = new Float64Array(64);
let pooled = new Float64Array(64);
let sizes = new Int32Array(64);
