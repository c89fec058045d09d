/** Whether a word names a run: its number, or `last`. */
export function isRunName(text: string): boolean {
	return text === "last" || /^#?\d+$/.test(text);
}
