const esc = String.fromCharCode(27);
const bell = String.fromCharCode(7);

/** A CSI, OSC or short escape sequence (ECMA-48), wherever it stands. */
export const escapeSequence = new RegExp(
	`${esc}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${bell}${esc}]*(?:${bell}|${esc}\\\\)|[@-Z\\\\-_])`,
	"g",
);

/** Escape sequences that only colour text: SGR. */
export const colorSequence = new RegExp(`^${esc}\\[[\\d;]*m$`);

/** Text with its colours, and without any other sequence or control character. */
export function keepColors(text: string): string {
	const kept: string[] = [];
	const withoutOthers = text.replace(escapeSequence, (sequence) => {
		if (!colorSequence.test(sequence)) return "";
		kept.push(sequence);
		return "\ue000";
	});
	let next = 0;
	return withoutOthers.replace(/(?!\t)\p{Cc}/gu, "").replace(/\ue000/g, () => kept[next++] ?? "");
}
