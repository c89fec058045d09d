/** Text in a drawing: its measures are estimates, since the font is the reader's own. */
export interface TextStyle {
	readonly size: number;
	readonly weight?: number;
	readonly color: string;
	readonly anchor?: "start" | "middle" | "end";
	readonly mono?: boolean;
	/** px that it may take; what is longer is cut. */
	readonly room?: number;
}

/** One line of text with its baseline at `y`. */
export function drawText(text: string, x: number, y: number, style: TextStyle): string {
	const shown = style.room === undefined ? text : cut(text, style);
	if (shown === "") return "";
	const more = [
		style.weight === undefined ? "" : ` font-weight="${style.weight}"`,
		style.anchor === undefined ? "" : ` text-anchor="${style.anchor}"`,
		style.mono === true ? ' font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace"' : "",
	].join("");
	return `<text x="${round(x)}" y="${round(y)}" font-size="${style.size}" fill="${style.color}"${more}>${escapeXml(shown)}</text>`;
}

/** Estimated width in px. */
export function textWidth(text: string, { size, weight, mono }: Pick<TextStyle, "size" | "weight" | "mono">): number {
	if (mono === true) return text.length * size * 0.602;
	let width = 0;
	for (const character of text) {
		if ("ijl.,:;|!'I ".includes(character)) width += 0.3;
		else if ("mwMW@%—…".includes(character)) width += 0.88;
		else if (/[A-Z0-9_=<>+&]/.test(character)) width += 0.63;
		else width += (character.codePointAt(0) ?? 0) > 0x2e80 ? 1 : 0.54;
	}
	return width * size * ((weight ?? 400) >= 600 ? 1.06 : 1);
}

/** Text for XML, without the control characters that XML has no way to write. */
export function escapeXml(text: string): string {
	return text
		.replace(/(?![\n\t])[\p{Cc}\ufffe\uffff]/gu, "\ufffd")
		.replaceAll("&", "&amp;")
		.replaceAll("<", "&lt;")
		.replaceAll(">", "&gt;")
		.replaceAll('"', "&quot;");
}

/** px with one decimal at most. */
export function round(value: number): number {
	return Math.round(value * 10) / 10;
}

function cut(text: string, style: TextStyle): string {
	const room = style.room ?? Number.POSITIVE_INFINITY;
	if (textWidth(text, style) <= room) return text;
	let shown = "";
	for (const character of text) {
		if (textWidth(`${shown}${character}…`, style) > room) break;
		shown += character;
	}
	return shown === "" ? "" : `${shown.trimEnd()}…`;
}
