/** Cross-validates one choice of learning rate and batch size in five folds, then trains it on all rows. */
import { readFileSync } from "node:fs";
import { metric, progress, readInput, writeArtifact, writeOutputs } from "./job.mjs";
import { measure, newNetwork, train } from "./network.mjs";

const FOLDS = 5;
const input = readInput();
const rows = JSON.parse(readFileSync(input.train.path, "utf8"));
const classes = input.classes.length;
const total = input.epochs * (FOLDS + 1);
let done = 0;

function fit(trainingRows, validationRows) {
	const network = newNetwork(trainingRows[0].features.length, classes, input.seed);
	train(network, trainingRows, input, (epoch) => {
		done++;
		if (epoch % 20 !== 0 && epoch !== input.epochs) return;
		progress(done / total);
		if (validationRows) metric("accuracy", measure(network, validationRows).accuracy, done);
	});
	return network;
}

let accuracy = 0;
let loss = 0;
for (let fold = 0; fold < FOLDS; fold++) {
	const validation = rows.filter((_, index) => index % FOLDS === fold);
	const network = fit(
		rows.filter((_, index) => index % FOLDS !== fold),
		validation,
	);
	const measured = measure(network, validation);
	console.log(`fold ${fold + 1}: accuracy ${measured.accuracy.toFixed(3)}, loss ${measured.loss.toFixed(3)}`);
	accuracy += measured.accuracy / FOLDS;
	loss += measured.loss / FOLDS;
}
metric("accuracy", accuracy, total);
metric("loss", loss, total);

const model = writeArtifact("model.json", { classes: input.classes, network: fit(rows) });
console.log(`accuracy ${accuracy.toFixed(3)} over ${FOLDS} folds`);
// The mean of the folds can pass 1 by a rounding error.
writeOutputs({ model, metrics: { accuracy: Math.min(accuracy, 1), loss } });
