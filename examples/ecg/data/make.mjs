/**
 * Makes ecg.csv: invented heart beats whose features are spread as those of a normal rhythm and of atrial fibrillation
 * are. In fibrillation the beats come irregularly and the P wave is lost. Always the same: `node make.mjs > ecg.csv`.
 */
const BEATS = 600;
/** A rate at which a recorder sends a beat twice. */
const DOUBLES = 0.02;

const rhythms = {
	normal: { rr_ms: [830, 60], rr_sd_ms: [44, 15], p_wave_mv: [0.13, 0.035], qrs_ms: [92, 8], qt_ms: [392, 18] },
	afib: { rr_ms: [640, 110], rr_sd_ms: [110, 30], p_wave_mv: [0.05, 0.025], qrs_ms: [96, 10], qt_ms: [372, 24] },
};

const random = randomNumbers(20);
const columns = Object.keys(rhythms.normal);
const lines = [];
for (let beat = 0; beat < BEATS; beat++) {
	const label = random() < 0.55 ? "normal" : "afib";
	const cells = columns.map((name) => value(name, ...rhythms[label][name]));
	const line = [...cells, label].join(",");
	lines.push(line);
	if (random() < DOUBLES) lines.push(line);
}
console.log([[...columns, "label"].join(","), ...lines].join("\n"));

/** Normally spread (Box and Muller, 1958), never below nothing, as finely as an instrument says it. */
function value(name, mean, deviation) {
	const spread = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
	return Math.max(0, mean + deviation * spread).toFixed(name.endsWith("_mv") ? 3 : 0);
}

/** Numbers in [0, 1) that depend only on the seed (mulberry32). */
function randomNumbers(seed) {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}
