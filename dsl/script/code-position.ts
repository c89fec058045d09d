import type { ScriptPlace } from "./script-place.ts";
import { EXPANSION, VALUE, type Word } from "./script-reader.ts";

/** Commands that run another command, so that any later word may name an interpreter. */
const PREFIXES = new Set(
	"command builtin exec sudo doas env nohup nice time timeout xargs setsid stdbuf find parallel flock chroot unshare strace script".split(
		" ",
	),
);

/** Interpreters, and the letter of the option whose argument is a program. */
const INTERPRETERS: Readonly<Record<string, string>> = {
	sh: "c",
	ash: "c",
	bash: "c",
	dash: "c",
	zsh: "c",
	ksh: "c",
	mksh: "c",
	fish: "c",
	csh: "c",
	tcsh: "c",
	busybox: "c",
	su: "c",
	runuser: "c",
	flock: "c",
	script: "c",
	python: "c",
	perl: "eE",
	ruby: "e",
	node: "ep",
	bun: "ep",
	lua: "e",
	php: "r",
	pwsh: "c",
	psql: "c",
};

/** These look for the option also after their operands; the others take the first operand as a script's name. */
const OPERANDS_FIRST = new Set(["busybox", "su", "runuser", "flock", "script", "psql"]);

/** Options of interpreters that take an argument. */
const INTERPRETER_OPTIONS = /^([-+]\w*[oO]|-[WXrI]|--rcfile|--init-file)$/;

const LONG_CODE_OPTIONS = new Set(["--command", "--eval", "--print"]);

/** Commands whose every operand is shell text. */
const EVALUATES = new Set(["eval", "trap", "watch", "let"]);

/** Commands whose operands are names of variables, whose subscripts bash evaluates. */
const NAMES = new Set("read unset export readonly local declare typeset mapfile readarray getopts".split(" "));

const ARITHMETIC_TESTS = new Set(["-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-v"]);

/** `read` options that take an argument. */
const READ_OPTIONS = /^-\w*[pntNdui]$/;

/** `ssh` options that take an argument. */
const SSH_OPTIONS = "BbcDEeFIiJLlmOopQRSWw";

export interface CodeValue {
	readonly value: number;
	readonly place: ScriptPlace;
	readonly command?: string;
}

/** The values in a simple command that it would take as a program, or as the name of a variable, and not as data. */
export function codeValues(words: readonly Word[]): readonly CodeValue[] {
	if (!words.some((word) => word.values.length > 0)) return [];
	const found: CodeValue[] = [];
	const refuse = (word: Word | undefined, place: ScriptPlace, command?: string) => {
		for (const value of word?.values ?? []) found.push({ value, place, ...(command === undefined ? {} : { command }) });
	};

	for (const word of words) {
		// `a[…]=`: bash evaluates a subscript as arithmetic, which can run commands.
		if (new RegExp(`^\\w+\\[[^\\]]*${VALUE}[^=]*\\]\\+?=`).test(word.pattern)) refuse(word, "arithmetic");
	}

	let start = 0;
	while (start < words.length && isBeforeCommand(words[start])) start++;
	let command = words[start];
	const runsAnother = command !== undefined && PREFIXES.has(baseName(command));
	for (let index = start; index < words.length; index++) {
		if (index > start && !runsAnother) break;
		command = words[index];
		if (command === undefined) break;
		const name = baseName(command);
		const operands = words.slice(index + 1);
		if (EVALUATES.has(name)) for (const each of operands) refuse(each, "code", name);
		else if (name === "ssh") for (const each of remoteCommand(operands)) refuse(each, "code", name);
		else if (name === "[[") {
			if (operands.some((each) => ARITHMETIC_TESTS.has(each.pattern)))
				for (const each of operands) refuse(each, "arithmetic");
		} else if (name === "[" || name === "test") {
			operands.forEach((each, at) => {
				if (each.pattern === "-v") refuse(operands[at + 1], "variable_name");
			});
		} else if (name === "printf" && operands[0]?.pattern === "-v") refuse(operands[1], "variable_name");
		else if (NAMES.has(name)) {
			operands.forEach((each, at) => {
				if (name === "read" && READ_OPTIONS.test(operands[at - 1]?.pattern ?? "")) return;
				if (!(each.pattern.split(VALUE)[0] ?? "").includes("=")) refuse(each, "variable_name");
			});
		} else for (const each of programOf(name, operands)) refuse(each, "code", name);
	}
	return found;
}

/** The word after the option that says "the next word is the program", and joined ones (`-eprogram`, `--eval=…`). */
function programOf(name: string, operands: readonly Word[]): readonly Word[] {
	const interpreter = name.replace(/[\d.]+$/, "");
	const letters = INTERPRETERS[interpreter];
	if (letters === undefined) return [];
	const found: Word[] = [];
	let pending = false;
	for (const [at, word] of operands.entries()) {
		const { pattern } = word;
		const ends = !/^[-+]/.test(pattern) && !INTERPRETER_OPTIONS.test(operands[at - 1]?.pattern ?? "");
		if (ends && !pending && !OPERANDS_FIRST.has(interpreter)) return found;
		if (pending && !/^[-+]/.test(pattern)) {
			found.push(word);
			return found;
		}
		const long = pattern.split("=", 1)[0] ?? "";
		if (LONG_CODE_OPTIONS.has(long)) {
			if (long === pattern) pending = true;
			else found.push(word);
		} else if (new RegExp(`^-\\w*[${letters}]`).test(pattern)) {
			pending = true;
			found.push(word);
		}
	}
	return found;
}

function remoteCommand(operands: readonly Word[]): readonly Word[] {
	let index = 0;
	while (index < operands.length) {
		const pattern = operands[index]?.pattern ?? "";
		if (!pattern.startsWith("-")) break;
		index += pattern.length === 2 && SSH_OPTIONS.includes(pattern[1] ?? "") ? 2 : 1;
	}
	return operands.slice(index + 1);
}

/** Reserved words and assignments, which stand before the name of the command. */
function isBeforeCommand(word: Word | undefined): boolean {
	return word !== undefined && (word.isReserved() || /^\w+(\[[^\]]*\])?\+?=/.test(word.pattern));
}

/** The name of the command without its folder; `$SHELL`, `"$PYTHON"` and the like count as what they are named for. */
function baseName(word: Word): string {
	const name = word.pattern.slice(word.pattern.lastIndexOf("/") + 1);
	if (!name.includes(EXPANSION)) return name;
	const variable = name.replace(/[^\w]/g, "").toLowerCase();
	return variable === "shell" ? "sh" : variable;
}
