/** Units and literals that the language, the command line and templates share. */

const durationUnits: readonly (readonly [string, number])[] = [
	["d", 86_400_000],
	["h", 3_600_000],
	["m", 60_000],
	["s", 1_000],
	["ms", 1],
];

const sizeUnits: readonly (readonly [string, number])[] = [
	["TB", 1e12],
	["TiB", 2 ** 40],
	["GB", 1e9],
	["GiB", 2 ** 30],
	["MB", 1e6],
	["MiB", 2 ** 20],
	["KB", 1e3],
	["kB", 1e3],
	["KiB", 2 ** 10],
	["B", 1],
];

/** Milliseconds of `5s`, `250ms`, `1h30m`, `1.5h`, `7d`; undefined if it is no duration or not whole milliseconds. */
export function parseDuration(text: string): number | undefined {
	const match = /^(-?)((?:\d{1,15}(?:\.\d{1,9})?(?:ms|[smhd]))+)$/.exec(text.trim());
	if (!match) return undefined;
	let total = 0;
	for (const [, amount, unit] of (match[2] ?? "").matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)) {
		total += Number(amount) * (unitFactor(durationUnits, unit ?? "") ?? Number.NaN);
	}
	return whole(match[1] === "-" ? -total : total);
}

/** The shortest exact way to write a number of milliseconds: `1h30m`, `250ms`, `0s`. */
export function formatDuration(milliseconds: number): string {
	let rest = Math.abs(Math.round(milliseconds));
	if (rest === 0) return "0s";
	let text = milliseconds < 0 ? "-" : "";
	for (const [unit, factor] of durationUnits) {
		const amount = Math.floor(rest / factor);
		if (amount > 0) text += `${amount}${unit}`;
		rest -= amount * factor;
	}
	return text;
}

/** Bytes of `512MB`, `1.5GiB`, `100B` (MB is 10⁶, MiB is 2²⁰); undefined if it is no size or not whole bytes. */
export function parseSize(text: string): number | undefined {
	const match = /^(-?\d{1,16}(?:\.\d{1,9})?)\s?([kKMGT]i?B|B)$/.exec(text.trim());
	const factor = match && unitFactor(sizeUnits, match[2] ?? "");
	return match && factor ? whole(Number(match[1]) * factor) : undefined;
}

/** The exact size in the largest unit that divides it: `512MB`, `2GiB`, `1500B`. */
export function formatSize(bytes: number): string {
	const exact = Math.round(bytes);
	if (exact === 0) return "0B";
	const dividing = sizeUnits.filter(([, factor]) => exact % factor === 0);
	// The shortest number reads best: 1 GiB is `1GiB`, not `1073741824B`, and 512 MB is not `500000KiB`.
	const best = dividing.reduce((a, b) => (Math.abs(exact / b[1]) < Math.abs(exact / a[1]) ? b : a), ["B", 1] as const);
	return `${exact / best[1]}${best[0]}`;
}

/** The fraction of `75%`, `12.5%`; undefined if it is no percentage. */
export function parsePercent(text: string): number | undefined {
	const match = /^(-?\d{1,15}(?:\.\d{1,15})?)\s?%$/.exec(text.trim());
	return match ? Number((Number(match[1]) / 100).toPrecision(15)) : undefined;
}

/** A fraction as a percentage: 0.75 is `75%`. */
export function formatPercent(fraction: number): string {
	return `${Number((fraction * 100).toPrecision(15))}%`;
}

function unitFactor(units: readonly (readonly [string, number])[], unit: string): number | undefined {
	return units.find(([name]) => name === unit)?.[1];
}

/** Rounds away what binary fractions add (`0.1s` is 100.00000000000001 ms), and refuses what was never whole. */
function whole(value: number): number | undefined {
	const rounded = Math.round(value);
	return Number.isSafeInteger(rounded) && Math.abs(value - rounded) < 1e-6 ? rounded + 0 : undefined;
}
