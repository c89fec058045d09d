import { describe, expect, test } from "vitest";
import { isPlainScript } from "./plain-script.ts";

const plain = [
	"true",
	"",
	"\n\n# nothing but a comment",
	'python3 train.py --lr "$DAG_VALUE_0" --out=$DAG_OUTPUT',
	"mkdir -p out/a && cp -r data/*.csv out/a\nls out/a | sort > list.txt 2>&1",
	'echo \'{"n": 1, "s": "it is $5 `a`"}\' > "$DAG_OUTPUT"',
	'printf "%s\\n" "${NAME}" >&2; exit 3',
	'A=1 B="$C" ./run.sh || false; # it may fail',
	'[ -f x ] && test "$A" = b',
	"python -m tool \\\n  --flag one \\\n  --flag two",
	"echo a &&\n  echo b |\n  cat",
	": > empty",
	"git log --format=%H -n 1 HEAD~2",
	'echo "costs \\$5 and \\`x\\`"',
];

const notPlain = [
	["a process number", 'echo "$$"'],
	["a process number in braces", "echo ${$}"],
	["its parent", "echo $PPID"],
	["a child in the background", "sleep 100 &"],
	["a substitution", "echo $(date)"],
	["the old substitution", "echo `date`"],
	["an expansion with a default", "echo ${A:-b}"],
	["arithmetic", "echo $((1+1))"],
	["its own arguments", 'echo "$@"'],
	["a trap", "trap 'rm x' EXIT"],
	["a signal", "kill -9 0"],
	["eval", "eval 'echo hi'"],
	["another file's commands", ". ./lib.sh"],
	["an end of its process by another", "exec python x.py"],
	["an option of the shell", "set +e\nfalse"],
	["a loop", "for i in 1 2; do echo $i; done"],
	["a choice", "if true; then echo yes; fi"],
	["a group", "{ echo a; }"],
	["a subshell", "(echo a)"],
	["a function", "f() { echo a; }; f"],
	["a name that is a value", "$COMMAND a"],
	["a name that is quoted", "'kill' -9 0"],
	["a name of two lines", "ki\\\nll -9 0"],
	["a name behind an assignment", "A=1 eval 'echo $A'"],
	["a name behind a redirection", "> out eval 'echo hi'"],
	["text from here", "cat <<END\nx\nEND"],
	["another descriptor", "echo a >&7"],
	["a closing of what it is not in", "echo a\n)\n(echo b"],
	["an open quote", "echo 'a"],
	["a join without a second", "true &&"],
	["a join without a first", "|| true"],
	["two ends of nothing", "true ;; true"],
	["a redirection to nowhere", "echo a >"],
	["a mark within a word", "echo a#b"],
	["the line ends of another system", "true\r\nfalse\r\n"],
	["a zero byte", "echo '\0'"],
	["a negation", "! true"],
	["a measure of time", "time true"],
] as const;

test.each(plain)("plain: %j", (script) => {
	expect(isPlainScript(script)).toBe(true);
});

describe("not plain", () => {
	test.each(notPlain)("%s", (_what, script) => {
		expect(isPlainScript(script)).toBe(false);
	});
});

test("what is long is read in linear time", () => {
	const script = `${"echo 'a' \"b $C\" > d && \\\n  e\n".replace("\\\n", " ")}`.repeat(20_000);
	expect(isPlainScript(script)).toBe(true);
	expect(isPlainScript(`${"a ".repeat(200_000)}'`)).toBe(false);
	expect(isPlainScript(`a "${"\\x".repeat(200_000)}`)).toBe(false);
});
