/**
 * The baseline: the least that Node can do. Runs `sh -c true` for each job of a graph, SLOTS at a time, in dependency
 * order, with its output read through pipes. No journal, no logs, no checks.
 */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

const [file, slots] = process.argv.slice(2);
const jobs = JSON.parse(readFileSync(file, "utf8"));
const waiting = new Map(jobs.map((job) => [job.name, job.needs.length]));
const dependents = new Map(jobs.map((job) => [job.name, []]));
for (const job of jobs) for (const need of job.needs) dependents.get(need).push(job.name);
const ready = jobs.filter((job) => job.needs.length === 0).map((job) => job.name);
let next = 0;
let running = 0;

function fill() {
	while (running < Number(slots) && next < ready.length) start(ready[next++]);
}

function start(name) {
	running++;
	const child = spawn("sh", ["-c", "true"], { stdio: ["ignore", "pipe", "pipe"] });
	child.stdout.resume();
	child.stderr.resume();
	child.on("close", (code) => {
		if (code !== 0) process.exit(1);
		running--;
		for (const dependent of dependents.get(name)) {
			const left = waiting.get(dependent) - 1;
			waiting.set(dependent, left);
			if (left === 0) ready.push(dependent);
		}
		fill();
	});
}

fill();
process.on("exit", (code) => {
	if (code === 0 && next !== jobs.length) process.exitCode = 1;
});
