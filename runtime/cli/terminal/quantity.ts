/** A duration in ms for people: `12ms`, `0.4s`, `12s`, `3m 04s`, `2h 05m`, `3d 4h`. */
export function formatDuration(ms: number): string {
	const positive = Math.max(0, ms);
	if (positive > 0 && positive < 95) return `${Math.max(1, Math.round(positive))}ms`;
	if (positive < 9_950) return `${(positive / 1000).toFixed(1)}s`;
	const seconds = Math.round(positive / 1000);
	if (seconds < 60) return `${seconds}s`;
	const minutes = Math.floor(seconds / 60);
	if (minutes < 60) return `${minutes}m ${two(seconds % 60)}s`;
	const hours = Math.floor(minutes / 60);
	if (hours < 24) return `${hours}h ${two(minutes % 60)}m`;
	return `${Math.floor(hours / 24)}d ${hours % 24}h`;
}

/** Bytes for people, in powers of ten as in the language: `512 B`, `1.2 MB`. */
export function formatBytes(bytes: number): string {
	const units = ["B", "kB", "MB", "GB", "TB"];
	let value = bytes;
	let unit = 0;
	while (value >= 999.5 && unit < units.length - 1) {
		value /= 1000;
		unit++;
	}
	const digits = unit === 0 || value >= 99.5 ? 0 : 1;
	return `${value.toFixed(digits)} ${units[unit] ?? "B"}`;
}

/** A number for people: at most four significant digits unless it is whole; whole ones are grouped. */
export function formatNumber(value: number): string {
	if (Number.isInteger(value)) return Math.abs(value) >= 10_000 ? value.toLocaleString("en-US") : String(value);
	const text = Number(value.toPrecision(4)).toString();
	return text.includes("e") ? value.toExponential(2) : text;
}

/** `1 job`, `3 jobs`. */
export function count(amount: number, singular: string, plural = `${singular}s`): string {
	return `${formatNumber(amount)} ${amount === 1 ? singular : plural}`;
}

/** UTC ms as local `hh:mm:ss`, or with the date in front. */
export function formatClock(at: number, withDate = false): string {
	const date = new Date(at);
	const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
	if (!withDate) return time;
	return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${time}`;
}

/** Reads `90s`, `30m`, `12h`, `7d` as ms; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
	const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/.exec(text.trim());
	if (match === null) return undefined;
	const units: Readonly<Record<string, number>> = {
		ms: 1,
		s: 1000,
		m: 60_000,
		h: 3_600_000,
		d: 86_400_000,
		w: 604_800_000,
	};
	return Number(match[1]) * (units[match[2] ?? ""] ?? Number.NaN);
}

function two(value: number): string {
	return String(value).padStart(2, "0");
}
