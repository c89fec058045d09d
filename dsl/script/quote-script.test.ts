import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { quoteScript } from "./quote-script.ts";
import type { ScriptPlace } from "./script-place.ts";

/** Writes a value as `§` in the tests' scripts. */
function quote(script: string) {
	return quoteScript({ texts: script.split("§") });
}

const folder = mkdtempSync(join(tmpdir(), "dagwright-script-"));
afterAll(() => rmSync(folder, { recursive: true }));

const HOSTILE = [
	"plain",
	"",
	"two words",
	" leading and trailing ",
	"line\nbreak\n",
	"tab\there",
	"it's",
	'say "hi"',
	"'; touch x; '",
	'"; touch x; "',
	"$(touch x)",
	"`touch x`",
	"${HOME}",
	"$((1+1))",
	"; touch x",
	"& touch x",
	"| touch x",
	"> x",
	"*",
	"? [a-z]*",
	"~",
	"-rf",
	"--help",
	"\\",
	"a\\nb\\",
	"EOF",
	"x\nEOF\ntouch x",
	"#no comment",
	"{a,b}",
	"!!",
	")",
	"a[$(touch x)]",
	"ünï ☃ 😀",
	"\r\n",
	"%s%n",
	"'\"`$\\",
];

function run(shell: string, script: string, values: readonly string[]) {
	const environment: Record<string, string> = { PATH: process.env["PATH"] ?? "", HOME: folder };
	values.forEach((value, index) => {
		environment[`DAG_VALUE_${index}`] = value;
	});
	const { stdout, stderr, status } = spawnSync(shell, ["-c", script], {
		cwd: folder,
		env: environment,
		encoding: "utf8",
	});
	return { stdout, stderr, status };
}

const shells = ["sh", "bash"].filter((shell) => spawnSync(shell, ["-c", ":"]).status === 0);

