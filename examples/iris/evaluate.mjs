/** Measures the model on the rows that were held back. */
import { readFileSync } from "node:fs";
import { readInput, writeOutputs } from "./job.mjs";
import { measure, predict } from "./network.mjs";

const { model, test } = readInput();
const { classes, network } = JSON.parse(readFileSync(model.path, "utf8"));
const rows = JSON.parse(readFileSync(test.path, "utf8"));
const confusion = classes.map(() => classes.map(() => 0));
for (const row of rows) {
	const probabilities = predict(network, row.features);
	confusion[row.label][probabilities.indexOf(Math.max(...probabilities))]++;
}
const { accuracy } = measure(network, rows);
console.log(`accuracy ${accuracy.toFixed(3)} on ${rows.length} unseen rows`);
writeOutputs({ accuracy, confusion });
