import { realpathSync } from "node:fs";
import { constants } from "node:os";
import { basename } from "node:path";
import { findProgram } from "./find-program.ts";
import { isPlainScript } from "./plain-script.ts";
import { type Reader, SLOT_MARK, type SlotKind } from "./slot-kind.ts";

/** The number of prctl(2), by which it becomes the parent of what its jobs leave behind. */
const PRCTL: Partial<Record<NodeJS.Architecture, number>> = { x64: 157, arm64: 167 };
const PR_SET_CHILD_SUBREAPER = 36;

/** Characters of an order above which there is little to gain. */
const LONGEST = 16_384;

const VARIABLE = /^[A-Za-z_]\w*$/;
/** Variables that mean something to the shell itself. */
const OF_THE_SHELL =
	/^(?:PATH|CDPATH|IFS|ENV|PWD|OLDPWD|PPID|LINENO|OPTIND|PS[124]|MAIL|MAILPATH|MAILCHECK|ATTY|TERM|HISTSIZE)$/;

/** Makes the pipes and becomes a shell that reads its orders from the socket, and says there what it has to say. */
const program = `
my ($shell, $prctl, $reaper, $stdout, $stderr) = @ARGV;
# Left open in what is executed.
$^F = 3;
open my $socket, '+<&=', 3 or exit 1;
system('mkfifo', '-m', '600', '--', $stdout, $stderr) == 0 or exit 1;
syscall($prctl + 0, $reaper + 0, 1, 0, 0, 0) == 0 or exit 1;
open STDIN, '<&', $socket or exit 1;
open STDERR, '>&', $socket or exit 1;
exec { $shell } 'sh', '-s';
`;

/** Whether these slots can be had, where Perl's can: with dash as `sh`. Of a larger shell a copy costs as much as a new one. */
export function canHaveShells(path: string | undefined): boolean {
	if (PRCTL[process.arch] === undefined) return false;
	try {
		return basename(realpathSync(findProgram("sh", path))) === "dash";
	} catch (error) {
		if (error instanceof Error) return false; // not found, or not ours to look at
		throw error;
	}
}

/**
 * A slot for plain scripts: a shell that waits, of which a copy runs the script. To start a new `sh`, and the libraries
 * that it loads, would take longer than most such scripts. It shares its group with its jobs.
 */
export const shellSlot: SlotKind = {
	sharesGroup: true,
	canTake({ file, args: [errexit, command, script], environment }, base) {
		if (file !== "sh" || errexit !== "-e" || command !== "-c" || script === undefined) return false;
		if (environment.PATH !== base.PATH) return false;
		let size = script.length;
		for (const name in environment) {
			const value = environment[name] ?? "";
			if (value === base[name]) continue;
			size += value.length;
			// A new line would be counted with the script's.
			if (!VARIABLE.test(name) || OF_THE_SHELL.test(name) || value.includes("\n")) return false;
		}
		return size <= LONGEST && isPlainScript(script);
	},
	start({ base, pipes, mark }) {
		const reaper = [PRCTL[process.arch], PR_SET_CHILD_SUBREAPER].map(String);
		return {
			file: findProgram("perl", base.PATH),
			args: ["-e", program, findProgram("sh", base.PATH), ...reaper, pipes.stdout, pipes.stderr],
			environment: { ...base, [SLOT_MARK]: mark },
			// A job that ends its whole group is not to end the slot.
			first: "trap : HUP INT QUIT ALRM TERM USR1 USR2\necho ready >&3\n",
		};
	},
	order(number, { args: [, , script], folder, environment }, { base, pipes }) {
		const place = quote(folder);
		const [out, err] = [quote(pipes.stdout), quote(pipes.stderr)];
		let variables = "";
		for (const name in environment) {
			const value = environment[name] ?? "";
			if (value !== base[name]) variables += ` ${name}=${quote(value)}`;
		}
		const enter = `cd -P ${place} 2>/dev/null||{ [ -d ${place} ]&&echo "failed ${number} ${EACCES}">&3||echo "failed ${number} ${ENOENT}">&3;exit;}`;
		const prepare = `exec 3>&-;unset -f job;unset OLDPWD ${SLOT_MARK};${variables === "" ? "" : `export${variables};`}set -e`;
		// A function made by an eval: in it lines count from 1, and messages do not speak of the eval.
		const copy = `job(){(${enter};${prepare};${script}\n)>&7 2>&8 7>&- 8>&- </dev/null;}`;
		// Opened before there is a copy, whose output would else seem to be over before it begins. For reading and writing
		// (<>) a pipe opens at once, even if the engine has just died; then for writing, too.
		const open = `5<>${out} 6<>${err} 7>${out} 8>${err} 5<&- 6<&-`;
		return `eval ${quote(copy)};job ${open};echo "ended ${number} $?">&3\n`;
	},
	reader,
};

const { EACCES, EAGAIN, ENOENT } = constants.errno;

/**
 * Its lines: `ready`; `failed NUMBER ERRNO`; `ended NUMBER CODE`; and before the end of a job its own words if a signal
 * ended that, which the code (then above 128) does not tell. Of SIGINT and SIGPIPE it says nothing: they pass for codes, as
 * in the middle of any script.
 */
function reader(): Reader {
	let words = "";
	let last = 0;
	return (line) => {
		const [what, ...numbers] = line.split(" ");
		const [number = 0, code = 0] = numbers.map(Number);
		switch (what) {
			case "ready":
				return { what };
			case "failed":
				return { what, number, errno: code };
			case "ended": {
				const status = code > 128 && words !== "" ? code - 128 : code << 8;
				words = "";
				last = number;
				return { what, number, status };
			}
			default:
				words = line;
				return line.endsWith("Cannot fork") ? { what: "failed", number: last + 1, errno: EAGAIN } : undefined;
		}
	};
}

/** The text as one word of a shell. Most need no quotes, each of which takes four characters more within others. */
function quote(text: string): string {
	return /^[\w./:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
