const colours: Readonly<Record<string, string>> = {
	"✓": "32",
	"✗": "31",
	"↻": "33",
	"»": "90",
	"■": "90",
	"▶": "34",
	"?": "33",
};

/**
 * A line of the log in the terminal's colours. What came from a job may hold control characters, with which it could
 * drive the terminal: they are shown as `�`.
 */
export function paint(line: string): string {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
	const safe = line.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "�");
	const [, time = "", mark = "", rest = ""] = /^(\d\d:\d\d\.\d {2})?(?:(\S) )?(.*)$/s.exec(safe) ?? [];
	const colour = time === "" ? undefined : colours[mark];
	const shown = mark === "" ? rest : colour === undefined ? `${mark} ${rest}` : `\x1b[${colour}m${mark}\x1b[0m ${rest}`;
	return time === "" ? safe : `\x1b[90m${time}\x1b[0m${shown}`;
}