/** Scripts that print their values between brackets, and what they must print. */
const SCRIPTS: readonly {
	readonly name: string;
	readonly script: string;
	readonly prints: (value: string) => string;
}[] = [
	{ name: "a bare word", script: "printf '[%s]' §", prints: (v) => `[${v}]` },
	{ name: "two bare words", script: "printf '[%s]' § §", prints: (v) => `[${v}][${v}]` },
	{ name: "the middle of a word", script: "printf '[%s]' a§b", prints: (v) => `[a${v}b]` },
	{ name: "a double-quoted string", script: 'printf "[%s]" "a § b"', prints: (v) => `[a ${v} b]` },
	{ name: "a single-quoted string", script: "printf '[%s]' 'a § $HOME § b'", prints: (v) => `[a ${v} $HOME ${v} b]` },
	{ name: "an assignment", script: "x=§; printf '[%s]' \"$x\"", prints: (v) => `[${v}]` },
	{ name: "an exported assignment", script: "export X=§; printf '[%s]' \"$X\"", prints: (v) => `[${v}]` },
	{
		name: "a here-document",
		script: "cat <<EOF; printf .\n[§] $((1 + 1)) \\$HOME\nEOF\nprintf '[%s]' §",
		prints: (v) => `[${v}] 2 $HOME\n.[${v}]`,
	},
	{
		name: "an indented here-document",
		script: "cat <<-EOF\n\t[§]\n\tEOF\nprintf '[%s]' '§'",
		prints: (v) => `[${v}]\n[${v}]`,
	},
	{
		name: "two here-documents",
		script: "cat <<A - <<'B'; printf '[%s]' §\na\nA\n$b\nB\n",
		prints: (v) => `$b\n[${v}]`,
	},
	{ name: "a command substitution", script: "x=$(printf '%s.' §); printf '[%s]' \"$x\"", prints: (v) => `[${v}.]` },
	{
		name: "a substitution in double quotes",
		script: 'printf "[%s]" "$(printf "%s." "§")"',
		prints: (v) => `[${v}.]`,
	},
	{
		name: "a substitution with a case in it",
		script: "printf '[%s]' \"$(case a in (b) ;; a) printf '%s.' '§' ;; esac)\"",
		prints: (v) => `[${v}.]`,
	},
	{
		name: "a case subject and pattern",
		script: "case § in §) printf yes ;; *) printf no ;; esac",
		prints: () => "yes",
	},
	{
		name: "a pattern that would match anything",
		script: "case other in *§*) printf yes ;; *) printf no ;; esac; printf '[%s]' §",
		prints: (v) => `${v === "" ? "yes" : "no"}[${v}]`,
	},
	{
		name: "the default of a parameter",
		script: "printf '[%s]' ${UNSET:-§} \"${UNSET:-a§b}\"",
		prints: (v) => `[${v}][a${v}b]`,
	},
	{ name: "a list of a for", script: "for x in § b; do printf '[%s]' \"$x\"; done", prints: (v) => `[${v}][b]` },
	{ name: "a function", script: "f() { printf '[%s]' \"$1\"; }; f §", prints: (v) => `[${v}]` },
	{ name: "a subshell", script: "(printf '[%s]' §) && { printf '[%s]' §; }", prints: (v) => `[${v}][${v}]` },
	{
		name: "after a comment",
		script: "# it's § \"\nprintf '[%s]' § # '\nprintf '[%s]' §",
		prints: (v) => `[${v}][${v}]`,
	},
	{ name: "after a word with a hash", script: "printf '[%s]' a#'§'", prints: (v) => `[a#${v}]` },
	{
		name: "after escaped quotes",
		script: "printf '[%s]' \\' § \"\\\"\" § 'a'\\''§'",
		prints: (v) => `['][${v}]["][${v}][a'${v}]`,
	},
	{ name: "an operand of a program given by -c", script: 'sh -c \'printf "[%s]" "$1"\' _ §', prints: (v) => `[${v}]` },
	{ name: "a continued line", script: "printf '[%s]' \\\n  §", prints: (v) => `[${v}]` },
	{ name: "beside a redirection", script: "printf '[%s]' § 2>&1 >&1", prints: (v) => `[${v}]` },
	{ name: "after arithmetic", script: "printf '[%s]' $(( (1 + 2) * 3 )) §", prints: (v) => `[9][${v}]` },
	{ name: "after backticks", script: "printf '[%s]' `printf \"a'b\" | tr -d \"'\"` '§'", prints: (v) => `[ab][${v}]` },
	{
		name: "after a trimmed parameter",
		script: "p=a'b; printf '[%s]' \"${p#*\\'}\" '§'".replace("a'b", '"a\'b"'),
		prints: (v) => `[b][${v}]`,
	},
];

describe.each(shells)("quoteScript under %s", (shell) => {
	it.each(SCRIPTS)("keeps hostile values byte for byte in $name", ({ script, prints }) => {
		const quoted = quote(script);
		expect(quoted.problems).toEqual([]);
		const count = script.split("§").length - 1;
		for (const value of HOSTILE) {
			const result = run(shell, quoted.text, Array(count).fill(value));
			expect(result).toEqual({ stdout: prints(value), stderr: "", status: 0 });
		}
		expect(existsSync(join(folder, "x"))).toBe(false);
	});

	it("writes to the file that a value names, whatever the name", () => {
		const name = "a b;$(touch x)'\"*";
		const result = run(shell, quote("printf hi > § && cat < §").text, [name, name]);
		expect(result).toEqual({ stdout: "hi", stderr: "", status: 0 });
		expect(existsSync(join(folder, name))).toBe(true);
	});
});

