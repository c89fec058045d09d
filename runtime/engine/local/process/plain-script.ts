/** What POSIX reserves at the place of a command's name, and dash's builtins that act on their own shell, or name another. */
const NOT_PLAIN = new Set(
	(
		"if then else elif fi do done case esac while until for in select function time coproc " +
		". alias bg break chdir command continue eval exec fc fg getopts hash jobs kill local read readonly return set shift " +
		"source times trap type ulimit umask unalias unset wait"
	).split(" "),
);

/** Of a line that goes on in the next one only after a blank: without it the two halves would be one word. */
const BLANK = /[ \t]+(?:\\\n[ \t]*)*/y;
const COMMENT = /(?<![^\s;|&])#[^\n]*/y;
const SEPARATOR = /&&|\|\|?|;|\n/y;
const REDIRECTION = /(?:[12]?>>?|0?<)(?![<>|&(])[ \t]*|(?:[12]?>&[12])(?=[ \t\n;|&]|$)/y;
/** `{` and `!` are words of their own only at the place of a name, where nothing is taken that begins with them. */
const PART =
	/[\w./:=,@%+~^*?[\]{}!-]+|'[^']*'|"(?:[^"$`\\]|\\[^\0]|\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*\}))*"|\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*\})/y;
const NAME = /^(?:\[|:|[\w/.][\w./+-]*)$/;
const ASSIGNMENT = /^[A-Za-z_]\w*=/;
/** What differs between a shell and its copy, or is not the job's own. */
const OWN = /\$\{?(?:PPID|LINENO|OPTIND)\b/;

/**
 * Whether a script is a plain list of simple commands: names, words, quotes, `$NAME`, redirections of 0 to 2, joined by
 * new lines, `;`, `|`, `&&` and `||`. Such a one does the same in a new shell and in a copy of one that has done nothing
 * (it asks for no process number, sets no trap, leaves nothing running), and cannot be the half of something else. What is not
 * understood is not plain.
 */
export function isPlainScript(text: string): boolean {
	if (text.includes("\0") || OWN.test(text)) return false;
	let at = 0;
	const take = (pattern: RegExp): string | undefined => {
		pattern.lastIndex = at;
		const [found] = pattern.exec(text) ?? [];
		at += found?.length ?? 0;
		return found;
	};
	/** After what joins two commands the second must come. */
	let owed = false;
	/** Words of the command so far. */
	let words = 0;
	let named = false;
	while (at < text.length) {
		if (take(BLANK) !== undefined || take(COMMENT) !== undefined) continue;
		const separator = take(SEPARATOR);
		if (separator !== undefined) {
			if (words === 0 && separator !== "\n") return false;
			owed = separator === "\n" || separator === ";" ? owed && words === 0 : true;
			words = 0;
			named = false;
			continue;
		}
		const redirection = take(REDIRECTION);
		let word = "";
		if (redirection === undefined || !redirection.includes("&")) {
			for (let part = take(PART); part !== undefined; part = take(PART)) word += part;
			if (word === "") return false;
		}
		words++;
		if (redirection !== undefined || named || ASSIGNMENT.test(word)) continue;
		if (!NAME.test(word) || NOT_PLAIN.has(word)) return false;
		named = true;
	}
	return !owed || words > 0;
}
