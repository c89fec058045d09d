/** Writes what was tried, what won and how well it does, as Markdown. */
import { readInput, writeArtifact, writeOutputs } from "./job.mjs";

const { tried, best, classes, accuracy, confusion, needed, deployed } = readInput();
const table = (head, rows) =>
	[head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
const text = `# Iris

${deployed ? `Deployed to \`${deployed}\`` : "Not deployed"}: accuracy ${accuracy.toFixed(3)} on unseen rows, ${needed} is needed.

## Tried

${table(
	["learning rate", "batch size", "accuracy (5 folds)", "loss", ""],
	tried.map((one) => [
		one.learning_rate,
		one.batch_size,
		one.accuracy.toFixed(3),
		one.loss.toFixed(3),
		one.learning_rate === best.learning_rate && one.batch_size === best.batch_size ? "best" : "",
	]),
)}

## Confusion on unseen rows

${table(
	["is, taken for", ...classes],
	classes.map((name, row) => [name, ...confusion[row]]),
)}
`;
console.log(text);
writeOutputs({ report: writeArtifact("report.md", text) });
