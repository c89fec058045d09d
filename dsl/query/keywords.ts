/** A word of the language where it may begin or go on a construct. */
export interface Keyword {
	readonly word: string;
	readonly documentation: string;
	/** What to insert, with `$1`, `${2:name}` as stops; the word itself where absent. */
	readonly snippet?: string;
}

const keyword = (word: string, documentation: string, snippet?: string): Keyword => ({
	word,
	documentation,
	...(snippet === undefined ? {} : { snippet }),
});

const policies = [
	keyword(
		"retry",
		"Tries again: `retry n` is n more attempts, with growing pauses between.",
		"retry ${1:3} backoff ${2:5s}..${3:5m}",
	),
	keyword(
		"timeout",
		"The longest that an attempt may take; of a group, loop or call from each opening, of an approval from its request.",
		"timeout ${1:10m}",
	),
	keyword(
		"cache",
		"Reuses the outputs of an earlier run with the same inputs, for that long if a time is given.",
		"cache ${1:7d}",
	),
	keyword("limit", "How many instances of the `for` may run at once.", "limit ${1:4}"),
	keyword("succeed", "How many instances of the `for` must succeed, as a share or a number.", "succeed ${1:75%}"),
	keyword("needs", "What it takes of the machine: `cpu`, `memory`, `gpu`, `label`.", "needs ${1:memory 2GB}"),
	keyword("uses", "The secrets that the job is given, as environment variables.", "uses ${1:secret}"),
	keyword("allow", "`allow failure`: the run goes on, and succeeds, without it.", "allow failure"),
	keyword("environment", "Environment variables of the process.", "environment { ${1:NAME} = $2 }"),
	keyword("sources", "The files of code that the job depends on.", 'sources ["$1"]'),
];

const nodes = [
	keyword("job", "The unit of work: `job name: type { … }`.", "job ${1:name}: ${2:shell} {\n\t$0\n}"),
	keyword("let", "A named pure expression.", "let ${1:name} = $0"),
	keyword("group", "Jobs that belong together, with outputs of their own.", "group ${1:name} {\n\t$0\n}"),
	keyword(
		"loop",
		"Repeats its jobs until a condition holds, at most `max` times.",
		"loop ${1:name} carry ${2:value} = ${3:start} max ${4:8} until ${5:condition} {\n\t$0\n\tnext ${2:value} = ${3:start}\n}",
	),
];

const standIns = [
	keyword("fallback", "Tried when the attempts are spent; its outputs stand in.", "fallback { $0 }"),
	keyword("rollback", "Undoes the job, once it has succeeded, if the run fails later.", "rollback ${1:shell} { $0 }"),
];

const where = keyword("where", "Leaves out the combinations for which it is false.", "where $1");

const output = keyword("output", "A result, by name.", "output ${1:name} = $0");