describe("quoteScript", () => {
	const refused: readonly (readonly [string, ScriptPlace])[] = [
		["echo `cat §`", "backticks"],
		['echo "`cat §`"', "backticks"],
		["cat <<EOF\n`cat §`\nEOF", "backticks"],
		["echo $((§ + 1))", "arithmetic"],
		['echo "$(( (1) + § ))"', "arithmetic"],
		["((§ > 1)) && echo", "arithmetic"],
		["for ((i = 0; i < §; i++)); do :; done", "arithmetic"],
		["echo $[§ + 1]", "arithmetic"],
		["[[ § -eq 1 ]]", "arithmetic"],
		["a[§]=1", "arithmetic"],
		["cat <<'EOF'\n§\nEOF", "quoted_here_document"],
		['cat <<"E F"\n§\nE F', "quoted_here_document"],
		["cat <<\\EOF\n§\nEOF", "quoted_here_document"],
		["cat <<§\nx\n", "here_document_word"],
		["eval §", "code"],
		["eval 'echo §'", "code"],
		['A=1 eval "echo §"', "code"],
		["if true; then 'ev'al §; fi", "code"],
		["command eval §", "code"],
		["x=$(eval §)", "code"],
		["sh -c §", "code"],
		["sh -c 'echo §'", "code"],
		['bash -ec "echo §"', "code"],
		['/bin/sh -o errexit -c "echo §"', "code"],
		["sudo -u me env A=1 bash -c 'echo §'", "code"],
		["find . -exec sh -c 'echo §' {} +", "code"],
		["xargs -I{} sh -c 'echo §'", "code"],
		["$SHELL -c 'echo §'", "code"],
		["python3 -c 'print(\"§\")'", "code"],
		["node --eval=§", "code"],
		["perl -e '§'", "code"],
		["su -c 'echo §' me", "code"],
		["trap 'rm §' EXIT", "code"],
		["ssh -p 22 host rm §", "code"],
		["let x=§", "code"],
		["echo ${x#§}", "parameter_expansion"],
		["echo ${x:§}", "parameter_expansion"],
		["echo ${§}", "parameter_expansion"],
		["echo ${a[§]}", "parameter_expansion"],
		["echo \\§", "after_backslash"],
		['echo "\\§"', "after_backslash"],
		["echo $§", "after_dollar"],
		['echo "$§"', "after_dollar"],
		["echo $'§'", "ansi_quotes"],
		["echo $'it\\'s' §", "ambiguous"],
		['echo "${x:-\'}" §', "ambiguous"],
		["read §", "variable_name"],
		["unset §", "variable_name"],
		["export §=1", "variable_name"],
		["printf -v § x", "variable_name"],
		[`${"$(".repeat(70)}echo §`, "nesting"],
	];

	it.each(refused)("refuses a value in %s", (script, place) => {
		expect(quote(script).problems.map((problem) => problem.place)).toEqual([place]);
	});

	it.each([
		"grep -c §",
		"gcc -c §",
		"$CC -c §",
		"tar -c §",
		"wc -c §",
		"sh §",
		"sh ./script.sh -c §",
		"echo eval §",
		"ssh § uptime",
		"read -p § x",
		"export A=§",
		"[ § -eq 1 ]",
		"[[ § == b ]]",
		"a=(§ §)",
		"trap - EXIT; echo §",
		"cat <<< §",
		"diff <(echo §) <(echo §)",
	])("takes %s", (script) => {
		expect(quote(script).problems).toEqual([]);
	});

	it("says which value is wrong and which command would run it", () => {
		expect(quote("echo §; eval §; echo §").problems).toEqual([{ value: 1, place: "code", command: "eval" }]);
	});

	it("ends on every cut of a script", () => {
		for (const { script } of SCRIPTS) {
			for (let end = 0; end < script.length; end++) expect(quote(script.slice(0, end)).text).toBeTypeOf("string");
		}
	});

	it("takes a megabyte of script in linear time", () => {
		const script = "echo 'a' \"b\" $(c) §\n".repeat(50_000);
		const before = process.threadCpuUsage();
		expect(quote(script).problems).toEqual([]);
		// Half a second; in quadratic time it would be hours.
		expect(process.threadCpuUsage(before).user / 1000).toBeLessThan(10_000);
	});
});
