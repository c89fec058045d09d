const FIELDS: readonly {
	readonly name: string;
	readonly min: number;
	readonly max: number;
	readonly words?: readonly string[];
}[] = [
	{ name: "minute", min: 0, max: 59 },
	{ name: "hour", min: 0, max: 23 },
	{ name: "day of the month", min: 1, max: 31 },
	{ name: "month", min: 1, max: 12, words: "jan feb mar apr may jun jul aug sep oct nov dec".split(" ") },
	{ name: "day of the week", min: 0, max: 7, words: "sun mon tue wed thu fri sat".split(" ") },
];

/** What is wrong with a cron expression of five fields (POSIX crontab, with names and steps), as a clause; undefined if it is fine. */
export function cronProblem(text: string): string | undefined {
	const fields = text.trim().split(/\s+/);
	if (fields.length !== FIELDS.length) {
		return `has ${fields[0] === "" ? 0 : fields.length} fields, but needs five: minute, hour, day, month, weekday`;
	}
	for (const [index, field] of FIELDS.entries()) {
		for (const part of (fields[index] ?? "").split(",")) {
			if (!isPart(part, field))
				return `has \`${part}\` as its ${field.name}, which goes from ${field.min} to ${field.max}`;
		}
	}
	return undefined;
}

function isPart(part: string, { min, max, words }: (typeof FIELDS)[number]): boolean {
	const [range = "", step, extra] = part.split("/");
	if (extra !== undefined || (step !== undefined && !/^[1-9]\d{0,3}$/.test(step))) return false;
	if (range === "*") return true;
	const bounds = range.split("-").map((bound) => {
		const word = words?.indexOf(bound.toLowerCase()) ?? -1;
		if (word >= 0) return word + min;
		return /^\d{1,4}$/.test(bound) ? Number(bound) : Number.NaN;
	});
	const [low = Number.NaN, high = low] = bounds;
	return bounds.length <= 2 && low >= min && high <= max && low <= high;
}
