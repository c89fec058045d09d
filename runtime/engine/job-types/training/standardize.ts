import type { Examples } from "./examples.ts";
import type { ModelFile } from "./model-file.ts";

/** Mean and standard deviation of each feature over the rows to learn from; nothing is learnt from those held out. */
export function standardize({ features, values }: Examples, rows: Int32Array): ModelFile["features"] {
	const width = features.length;
	return features.map((name, column) => {
		let mean = 0;
		for (const row of rows) mean += (values[row * width + column] ?? 0) / rows.length;
		let variance = 0;
		for (const row of rows) variance += ((values[row * width + column] ?? 0) - mean) ** 2 / rows.length;
		return { name, mean, deviation: Math.sqrt(variance) };
	});
}

/** The values as the network takes them. */
export function scale(values: Float64Array, features: ModelFile["features"]): Float64Array {
	return values.map((value, index) => {
		const { mean = 0, deviation = 0 } = features[index % features.length] ?? {};
		return deviation > 0 ? (value - mean) / deviation : 0;
	});
}
