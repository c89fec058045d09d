/** The names of the jobs, for contenders that know a job by its name. */
export function namesOf(jobs) {
	return Array.from({ length: jobs }, (_, at) => `j${at}`);
}

/** The same layered graph for every contender: pairs of job indices, `[before, after]`, in layers of 1,000. */
export function edgesOf(jobs, edges) {
	const width = Math.min(1000, Math.ceil(jobs / 10));
	const perJob = Math.round(edges / (jobs - width));
	const pairs = [];
	let state = 1;
	const random = () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 2 ** 32;
	};
	for (let job = width; job < jobs; job++) {
		const layer = Math.floor(job / width);
		const chosen = new Set();
		while (chosen.size < perJob) chosen.add((layer - 1) * width + Math.floor(random() * width));
		for (const before of chosen) pairs.push([before, job]);
	}
	return pairs;
}

/**
 * For each contender alike, before its clock starts: collects the young objects, so that nobody pays for what making the
 * graph left behind. Twice, since what survives is copied once more before it counts as old. Wants `--expose-gc`.
 */
export function settle() {
	globalThis.gc({ type: "minor" });
	globalThis.gc({ type: "minor" });
}

/** One line of JSON: milliseconds of building and running, and the process's peak resident memory in MB. */
export function report(milliseconds) {
	console.log(JSON.stringify({ milliseconds, megabytes: (process.resourceUsage().maxRSS * 1024) / 1e6 }));
}
