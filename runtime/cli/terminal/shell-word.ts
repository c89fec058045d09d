/** Text as one word of a command line that is there to be copied, in quotes only where the shell would take it apart. */
export function shellWord(text: string): string {
	return /^[\p{L}\p{N}_@%+=:,./-]+$/u.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