/** The words that may begin something, by what they stand in. */
export const keywords = {
	file: [
		keyword(
			"workflow",
			"Jobs and what they wait for. Another workflow may call it as a job.",
			"workflow ${1:name} {\n\t$0\n}",
		),
		keyword("import", "Workflows and types of another file.", 'import { $1 } from "./${2:file}.dag"'),
		keyword("type", "A record type with a name.", "type ${1:Name} {\n\t$0\n}"),
		keyword(
			"test",
			"Checks a workflow in the simulator, without processes: `dag test`.",
			'test "${1:holds}" of ${2:workflow} {\n\t$0\n}',
		),
	],
	workflow: [
		...nodes,
		keyword("param", "A value that is given when the workflow is run.", "param ${1:name}: ${2:string} = $0"),
		keyword("secret", "A value that is never shown.", "secret ${1:name}"),
		output,
		keyword(
			"on",
			"Jobs after the run's own: `on failure`, `on success`, `on done`.",
			"on ${1|failure,success,done|} {\n\t$0\n}",
		),
		keyword("schedule", "When it runs by itself, as a cron expression.", 'schedule "${1:0 2 * * *}" tz "${2:UTC}"'),
		keyword(
			"checkpoint",
			"When the run's state gets a name that it can go back to.",
			"checkpoint on ${1:job_completed}",
		),
		keyword("defaults", "Policies for all jobs.", "defaults { $0 }"),
		keyword(
			"overlap",
			"What a second run does on this machine while one is under way.",
			"overlap ${1|skip,queue,allow|}",
		),
		keyword("timeout", "The longest that a run may take, pauses included.", "timeout ${1:6h}"),
		keyword(
			"limit",
			"How many attempts of the whole run may go on at once; of a called workflow, in each call.",
			"limit ${1:8}",
		),
		keyword("title", "The workflow's name for people.", 'title = "$1"'),
	],
	group: [...nodes, output, ...policies, ...standIns],
	loop: [
		...nodes,
		keyword("next", "The carry's value in the next round.", "next ${1:name} = $0"),
		...policies,
		...standIns,
	],
	hook: nodes,
	body: [
		keyword("outputs", "The outputs that the job writes, checked when it ends.", "outputs { ${1:name}: ${2:string} }"),
		...policies,
		...standIns,
	],
	defaults: policies,
	test: [
		keyword("with", "The value of a param in this test.", "with ${1:param} = $0"),
		keyword("mock", "What a job gives in this test, in place of running.", "mock ${1:job} => { $0 }"),
		keyword("expect", "What must hold at the end.", "expect $0"),
	],
	/** After the path of a mock, or after one of its outcomes. */
	mocked: [
		keyword("=>", "What it gives in place of running.", "=> { $0 }"),
		keyword("fails", "It fails, with this message.", 'fails "${1:out of disk}"'),
		keyword("takes", "How long an attempt takes on the clock of the test.", "takes ${1:10m}"),
		keyword("then", "What the next attempt, or the next round, comes to; the last is repeated.", "then => { $0 }"),
	],
	/** In an import. */
	importing: [keyword("as", "Its name in this file.", "as ${1:name}")],
	/** After the list of an import. */
	from: [keyword("from", "The file, by a path relative to this one.", 'from "./${1:file}.dag"')],
	/** Between the title of a test and its workflow. */
	testOf: [keyword("of", "The workflow that the test is about.", "of ${1:workflow}")],
	/** In the header of a job, group or loop. */
	header: [
		keyword(
			"for",
			"One instance for each element of a list, or for each combination of several.",
			"for ${1:x} in ${2:list}",
		),
		keyword("when", "A condition; where it is false the job is skipped.", "when $1"),
		keyword("after", "Order without data: wait for other jobs.", "after $1"),
		keyword(
			"critical",
			"A checkpoint before it, never from the cache, and never repeated by itself after an unknown outcome.",
		),
	],
	/** After a list of `for`. */
	where: [where],
	in: [keyword("in", "The list whose elements it takes.", "in $1")],
	loopHeader: [
		keyword("carry", "A value that each round hands to the next.", "carry ${1:name} = $2"),
		keyword("max", "The most rounds; after the last the loop succeeds with `converged = false`.", "max ${1:8}"),
		keyword("until", "Tested after each round; where it holds the loop ends.", "until $1"),
	],
	/** After a name in `after`. */
	outcome: [
		keyword("succeeded", "It must have succeeded; the default."),
		keyword("failed", "It must have failed."),
		keyword("skipped", "It must have been skipped."),
		keyword("cancelled", "It must have been cancelled."),
		keyword("done", "Any end will do."),
	],
	/** After a job in `expect`. */
	expected: [
		keyword("succeeded", "It succeeded; of several instances or rounds, each succeeded or was skipped."),
		keyword("failed", "It failed; of several instances or rounds, one is enough."),
		keyword("skipped", "It was skipped, or never reached."),
		keyword("cancelled", "It was cancelled."),
		keyword("done", "It ended, in any way."),
	],
	needs: [
		keyword("cpu", "Processor cores.", "cpu ${1:2}"),
		keyword("memory", "Main memory.", "memory ${1:4GB}"),
		keyword("gpu", "Graphics processors.", "gpu ${1:1}"),
		keyword("label", "A label that the worker must have.", 'label "$1"'),
	],
	triggers: [
		keyword("job_completed", "After each job of the workflow's own block."),
		keyword("level_completed", "After each level of the graph: all jobs at most so far from the start."),
		keyword("every", "By time, if something happened since the last.", "every ${1:10m}"),
		keyword("before", "Before each critical job; even where nobody wrote it.", "before critical"),
		keyword("critical", "Of the jobs that are `critical`."),
		keyword("manual", "When somebody asks: `dag checkpoint`."),
	],
	checkpoint: [keyword("on", "What makes a checkpoint: one or more triggers.", "on $0")],
	keep: [keyword("keep", "How many checkpoints keep their names; events are never dropped.", "keep ${1:20}")],
	overlap: [
		keyword("skip", "A run that would overlap is not started; the default."),
		keyword("queue", "It waits until the other one has ended."),
		keyword("allow", "It starts beside the other one."),
	],
	allow: [keyword("failure", "The run goes on, and succeeds, without it.")],
	schedule: [
		keyword("tz", "The IANA zone that the expression is in.", 'tz "${1:UTC}"'),
		keyword("backfill", "How far back missed runs are made up for.", "backfill max ${1:30d}"),
		keyword("max", "How far back.", "max ${1:30d}"),
	],
	uses: [keyword("as", "The environment variable that holds the secret.", "as ${1:NAME}")],
	operators: [keyword("in", "Whether the list holds the value, or the text the other one.")],
	retry: [
		keyword("backoff", "The pauses between: they double, up to the second duration.", "backoff ${1:5s}..${2:5m}"),
		keyword("when", "Which errors are tried again.", "when error.${1:exit_code} == ${2:75}"),
	],
	hookEvents: [
		keyword("failure", "The run failed."),
		keyword("success", "The run succeeded."),
		keyword("done", "The run ended, in any way."),
	],
} as const satisfies Record<string, readonly Keyword[]>;
