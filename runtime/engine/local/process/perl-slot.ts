import { findProgram } from "./find-program.ts";
import type { Reader, SlotKind, SlotPlace } from "./slot-kind.ts";
import type { ProcessOrder } from "./spawner.ts";

/**
 * What it runs (`perl -e`): makes the processes of orders that it reads from the socket at descriptor 3, one after
 * the other, and tells there how each ended. A frame is its length (4 bytes, big-endian) and fields with a zero byte
 * between them: number, folder, program, count of the arguments from the 0th, these, and then names and values to add to
 * the environment; the first frame holds those that all share. Nothing of an order is ever read as Perl or by a shell.
 *
 * Reports are lines: `ready`; `failed NUMBER ERRNO` where the process could not be made; and last
 * `ended NUMBER STATUS USER SYSTEM PID LEFT` with the status of wait(2), the CPU time in ms and whether (1) its group still
 * has members. The process in the making is the slot's only child. It ends when the engine does.
 */
const program = String.raw`
use strict;
my ($stdout, $stderr) = @ARGV;
my $engine = getppid;
$0 = 'dag slot';
# Above descriptor 2: closed in what is executed.
open my $socket, '+<&=', 3 or exit 1;
system('mkfifo', '-m', '600', '--', $stdout, $stderr) == 0 or exit 1;

my $buffer = '';
sub order {
	while (1) {
		if (length $buffer >= 4) {
			my $size = unpack 'N', $buffer;
			if (length $buffer >= 4 + $size) {
				my $frame = substr $buffer, 4, $size;
				substr($buffer, 0, 4 + $size) = '';
				return split /\0/, $frame, -1;
			}
		}
		sysread $socket, $buffer, 65536, length $buffer or exit 0;
	}
}
sub report { syswrite $socket, "@_\n" or exit 0 }

sub failed {
	report 'failed', $_[0], $! + 0;
	report 'ended', $_[0], 0, 0, 0, 0, 0;
}

close STDOUT;
close STDERR;
report 'ready';
my %shared = order();
%ENV = %shared;
my @added;
# All is prepared before the fork: each page that the child writes to is copied.
while (my ($number, $folder, $program, $count, @rest) = order()) {
	# What an engine ordered that has died since, nobody waits for.
	exit 0 if getppid != $engine;
	my @arguments = splice @rest, 0, $count;
	for (@added) { exists $shared{$_} ? ($ENV{$_} = $shared{$_}) : delete $ENV{$_} }
	my %more = @rest;
	@added = keys %more;
	@ENV{@added} = values %more;
	if (!chdir $folder) {
		failed $number;
		next;
	}
	# For writing only (1), to become 1 and 2, the lowest that are free. The engine has the other ends open, or is dead:
	# then to wait for it (without O_NONBLOCK, 2048) would be to wait for ever. Jobs are given ends that wait.
	for ([*STDOUT, $stdout], [*STDERR, $stderr]) {
		sysopen($_->[0], $_->[1], 1 | 2048) && fcntl($_->[0], 4, 1) or exit 1;
	}
	my (undef, undef, $user, $system) = times;
	my $pid = fork;
	if (!defined $pid) {
		failed $number;
		next;
	}
	if ($pid == 0) {
		setpgrp 0, 0;
		exec { $program } @arguments;
		report 'failed', $number, $! + 0;
		kill 'KILL', $$;
	}
	close STDOUT;
	close STDERR;
	waitpid $pid, 0;
	my $status = $?;
	my (undef, undef, $user_now, $system_now) = times;
	report 'ended', $number, $status, int(($user_now - $user) * 1000 + 0.5), int(($system_now - $system) * 1000 + 0.5),
		$pid, kill(0, -$pid) ? 1 : 0;
}
`;

/** A slot that makes any process: a small Perl that forks itself. Node's `spawn` forks the engine with all its memory. */
export const perlSlot: SlotKind = {
	sharesGroup: false,
	canTake: () => true,
	start({ base, pipes }) {
		return {
			file: findProgram("perl", base.PATH),
			args: ["-e", program, pipes.stdout, pipes.stderr],
			// What jobs share comes with the first frame: here it would only slow Perl down, or make it complain.
			environment: { PATH: base.PATH ?? "", LC_ALL: "C" },
			first: frame(Object.entries(base).flat()),
		};
	},
	order: frameOf,
	reader: () => read,
};

const read: Reader = (line) => {
	const [what, ...numbers] = line.split(" ");
	const [number = 0, first = 0, user = 0, system = 0, pid = 0, left] = numbers.map(Number);
	switch (what) {
		case "ready":
			return { what };
		case "failed":
			return { what, number, errno: first };
		case "ended":
			return { what, number, status: first, known: { cpu: { user, system }, pid, left: left === 1 } };
		default:
			return undefined;
	}
};

/** The frame of an order, as the program reads it. */
function frameOf(number: number, order: ProcessOrder, { base }: SlotPlace): Buffer {
	const { file, args, folder, environment } = order;
	const fields = [String(number), folder, findProgram(file, environment.PATH), String(args.length + 1), file, ...args];
	for (const name in environment) {
		const value = environment[name];
		if (value !== undefined && value !== base[name]) fields.push(name, value);
	}
	return frame(fields);
}

function frame(fields: readonly string[]): Buffer {
	const text = fields.join("\0");
	const size = Buffer.byteLength(text);
	const bytes = Buffer.allocUnsafe(4 + size);
	bytes.writeUInt32BE(size);
	bytes.write(text, 4);
	return bytes;
}
