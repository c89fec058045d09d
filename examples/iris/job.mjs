/** How a job script talks to the engine: inputs from $DAG_INPUT, outputs to $DAG_OUTPUT, news to $DAG_EVENTS. */
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const { DAG_INPUT, DAG_OUTPUT, DAG_EVENTS, DAG_ARTIFACTS } = process.env;

/** The job's `input`. */
export function readInput() {
	return JSON.parse(readFileSync(DAG_INPUT, "utf8")).input;
}

/** Declares the job's outputs. */
export function writeOutputs(outputs) {
	writeFileSync(DAG_OUTPUT, JSON.stringify(outputs));
}

/** Keeps a file as an artifact and gives the value that a `file` output takes. */
export function writeArtifact(name, content) {
	writeFileSync(join(DAG_ARTIFACTS, name), typeof content === "string" ? content : JSON.stringify(content));
	return name;
}

/** Tells how far the job is, from 0 to 1. */
export function progress(fraction) {
	appendFileSync(DAG_EVENTS, `${JSON.stringify({ progress: fraction })}\n`);
}

/** Tells a metric's value at a step. */
export function metric(name, value, step) {
	appendFileSync(DAG_EVENTS, `${JSON.stringify({ metric: name, value, step })}\n`);
}

/** Numbers in [0, 1) that depend only on the seed (mulberry32). */
export function randomNumbers(seed) {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** The same items in another order (Fisher-Yates). */
export function shuffle(items, random) {
	const shuffled = [...items];
	for (let last = shuffled.length - 1; last > 0; last--) {
		const other = Math.floor(random() * (last + 1));
		[shuffled[last], shuffled[other]] = [shuffled[other], shuffled[last]];
	}
	return shuffled;
}
