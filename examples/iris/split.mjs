/** Holds a share of each class back for the test. */
import { readFileSync } from "node:fs";
import { randomNumbers, readInput, shuffle, writeArtifact, writeOutputs } from "./job.mjs";

const { data, test_share, seed } = readInput();
const rows = shuffle(JSON.parse(readFileSync(data.path, "utf8")), randomNumbers(seed));
const train = [];
const test = [];
for (const label of new Set(rows.map((row) => row.label))) {
	const ofClass = rows.filter((row) => row.label === label);
	const held = Math.round(ofClass.length * test_share);
	test.push(...ofClass.slice(0, held));
	train.push(...ofClass.slice(held));
}
console.log(`${train.length} rows to train on, ${test.length} to test with`);
writeOutputs({ train: writeArtifact("train.json", train), test: writeArtifact("test.json", test) });
